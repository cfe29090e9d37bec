/** The items of a tab under one filter, with accepting and rejecting of many at once. */
import { useState } from 'react'
import { ActionButton } from '../web/ActionButton.tsx'
import { moneyColumn, textColumn } from '../web/column-kinds.tsx'
import type { TableColumn } from '../web/columns.ts'
import { Loaded } from '../web/Loaded.tsx'
import { Money } from '../web/Money.tsx'
import { Empty, Notice, Refusals } from '../web/Notice.tsx'
import { useChange, useList } from '../web/queries.ts'
import { Link, useFilters, useGo, useParam } from '../web/router.tsx'
import { searched } from '../web/SearchField.tsx'
import { StatusChip } from '../web/StatusChip.tsx'
import { useWhyNot } from '../web/session.ts'
import { useShortcut } from '../web/shortcuts.tsx'
import { Table } from '../web/Table.tsx'
import { Day, Moment } from '../web/Time.tsx'
import { BulkAccept } from './BulkAccept.tsx'
import { erpPath, type ItemRow, type TabInfo } from './ErpData.tsx'
import { type FileInfo, fileColumns, ofFile, useFiles } from './Files.tsx'
import { ReasonDialog } from './ReasonDialog.tsx'
import { RequestedUpdates } from './RequestedUpdates.tsx'
import type { TabFilter } from './states.ts'

const EMPTY: Partial<Record<TabFilter, string>> = {
  'Ready to Export': 'What project users send with “Send to ERP” appears here for an accounting approver.',
  'Ready to Update': 'Requested updates of synced items appear here.',
  Exporting: 'What was accepted and is on its way appears here.',
  Failed: 'What the ERP refused appears here, with the cause and the ways out.',
  'Needs review': 'What a person must compare with the ERP appears here.',
  Synced: 'What stands on both sides appears here.',
  Rejected: 'What an approver gave back appears here.',
}

interface BulkAnswer {
  accepted: number
  refused: { item_id: number; title: string; sentence: string }[]
}

export function ItemList({ tab, filter }: { tab: TabInfo; filter: TabFilter }) {
  const company = useParam('company')
  const [filters] = useFilters()
  const go = useGo()
  const [chosen, setChosen] = useState(new Set<string>())
  const list = useList<ItemRow>(
    `${erpPath(company)}/items?${new URLSearchParams({ kind: tab.kind, filter, ...ofFile(filters.file) })}`,
    company,
  )
  const files = useFiles(company)
  const updates = filter === 'Ready to Update'
  const waiting = filter === 'Ready to Export' || updates
  const pathOf = (row: ItemRow) => `/companies/${company}/erp/${row.kind}/${row.item_id}`
  return (
    <Loaded query={list}>
      {(all) => (
        <>
          {waiting && all.length > 0 ? (
            <Bulk tab={tab} update={updates} rows={all} chosen={chosen} onDone={() => setChosen(new Set())} />
          ) : null}
          <Table
            label={`${tab.title}, ${filter}`}
            columns={columnsOf(tab, updates, files, pathOf)}
            rows={searched(all, filters.q, (row) => [row.number, row.title, row.project_name, row.erp_id])}
            rowKey={(row) => String(row.item_id)}
            rowName={(row) => row.title}
            onOpen={(row) => go(pathOf(row))}
            {...(waiting ? { selected: chosen, onSelect: setChosen } : {})}
            empty={
              <Empty title={all.length === 0 ? `Nothing is ${filter.toLowerCase()}.` : 'Nothing fits the search.'}>
                {EMPTY[filter]}
              </Empty>
            }
          />
        </>
      )}
    </Loaded>
  )
}

function columnsOf(
  tab: TabInfo,
  updates: boolean,
  files: FileInfo[],
  pathOf: (row: ItemRow) => string,
): TableColumn<ItemRow>[] {
  // A tab that has a column of its own for the ERP's ID needs no second one, and updates have none: they are of another kind than the tab.
  const ownId = updates || tab.columns.some((each) => each.key === 'erpId')
  return [
    textColumn('number', 'Number', 120, (row) => row.number),
    {
      key: 'title',
      label: 'Title',
      width: 260,
      head: true,
      by: (row) => row.title,
      show: (row) => <Link to={pathOf(row)}>{row.title || '(no title)'}</Link>,
    },
    textColumn('project', 'Project', 180, (row) => row.project_name),
    ...fileColumns<ItemRow>(files, (row) => row.connection_id),
    ...(updates ? [requested] : []),
    ...(updates ? [] : tab.columns).map(
      ({ key, label, align, as }): TableColumn<ItemRow> => ({
        key: `c-${key}`,
        label,
        width: 130,
        ...(align ? { align } : {}),
        ...(as === 'money' ? { sort: 'number' } : {}),
        by: (row) => row.columns[key],
        show: (row) =>
          as === 'money' ? (
            <Money value={row.columns[key]} />
          ) : as === 'date' ? (
            <Day date={row.columns[key]} />
          ) : (
            row.columns[key]
          ),
      }),
    ),
    ...(updates ? [] : [moneyColumn<ItemRow>('amount', 'Amount', (row) => row.amount, 126)]),
    ...(ownId ? [] : [textColumn<ItemRow>('erp', 'ERP ID', 120, (row) => row.erp_id)]),
    {
      key: 'moved',
      label: 'Since',
      width: 200,
      by: (row) => row.moved_at,
      show: (row) => <Moment at={row.moved_at} />,
    },
    {
      key: 'status',
      label: 'ERP status',
      width: 146,
      by: (row) => row.status.word,
      show: (row) => <StatusChip {...row.status} />,
    },
  ]
}

/** What an update asks for, to be read; nothing can be changed there. */
const requested: TableColumn<ItemRow> = {
  key: 'requested',
  label: 'Requested updates',
  width: 190,
  show: (row) => <RequestedUpdates row={row} />,
}

interface BulkProps {
  tab: TabInfo
  /** Updates of what is synced already: the same moves under another name. */
  update: boolean
  rows: ItemRow[]
  chosen: Set<string>
  onDone: () => void
}

function Bulk({ tab, update, rows, chosen, onDone }: BulkProps) {
  const company = useParam('company')
  const change = useChange<BulkAnswer>(company)
  const [rejecting, setRejecting] = useState(false)
  const [accepting, setAccepting] = useState(false)
  const items = rows.filter((row) => chosen.has(String(row.item_id))).map((row) => row.item_id)
  // The rows of one filter are of one kind: the tab's own, or that of its updates.
  const kind = rows[0]?.kind ?? ''
  const notYou = useWhyNot(company)(tab.actions.accept[kind] ?? '')
  const why = notYou ?? (items.length === 0 ? 'Select one or more items first.' : undefined)
  const verb = update ? 'Update' : 'Accept'
  const run = (move: 'accept' | 'reject', body: object) =>
    change.mutate(
      { path: `${erpPath(company)}/items/${kind}/${move}-many`, body },
      {
        onSuccess: () => {
          setRejecting(false)
          setAccepting(false)
          onDone()
        },
      },
    )
  useShortcut('a', `${verb} the selected`, () => why === undefined && setAccepting(true))
  useShortcut('r', 'Reject the selected', () => why === undefined && setRejecting(true))
  const answer = change.data
  return (
    <>
      <div className="row">
        <span className="muted grow">
          {items.length > 0
            ? `${items.length} of ${rows.length} selected`
            : 'Open one to see its records, or select many.'}
        </span>
        <ActionButton variant="filled" why={why} busy={change.isPending} onClick={() => setAccepting(true)}>
          {items.length > 1 ? `${verb} ${items.length}` : verb}
        </ActionButton>
        <ActionButton why={why} onClick={() => setRejecting(true)}>
          Reject
        </ActionButton>
      </div>
      {rejecting || accepting ? null : <Refusals error={change.error} />}
      {answer ? (
        <Notice colour={answer.refused.length > 0 ? 'yellow' : 'green'}>
          {answer.accepted} done.
          {answer.refused.length > 0 ? (
            <ul>
              {answer.refused.map((each) => (
                <li key={each.item_id}>
                  {each.title}: {each.sentence}
                </li>
              ))}
            </ul>
          ) : null}
        </Notice>
      ) : null}
      {accepting ? (
        <BulkAccept
          kind={kind}
          verb={verb}
          rows={rows.filter((row) => items.includes(row.item_id))}
          busy={change.isPending}
          error={change.error}
          onClose={() => setAccepting(false)}
          onAccept={(seen) => run('accept', { items: seen })}
        />
      ) : null}
      {rejecting ? (
        <ReasonDialog
          title={`Reject ${items.length} items`}
          confirm="Reject"
          danger
          busy={change.isPending}
          error={change.error}
          onClose={() => setRejecting(false)}
          onReason={(reason) => run('reject', { items, reason })}
        />
      ) : null}
    </>
  )
}
