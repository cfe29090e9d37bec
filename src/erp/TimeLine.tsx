/** Every step of an item on its way to the ERP: when, who or what, in words, with the ERP's own words kept as they came. */
import { Moment } from '../web/Time.tsx'

export interface TimeLineEvent {
  id: number
  at: string
  who: string
  sentence: string
  raw: string | null
}

export function TimeLine({ events }: { events: TimeLineEvent[] }) {
  if (events.length === 0) return <p className="muted">Nothing has happened yet.</p>
  return (
    <ol className="time-line">
      {events.map(({ id, at, who, sentence, raw }) => (
        <li key={id}>
          <div className="muted">
            <Moment at={at} /> · {who}
          </div>
          <div>{sentence}</div>
          {raw ? <Raw text={raw} /> : null}
        </li>
      ))}
    </ol>
  )
}

const SHORT_LINES = 4

function Raw({ text }: { text: string }) {
  const words = <pre className="mono raw">{text}</pre>
  if (text.trim().split('\n').length <= SHORT_LINES) return words
  return (
    <details>
      <summary>The ERP’s own words</summary>
      {words}
    </details>
  )
}
