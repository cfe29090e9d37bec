/** Lines over time, drawn in the colours of the page. The figures stand in a table beside it: what is drawn is for the eye alone. */
import { useComputedColorScheme } from '@mantine/core'
import { useEffect, useRef } from 'react'
import UPlot from 'uplot'
import 'uplot/dist/uPlot.min.css'
import './chart.css'

export interface Line {
  label: string
  /** One for each time; null leaves a gap. */
  values: (number | null)[]
}

/** Told apart by colour and by how they are dashed. */
const LINES = [
  { colour: '--link', dash: [] },
  { colour: '--status-violet-text', dash: [8, 5] },
  { colour: '--status-green-text', dash: [2, 4] },
]
const HEIGHT = 300
/** In seconds. */
const DAY = 86_400

interface ChartProps {
  /** Says to screen readers what is drawn, and where its figures are. */
  label: string
  /** Days, `YYYY-MM-DD`, rising. */
  days: string[]
  lines: Line[]
  /** A figure as words: `1,250.00`, `3 h`. */
  words: (value: number) => string
  /** The scale reaches at least so far, so that next to nothing does not look like much. */
  reach?: number
}

export function Chart({ label, days, lines, words, reach = 1 }: ChartProps) {
  const frame = useRef<HTMLDivElement>(null)
  const scheme = useComputedColorScheme('light')
  // biome-ignore lint/correctness/useExhaustiveDependencies: the colours are read anew when the scheme changes.
  useEffect(() => {
    const target = frame.current
    if (!target) return undefined
    const seconds = days.map((day) => Date.parse(day) / 1000)
    const options = optionsOf(target, lines, words, reach)
    const plot = new UPlot(options, [seconds, ...lines.map((line) => line.values)], target)
    const watch = new ResizeObserver(() => plot.setSize({ width: target.clientWidth, height: HEIGHT }))
    watch.observe(target)
    return () => {
      watch.disconnect()
      plot.destroy()
    }
  }, [days, lines, words, reach, scheme])
  return <div ref={frame} className="chart" role="img" aria-label={label} />
}

function optionsOf(target: HTMLElement, lines: Line[], words: (value: number) => string, reach: number): UPlot.Options {
  const style = getComputedStyle(target)
  const colour = (name: string) => style.getPropertyValue(name).trim()
  const font = `12px ${style.fontFamily}`
  const axis = {
    stroke: colour('--muted'),
    grid: { stroke: colour('--line'), width: 1 },
    ticks: { stroke: colour('--line') },
    font,
  }
  return {
    width: target.clientWidth,
    height: HEIGHT,
    // Days of a calendar, not moments: no time zone may move them.
    tzDate: (seconds) => UPlot.tzDate(new Date(seconds * 1000), 'UTC'),
    cursor: { drag: { x: false, y: false } },
    scales: {
      x: { range: (_plot, first, last) => (first === last ? [first - DAY, last + DAY] : [first, last]) },
      y: { range: (_plot, least, most) => [Math.min(0, least), Math.max(reach, most * 1.05)] },
    },
    axes: [axis, { ...axis, size: 90, values: (_plot, ticks) => ticks.map(words) }],
    series: [
      { label: 'Date', value: '{YYYY}-{MM}-{DD}' },
      ...lines.map((line, at) => ({
        label: line.label,
        stroke: colour(LINES[at % LINES.length]!.colour),
        dash: LINES[at % LINES.length]!.dash,
        width: 2,
        points: { show: line.values.filter((each) => each !== null).length < 40 },
        value: (_plot: UPlot, value: number | null) => (value === null ? '–' : words(value)),
      })),
    ],
  }
}
