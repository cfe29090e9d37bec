/** A message in the page: what happened, and how to mend it. */
import type { ReactNode } from 'react'
import { refusalsOf } from './fetch.ts'
import { Icon, type IconName } from './icons.tsx'
import type { Colour } from './StatusChip.tsx'

const icons: Record<Colour, IconName> = {
  grey: 'info',
  blue: 'info',
  yellow: 'warning',
  green: 'check',
  red: 'warning',
  violet: 'eye',
}

/** `urgent` is read out at once by screen readers; the others when they get there. */
export function Notice({ colour, children, urgent }: { colour: Colour; children: ReactNode; urgent?: boolean }) {
  return (
    <div className={`notice ${colour}`} role={urgent ? 'alert' : 'status'}>
      <Icon name={icons[colour]} />
      <div>{children}</div>
    </div>
  )
}

/** Every refusal of what was thrown, with its remedy; nothing when nothing was thrown. */
export function Refusals({ error }: { error: unknown }) {
  if (!error) return null
  const refusals = refusalsOf(error)
  const line = ({ sentence, remedy }: { sentence: string; remedy?: string }) =>
    remedy ? `${sentence} ${remedy}` : sentence
  return (
    <Notice colour="red" urgent>
      {refusals.length === 1 && refusals[0] ? (
        line(refusals[0])
      ) : (
        <ul>
          {refusals.map((each) => (
            <li key={each.code + each.sentence}>{line(each)}</li>
          ))}
        </ul>
      )}
    </Notice>
  )
}

/** Nothing to show, and what to do about it. */
export function Empty({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <div className="empty">
      <strong>{title}</strong>
      {children}
    </div>
  )
}
