/** The tool's first page: what waits for whom, and whether the ERP is there. */
import type { TableColumn } from '../web/columns.ts'
import { Loaded } from '../web/Loaded.tsx'
import { Empty } from '../web/Notice.tsx'
import { PageHead } from '../web/PageHead.tsx'
import { useGet } from '../web/queries.ts'
import { Link, useGo, useParam } from '../web/router.tsx'
import { Table } from '../web/Table.tsx'
import { ConnectionLine } from './ConnectionLine.tsx'
import { type ConnectionInfo, erpPath, type TabInfo } from './ErpData.tsx'
import { TAB_FILTERS } from './states.ts'
import { ToolTabs, useTabs } from './ToolTabs.tsx'

export default function ToolPage() {
  const company = useParam('company')
  const tabs = useTabs(company)
  const connections = useGet<ConnectionInfo[]>(`${erpPath(company)}/connections`, company)
  const go = useGo()
  return (
    <>
      <PageHead title="ERP Integrations" about="What waits for a person, on both sides." />
      <ToolTabs />
      {connections.data?.map((each) => (
        <ConnectionLine key={each.id} connection={each} />
      ))}
      <Loaded query={tabs}>
        {(list) => (
          <Table
            label="What waits"
            columns={columnsOf(company)}
            rows={list}
            rowKey={(tab) => tab.kind}
            onOpen={(tab) => go(`/companies/${company}/erp/${tab.kind}`)}
            empty={<Empty title="Nothing is integrated yet.">Connect an ERP on the Connection page.</Empty>}
          />
        )}
      </Loaded>
    </>
  )
}

function columnsOf(company: string): TableColumn<TabInfo>[] {
  const base = `/companies/${company}/erp`
  return [
    {
      key: 'title',
      label: 'Tool',
      width: 220,
      head: true,
      by: (tab) => tab.title,
      show: (tab) => <Link to={`${base}/${tab.kind}`}>{tab.title}</Link>,
    },
    ...TAB_FILTERS.map(
      (filter): TableColumn<TabInfo> => ({
        key: filter,
        label: filter,
        width: 96,
        align: 'right',
        by: (tab) => tab.counts[filter] ?? 0,
        sort: 'number',
        show: (tab) => {
          const count = tab.counts[filter] ?? 0
          return count === 0 ? (
            <span className="muted">–</span>
          ) : (
            <Link to={`${base}/${tab.kind}`} search={{ filter }}>
              {count.toLocaleString()}
            </Link>
          )
        },
      }),
    ),
  ]
}
