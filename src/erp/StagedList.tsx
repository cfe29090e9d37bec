/** Records of the ERP that wait for a person to add, link or archive them, and those that were archived. */
import { useState } from 'react'
import { ActionButton } from '../web/ActionButton.tsx'
import type { TableColumn } from '../web/columns.ts'
import { Loaded } from '../web/Loaded.tsx'
import { Empty, Notice, Refusals } from '../web/Notice.tsx'
import { useChange, useList } from '../web/queries.ts'
import { Link, useFilters, useGo, useParam } from '../web/router.tsx'
import { searched } from '../web/SearchField.tsx'
import { StatusChip } from '../web/StatusChip.tsx'
import { useShortcut } from '../web/shortcuts.tsx'
import { Table } from '../web/Table.tsx'
import { erpPath, type StagedRow, type TabInfo } from './ErpData.tsx'
import type { TabFilter } from './states.ts'

export function StagedList({ tab, filter }: { tab: TabInfo; filter: TabFilter }) {
  const company = useParam('company')
  const [filters] = useFilters()
  const go = useGo()
  const [chosen, setChosen] = useState(new Set<string>())
  const list = useList<StagedRow>(
    `${erpPath(company)}/staged?${new URLSearchParams({ kind: tab.kind, filter })}`,
    company,
  )
  const pathOf = (row: StagedRow) => `/companies/${company}/erp/${row.kind}/staged/${encodeURIComponent(row.erp_id)}`
  return (
    <Loaded query={list}>
      {(all) => (
        <>
          {all.length > 0 ? (
            <Bulk tab={tab} archived={filter === 'Archived'} chosen={chosen} onDone={() => setChosen(new Set())} />
          ) : null}
          <Table
            label={`${tab.title}, ${filter}`}
            columns={columnsOf(all, pathOf)}
            rows={searched(all, filters.q, (row) => [row.erp_id, row.title, ...Object.values(row.data)])}
            rowKey={(row) => row.erp_id}
            rowName={(row) => row.title}
            onOpen={(row) => go(pathOf(row))}
            selected={chosen}
            onSelect={setChosen}
            empty={
              <Empty
                title={
                  all.length > 0
                    ? 'Nothing fits the search.'
                    : filter === 'Archived'
                      ? 'Nothing is archived.'
                      : 'Nothing waits to be imported.'
                }
              >
                {filter === 'Archived'
                  ? ''
                  : 'New records of the ERP appear here by themselves. “Sync now” reads them at once.'}
              </Empty>
            }
          />
        </>
      )}
    </Loaded>
  )
}

const words = (key: string) => key.replaceAll('_', ' ').replace(/^./, (letter) => letter.toUpperCase())

/** The record's own fields, besides those that make its key and title, that any row fills. */
function columnsOf(rows: StagedRow[], pathOf: (row: StagedRow) => string): TableColumn<StagedRow>[] {
  const first = rows[0]
  const keys = first
    ? Object.keys(first.data).filter((key) => first.data[key] !== first.erp_id && first.data[key] !== first.title)
    : []
  const filled = keys.filter((key) => rows.some((row) => row.data[key])).slice(0, 6)
  return [
    { key: 'erp', label: 'ERP ID', width: 140, by: (row) => row.erp_id, show: (row) => row.erp_id },
    {
      key: 'title',
      label: 'Name',
      head: true,
      by: (row) => row.title,
      show: (row) => <Link to={pathOf(row)}>{row.title || '(no name)'}</Link>,
    },
    ...filled.map(
      (key): TableColumn<StagedRow> => ({
        key: `d-${key}`,
        label: words(key),
        width: 130,
        by: (row) => row.data[key],
        show: (row) => row.data[key],
      }),
    ),
    {
      key: 'state',
      label: 'Status',
      width: 160,
      by: (row) => row.state,
      show: (row) =>
        row.gone ? (
          <StatusChip word="Gone from the ERP" colour="grey" />
        ) : row.state === 'invalid' ? (
          <StatusChip word="Cannot be added" colour="red" />
        ) : (
          <StatusChip word={words(row.state)} colour={row.state === 'archived' ? 'grey' : 'blue'} />
        ),
    },
  ]
}

interface BulkAnswer {
  done: number
  refused: { erp_id: string; sentence: string }[]
}

function Bulk({
  tab,
  archived,
  chosen,
  onDone,
}: {
  tab: TabInfo
  archived: boolean
  chosen: Set<string>
  onDone: () => void
}) {
  const company = useParam('company')
  const change = useChange<BulkAnswer>(company)
  const why = chosen.size === 0 ? 'Select one or more records first.' : undefined
  const run = (move: 'add' | 'archive' | 'restore') =>
    change.mutate(
      { path: `${erpPath(company)}/staged/${tab.kind}/${move}-many`, body: { erp_ids: [...chosen] } },
      { onSuccess: onDone },
    )
  useShortcut('a', 'Add the selected', () => why === undefined && !archived && run('add'))
  const answer = change.data
  return (
    <>
      <div className="row">
        <span className="muted grow">
          {chosen.size > 0 ? `${chosen.size} selected` : 'Open one to add or link it, or select many.'}
        </span>
        {archived ? (
          <ActionButton why={why} busy={change.isPending} onClick={() => run('restore')}>
            Take out of the archive
          </ActionButton>
        ) : (
          <>
            <ActionButton variant="filled" why={why} busy={change.isPending} onClick={() => run('add')}>
              Add
            </ActionButton>
            <ActionButton why={why} onClick={() => run('archive')}>
              Archive
            </ActionButton>
          </>
        )}
      </div>
      <Refusals error={change.error} />
      {answer ? (
        <Notice colour={answer.refused.length > 0 ? 'yellow' : 'green'}>
          {answer.done} done.
          {answer.refused.length > 0 ? (
            <ul>
              {answer.refused.map((each) => (
                <li key={each.erp_id}>
                  {each.erp_id}: {each.sentence}
                </li>
              ))}
            </ul>
          ) : null}
        </Notice>
      ) : null}
    </>
  )
}
