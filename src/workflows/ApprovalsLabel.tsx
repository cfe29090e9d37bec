/** “My approvals” in the side bar, with how many wait. */
import { useList } from '../web/queries.ts'
import { type Approval, approvalsPath } from './Shown.tsx'

export function ApprovalsLabel({ company }: { company: string }) {
  const { data } = useList<Approval>(company ? approvalsPath(company) : undefined, company)
  const waiting = data?.length ?? 0
  return (
    <>
      My approvals
      {waiting > 0 ? <span className="number"> ({waiting.toLocaleString()})</span> : null}
    </>
  )
}
