/** On the item's own page: how much was said about it, and the way there. */
import { usePages } from '../web/queries.ts'
import { Link, useParam } from '../web/router.tsx'

export default function CommentsLink({ kind, item }: { kind: string; item: number }) {
  const company = useParam('company')
  const path = `/rest/v1.0/companies/${company}/erp/items/${kind}/${item}/comments`
  const { total } = usePages(path, company, 1)
  if (total === undefined) return null
  const words = total === 0 ? 'Comment' : total === 1 ? '1 comment' : `${total} comments`
  return <Link to={`/companies/${company}/erp/${kind}/${item}?show=comments`}>{words}</Link>
}
