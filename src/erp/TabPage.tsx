/** One tab of the tool: its filters with counts, what it reads from the ERP, and the rows that fit. */
import { Loaded } from '../web/Loaded.tsx'
import { Empty } from '../web/Notice.tsx'
import { PageHead } from '../web/PageHead.tsx'
import { useGet } from '../web/queries.ts'
import { Link, useFilters, useParam } from '../web/router.tsx'
import { SearchField } from '../web/SearchField.tsx'
import { type ConnectionInfo, erpPath, type TabInfo } from './ErpData.tsx'
import { FeedLine } from './FeedLine.tsx'
import { FileFilter, useFiles } from './Files.tsx'
import { ItemList } from './ItemList.tsx'
import { StagedList } from './StagedList.tsx'
import { TAB_FILTERS, type TabFilter } from './states.ts'
import { ToolTabs, useTabs } from './ToolTabs.tsx'

export default function TabPage() {
  const kind = useParam('tab')
  const [filters] = useFilters()
  const tabs = useTabs(useParam('company'), filters.file)
  return (
    <Loaded query={tabs}>
      {(list) => {
        const tab = list.find((each) => each.kind === kind)
        return tab ? <Tab key={kind} tab={tab} /> : <Empty title="The tool has no such tab." />
      }}
    </Loaded>
  )
}

function Tab({ tab }: { tab: TabInfo }) {
  const company = useParam('company')
  const [filters] = useFilters()
  const files = useFiles(company)
  const shown = TAB_FILTERS.filter((filter) => tab.counts[filter] !== undefined)
  const first = shown.find((each) => (tab.counts[each] ?? 0) > 0) ?? shown[0]
  const filter = shown.find((each) => each === filters.filter) ?? first
  return (
    <>
      <PageHead title={tab.title}>
        <FileFilter files={files} />
        <SearchField label="Search the list" />
      </PageHead>
      <ToolTabs />
      <Feeds tab={tab} company={company} several={files.length > 0} file={filters.file} />
      <nav className="filters" aria-label="Filters">
        {shown.map((each) => (
          <FilterLink key={each} tab={tab} filter={each} current={each === filter} />
        ))}
      </nav>
      {filter === undefined ? (
        <Empty title="Nothing here waits for a person.">What is read from the ERP is taken over by itself.</Empty>
      ) : filter === 'Ready to Import' || filter === 'Archived' ? (
        <StagedList key={filter} tab={tab} filter={filter} />
      ) : (
        <ItemList key={filter} tab={tab} filter={filter} />
      )}
    </>
  )
}

function FilterLink({ tab, filter, current }: { tab: TabInfo; filter: TabFilter; current: boolean }) {
  const company = useParam('company')
  const [filters] = useFilters()
  return (
    <Link
      to={`/companies/${company}/erp/${tab.kind}`}
      search={{ filter, file: filters.file }}
      current={current ? 'true' : undefined}
    >
      {filter} <span className="count">{(tab.counts[filter] ?? 0).toLocaleString()}</span>
    </Link>
  )
}

interface FeedsProps {
  tab: TabInfo
  company: string
  several: boolean
  file: string | undefined
}

function Feeds({ tab, company, several, file }: FeedsProps) {
  const connections = useGet<ConnectionInfo[]>(
    tab.feeds.length > 0 ? `${erpPath(company)}/connections` : undefined,
    company,
  )
  if (tab.feeds.length === 0) return null
  return (
    <>
      {connections.data
        ?.filter(({ id }) => !file || String(id) === file)
        .map(({ id, name, feeds }) => (
          <div key={id} className="row">
            {several ? <strong>{name}</strong> : null}
            {feeds
              .filter((feed) => tab.feeds.includes(feed.feed))
              .map((feed) => (
                <FeedLine key={feed.feed} connection={id} feed={feed} />
              ))}
          </div>
        ))}
    </>
  )
}
