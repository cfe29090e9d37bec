/** In the head of every page: the way to one's notices, and how many are unread. */
import { VisuallyHidden } from '@mantine/core'
import { Icon } from '../web/icons.tsx'
import { useGet } from '../web/queries.ts'
import { Link } from '../web/router.tsx'

export default function Bell({ company }: { company: string }) {
  const { data } = useGet<{ unread: number }>(`/rest/v1.0/companies/${company}/notices/unread`, company)
  const unread = data?.unread ?? 0
  return (
    <Link to={`/companies/${company}/notices`} className="bell">
      <Icon name="bell" />
      Notices
      {unread > 0 ? (
        <span className="chip blue count">
          {unread > 999 ? '999+' : unread}
          <VisuallyHidden> unread</VisuallyHidden>
        </span>
      ) : null}
    </Link>
  )
}
