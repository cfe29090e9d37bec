/** On the item's own page: how much was said about it, and the way there. */
import { useList } from '../web/queries.ts'
import { Link, useParam } from '../web/router.tsx'

export default function CommentsLink({ kind, item }: { kind: string; item: number }) {
  const company = useParam('company')
  const { data } = useList<unknown>(`/rest/v1.0/companies/${company}/erp/items/${kind}/${item}/comments`, company)
  return (
    <Link to={`/companies/${company}/erp/${kind}/${item}?show=comments`}>
      Comments{data?.length ? ` (${data.length})` : ''}
    </Link>
  )
}
