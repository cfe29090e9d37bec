/** The ERP takes no more for now: until when nothing is sent, and how much waits (CON-5). */
import { Notice } from '../web/Notice.tsx'
import { Moment } from '../web/Time.tsx'
import type { Rest } from './ErpData.tsx'

export function Resting({ rest }: { rest: Rest }) {
  return (
    <Notice colour="yellow">
      <div>
        The ERP takes no more requests for now. Nothing is sent before <Moment at={rest.until} />; then it goes on by
        itself. {rest.waiting === 1 ? 'One export waits.' : `${rest.waiting.toLocaleString()} exports wait.`}
      </div>
      <div className="mono">{rest.because}</div>
    </Notice>
  )
}
