/** Records of the ERP that wait for a person to add, link or archive them, and those that were archived. */
import { useState } from 'react'
import { ActionButton } from '../web/ActionButton.tsx'
import { textColumn } from '../web/column-kinds.tsx'
import type { TableColumn } from '../web/columns.ts'
import { Loaded } from '../web/Loaded.tsx'
import { Empty, Notice, Refusals } from '../web/Notice.tsx'
import { useChange, useList } from '../web/queries.ts'
import { Link, useFilters, useGo, useParam } from '../web/router.tsx'
import { searched } from '../web/SearchField.tsx'
import { StatusChip } from '../web/StatusChip.tsx'
import { useWhyNot } from '../web/session.ts'
import { useShortcut } from '../web/shortcuts.tsx'
import { Table } from '../web/Table.tsx'
import { erpPath, type StagedRow, type TabInfo } from './ErpData.tsx'
import { type FileInfo, fileColumns, ofFile, useFiles } from './Files.tsx'
import type { TabFilter } from './states.ts'

export function StagedList({ tab, filter }: { tab: TabInfo; filter: TabFilter }) {
  const company = useParam('company')
  const [filters] = useFilters()
  const go = useGo()
  const [chosen, setChosen] = useState(new Set<string>())
  const list = useList<StagedRow>(
    `${erpPath(company)}/staged?${new URLSearchParams({ kind: tab.kind, filter, ...ofFile(filters.file) })}`,
    company,
  )
  const files = useFiles(company)
  const pathOf = (row: StagedRow) =>
    `/companies/${company}/erp/${row.kind}/staged/${encodeURIComponent(row.erp_id)}?file=${row.connection_id}`
  return (
    <Loaded query={list}>
      {(all) => (
        <>
          {all.length > 0 ? (
            <Bulk
              tab={tab}
              archived={filter === 'Archived'}
              chosen={all.filter((row) => chosen.has(keyOf(row)))}
              onDone={() => setChosen(new Set())}
            />
          ) : null}
          <Table
            label={`${tab.title}, ${filter}`}
            columns={columnsOf(tab, all, files, pathOf)}
            rows={searched(all, filters.q, (row) => [row.erp_id, row.title, ...Object.values(row.data)])}
            rowKey={keyOf}
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

/** An ERP ID is unique in its company file only. */
const keyOf = (row: Pick<StagedRow, 'connection_id' | 'erp_id'>) => `${row.connection_id} ${row.erp_id}`

const words = (key: string) => key.replaceAll('_', ' ').replace(/^./, (letter) => letter.toUpperCase())

/** Flags come as the ERP's true and false. */
const shown = (value: string | null | undefined) => (value === 'true' ? 'Yes' : value === 'false' ? '' : (value ?? ''))

const MOST = 7

/** The tab's own columns first, then whatever else of the record any row fills, besides its key and title. */
function columnsOf(
  tab: TabInfo,
  rows: StagedRow[],
  files: FileInfo[],
  pathOf: (row: StagedRow) => string,
): TableColumn<StagedRow>[] {
  const first = rows[0]
  const keys = first
    ? Object.keys(first.data).filter((key) => first.data[key] !== first.erp_id && first.data[key] !== first.title)
    : []
  const filled = keys.filter((key) => rows.some((row) => shown(row.data[key]) !== ''))
  const wanted = tab.columns.map((each) => each.key).filter((key) => filled.includes(key))
  const ordered = [...wanted, ...filled.filter((key) => !wanted.includes(key))].slice(0, MOST)
  return [
    textColumn('erp', 'ERP ID', 110, (row) => row.erp_id),
    {
      key: 'title',
      label: 'Name',
      width: 240,
      head: true,
      by: (row) => row.title,
      show: (row) => <Link to={pathOf(row)}>{row.title || '(no name)'}</Link>,
    },
    ...fileColumns<StagedRow>(files, (row) => row.connection_id),
    ...ordered.map((key) => fieldColumn(key, rows)),
    { key: 'state', label: 'Status', width: 130, by: (row) => row.state, show: (row) => <StagedChip row={row} /> },
  ]
}

/** As wide as its longest value, within reason. */
function fieldColumn(key: string, rows: StagedRow[]): TableColumn<StagedRow> {
  const longest = rows.reduce((most, row) => Math.max(most, shown(row.data[key]).length), key.length)
  return {
    key: `d-${key}`,
    label: words(key),
    width: Math.min(220, 28 + longest * 7),
    by: (row) => row.data[key],
    show: (row) => shown(row.data[key]),
  }
}

function StagedChip({ row }: { row: StagedRow }) {
  if (row.gone) return <StatusChip word="Gone" colour="grey" />
  if (row.state === 'invalid') return <StatusChip word="Invalid" colour="red" />
  return row.state === 'archived' ? (
    <StatusChip word="Archived" colour="grey" />
  ) : (
    <StatusChip word="To import" colour="blue" icon="download" />
  )
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
  chosen: StagedRow[]
  onDone: () => void
}) {
  const company = useParam('company')
  const change = useChange<BulkAnswer>(company)
  const whyNot = useWhyNot(company)
  const none = chosen.length === 0 ? 'Select one or more records first.' : undefined
  const why = whyNot(tab.actions.add ?? '') ?? none
  const whyArchive = whyNot(tab.actions.archive ?? '') ?? none
  const run = (move: 'add' | 'archive' | 'restore') =>
    change.mutate(
      {
        path: `${erpPath(company)}/staged/${tab.kind}/${move}-many`,
        body: { erp_ids: chosen.map(({ erp_id, connection_id }) => ({ erp_id, connection_id })) },
      },
      { onSuccess: onDone },
    )
  useShortcut('a', 'Add the selected', () => why === undefined && !archived && run('add'))
  const answer = change.data
  return (
    <>
      <div className="row">
        <span className="muted grow">
          {chosen.length > 0 ? `${chosen.length} selected` : 'Open one to add or link it, or select many.'}
        </span>
        {archived ? (
          <ActionButton why={whyArchive} busy={change.isPending} onClick={() => run('restore')}>
            Take out of the archive
          </ActionButton>
        ) : (
          <>
            <ActionButton variant="filled" why={why} busy={change.isPending} onClick={() => run('add')}>
              Add
            </ActionButton>
            <ActionButton why={whyArchive} onClick={() => run('archive')}>
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
