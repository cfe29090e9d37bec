/** Small line drawings; always beside a word, so hidden from screen readers. */
const shapes = {
  dot: 'M8 5.5a2.5 2.5 0 1 0 0 5a2.5 2.5 0 1 0 0-5',
  clock: 'M8 1.8a6.2 6.2 0 1 0 0 12.4A6.2 6.2 0 1 0 8 1.8M8 4.5V8l2.4 1.6',
  arrows: 'M2.5 6.5A5.6 5.6 0 0 1 12.8 5M13 2v3.2H9.8M13.5 9.5A5.6 5.6 0 0 1 3.2 11M3 14v-3.2h3.2',
  back: 'M6 3.5 2.5 7 6 10.5M2.8 7H10a3.5 3.5 0 0 1 0 7H7',
  check: 'M3 8.5l3.3 3.3L13 4.8',
  cross: 'M4 4l8 8M12 4l-8 8',
  eye: 'M1.5 8S4 3.5 8 3.5S14.5 8 14.5 8S12 12.5 8 12.5S1.5 8 1.5 8zM8 6.2a1.8 1.8 0 1 0 0 3.6a1.8 1.8 0 1 0 0-3.6',
  warning: 'M8 2 1.5 13.5h13zM8 6.5v3.2M8 11.6v.2',
  info: 'M8 1.8a6.2 6.2 0 1 0 0 12.4A6.2 6.2 0 1 0 8 1.8M8 7.3v4M8 4.8v.2',
  box: 'M2 4.5h12v3H2zM3.2 7.5V13h9.6V7.5M6.5 10h3',
  download: 'M8 2.5v7.3M4.8 7 8 10.2 11.2 7M3 13.3h10',
  sun: 'M8 5.3a2.7 2.7 0 1 0 0 5.4a2.7 2.7 0 1 0 0-5.4M8 1.5v1.5M8 13v1.5M1.5 8H3M13 8h1.5M3.4 3.4l1 1M11.6 11.6l1 1M3.4 12.6l1-1M11.6 4.4l1-1',
  bell: 'M8 2a4 4 0 0 0-4 4v3.2L2.8 11.5h10.4L12 9.2V6a4 4 0 0 0-4-4M6.6 13.5a1.5 1.5 0 0 0 2.8 0',
  up: 'M8 12.5V4M4.5 7.3 8 3.8l3.5 3.5',
  down: 'M8 3.5V12M4.5 8.7 8 12.2l3.5-3.5',
} as const

export type IconName = keyof typeof shapes

export function Icon({ name, size = 14 }: { name: IconName; size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 16 16" aria-hidden="true" focusable="false">
      <path
        d={shapes[name]}
        fill="none"
        stroke="currentColor"
        strokeWidth="1.7"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </svg>
  )
}
