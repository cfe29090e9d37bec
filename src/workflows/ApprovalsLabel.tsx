/** “My approvals” in the side bar, with how many wait. */
import { usePages } from '../web/queries.ts'
import { type Approval, approvalsPath } from './Shown.tsx'

export function ApprovalsLabel({ company }: { company: string }) {
  // One is asked for: the answer says how many there are.
  const { total: waiting = 0 } = usePages<Approval>(company ? approvalsPath(company) : undefined, company, 1)
  return (
    <>
      My approvals
      {waiting > 0 ? <span className="number"> ({waiting.toLocaleString()})</span> : null}
    </>
  )
}
