/** My notices, newest first: what happened, what to do, and the way there. */
import { ActionButton } from '../web/ActionButton.tsx'
import { Waiting } from '../web/Loaded.tsx'
import { Empty, Refusals } from '../web/Notice.tsx'
import { PageHead } from '../web/PageHead.tsx'
import { useChange, useGet, usePages } from '../web/queries.ts'
import { Link, useFilters, useParam } from '../web/router.tsx'
import { Moment } from '../web/Time.tsx'

interface ShownNotice {
  id: number
  title: string
  text: string
  path: string
  at: string
  read_at: string | null
}

export default function NoticesPage() {
  const company = useParam('company')
  const [filters] = useFilters()
  const base = `/rest/v1.0/companies/${company}/notices`
  const here = `/companies/${company}/notices`
  const onlyUnread = filters.show === 'unread'
  const query = usePages<ShownNotice>(onlyUnread ? `${base}?filters[unread]=true` : base, company, 100)
  const unread = useGet<{ unread: number }>(`${base}/unread`, company).data?.unread ?? 0
  const change = useChange(company)
  const mark = (id: number, read: boolean) =>
    change.mutate({ path: `${base}/${id}`, method: 'PATCH', body: { notice: { read } } })
  return (
    <>
      <PageHead title="Notices" about="What became of what you sent, comments that name you, and what waits for you.">
        <ActionButton
          onClick={() => change.mutate({ path: `${base}/read_all` })}
          why={unread === 0 ? 'All of them are read.' : undefined}
        >
          Mark all as read
        </ActionButton>
      </PageHead>
      <div className="filters">
        <Link to={here} current={onlyUnread ? undefined : 'true'}>
          All
        </Link>
        <Link to={`${here}?show=unread`} current={onlyUnread ? 'true' : undefined}>
          Unread <span className="count">{unread}</span>
        </Link>
        <Link to={`${here}/choices`}>My choices</Link>
      </div>
      <Refusals error={query.error ?? change.error} />
      {query.isPending ? <Waiting /> : null}
      {query.data?.length === 0 ? (
        <Empty title={onlyUnread ? 'Nothing unread.' : 'No notices yet.'}>
          They come when something you sent is rejected, fails or is synced.
        </Empty>
      ) : (
        <ul className="notices" aria-label="Notices">
          {query.data?.map((notice) => (
            <Row key={notice.id} notice={notice} onMark={(read) => mark(notice.id, read)} />
          ))}
        </ul>
      )}
      {query.hasNextPage ? (
        <div>
          <ActionButton onClick={query.more} busy={query.isFetchingNextPage}>
            Show older ones
          </ActionButton>
        </div>
      ) : null}
    </>
  )
}

function Row({ notice, onMark }: { notice: ShownNotice; onMark: (read: boolean) => void }) {
  const { title, text, path, at, read_at } = notice
  const read = read_at !== null
  // Opening it is reading it; the click on the link comes up to here.
  const opened = () => (read ? undefined : onMark(true))
  return (
    <li className={read ? '' : 'unread'}>
      <div className="grow">
        <div className="row">
          {read ? null : <span className="chip blue">New</span>}
          {/* biome-ignore lint/a11y/noStaticElementInteractions lint/a11y/useKeyWithClickEvents: the link inside is what is pressed, by mouse or keys. */}
          <span onClick={opened}>
            <Link to={path}>{title}</Link>
          </span>
        </div>
        <div className="words">{text}</div>
        <div className="muted">
          <Moment at={at} />
        </div>
      </div>
      <ActionButton onClick={() => onMark(!read)} label={`${read ? 'Mark as unread' : 'Mark as read'}: ${title}`}>
        {read ? 'Mark as unread' : 'Mark as read'}
      </ActionButton>
    </li>
  )
}
