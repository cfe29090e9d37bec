/** An accepted intent: who approved what, its time line, and the frozen records. */
import { type Fact, FactList } from '../web/FactList.tsx'
import { useFilters } from '../web/router.tsx'
import { Moment } from '../web/Time.tsx'
import type { OpDetail } from './ErpData.tsx'
import { Records } from './Records.tsx'
import { TimeLine } from './TimeLine.tsx'

export function OpView({ op }: { op: OpDetail }) {
  const [filters, setFilters] = useFilters()
  const facts: Fact[] = [
    ['Sent by', op.sent_by],
    ['Accepted by', op.approved_by],
    ['Accepted', <Moment key="t" at={op.created_at} />],
    ['Attempts', String(op.attempts)],
    [
      'Marker in the ERP',
      <span key="m" className="mono">
        {op.marker}
      </span>,
    ],
  ]
  return (
    <>
      <div className="columns">
        <section className="panel" aria-label="Time line">
          <h2>What happened</h2>
          <TimeLine events={op.events} />
        </section>
        <section className="panel" aria-label="Facts">
          <h2>What was accepted</h2>
          <FactList facts={[...facts, ...answersOf(op)]} />
        </section>
      </div>
      <details
        open={filters.records === 'open'}
        onToggle={(event) => setFilters({ records: event.currentTarget.open ? 'open' : undefined })}
      >
        <summary>
          <strong>The records, as accepted</strong>
        </summary>
        {filters.records === 'open' ? <Records files={op.rendering.files} shown={op.rendering.shown} /> : null}
      </details>
    </>
  )
}

/** What the approver answered, by the fields' keys made readable. */
const answersOf = ({ answers }: OpDetail): [string, string][] =>
  Object.entries(answers).map(([key, value]) => [
    key === 'erpId' ? 'ERP ID' : key.replaceAll(/([A-Z])/g, ' $1').toLowerCase(),
    value,
  ])
