/** The continuation sheet (G703) of an application for payment: a row for each line of the contract and each approved change order. */
import { isDecimal, sum } from '../platform/money.ts'
import { moneyColumn } from '../web/column-kinds.tsx'
import type { TableColumn } from '../web/columns.ts'
import { Money, typedDecimal } from '../web/Money.tsx'
import { Empty } from '../web/Notice.tsx'
import { Table } from '../web/Table.tsx'
import type { ShownOwnerRow } from './ShownOwner.tsx'

type Figure =
  | 'work_completed_this_period'
  | 'materials_presently_stored'
  | 'work_completed_retainage_percent'
  | 'materials_stored_retainage_percent'
  | 'retainage_released_this_period'

/** Changed figures by row, as typed. */
export type RowEdits = Record<string, Partial<Record<Figure, string>>>

export const rowKey = (row: ShownOwnerRow): string =>
  `${row.contract_line_item_id ?? 'order'}-${row.change_order_id ?? ''}`

interface SheetProps {
  rows: ShownOwnerRow[]
  edits: RowEdits
  /** Why the rows no longer change. */
  locked: string | undefined
  onEdit: (edits: RowEdits) => void
}

export function Sheet({ rows, edits, locked, onEdit }: SheetProps) {
  const edit = (row: ShownOwnerRow, key: Figure, value: string) =>
    onEdit({ ...edits, [rowKey(row)]: { ...edits[rowKey(row)], [key]: value } })
  const shown = rows.map((row) => ({ ...row, ...edits[rowKey(row)] }))
  const total = (of: (row: ShownOwnerRow) => string) => (
    <Money value={sum(shown.map((row) => typedDecimal(of(row))).filter(isDecimal))} />
  )
  return (
    <>
      <h2>Continuation sheet</h2>
      <Table
        label="Continuation sheet"
        columns={columnsOf(locked, edit)}
        rows={shown}
        rowKey={rowKey}
        rowName={(row) => row.item_number}
        footer={{
          item: 'Total',
          scheduled: total((row) => row.scheduled_value),
          previous: total((row) => row.work_completed_from_previous_application),
          work_completed_this_period: total((row) => row.work_completed_this_period),
          materials_presently_stored: total((row) => row.materials_presently_stored),
          completed: total((row) => row.total_completed_and_stored_to_date),
          balance: total((row) => row.balance_to_finish),
        }}
        empty={<Empty title="The contract has no lines.">Import them, or add them on the prime contract.</Empty>}
      />
    </>
  )
}

function columnsOf(
  locked: string | undefined,
  edit: (row: ShownOwnerRow, key: Figure, value: string) => void,
): TableColumn<ShownOwnerRow>[] {
  const figure = (key: Figure, label: string, width = 110): TableColumn<ShownOwnerRow> => ({
    ...moneyColumn(key, label, (row) => row[key], width),
    show: (row) =>
      locked ? (
        <Money value={row[key]} />
      ) : (
        <input
          className="input"
          aria-label={`${label}, ${row.item_number}`}
          value={row[key]}
          onChange={(event) => edit(row, key, event.currentTarget.value)}
        />
      ),
  })
  return [
    {
      key: 'item',
      label: 'Item',
      width: 100,
      head: true,
      by: (row) => row.item_number,
      show: (row) => row.item_number,
    },
    {
      key: 'description',
      label: 'Description of work',
      by: (row) => row.description_of_work,
      show: (row) => row.description_of_work,
    },
    moneyColumn('scheduled', 'Scheduled value', (row) => row.scheduled_value, 120),
    moneyColumn('previous', 'Previous', (row) => row.work_completed_from_previous_application, 120),
    figure('work_completed_this_period', 'This period'),
    figure('materials_presently_stored', 'Stored now'),
    moneyColumn('completed', 'Completed and stored', (row) => row.total_completed_and_stored_to_date, 120),
    {
      key: 'percent',
      label: '%',
      width: 64,
      align: 'right',
      sort: 'number',
      by: (row) => row.total_completed_and_stored_to_date_percent,
      show: (row) => row.total_completed_and_stored_to_date_percent,
    },
    moneyColumn('balance', 'Balance to finish', (row) => row.balance_to_finish, 120),
    figure('work_completed_retainage_percent', 'Retainage, % of work', 84),
    figure('materials_stored_retainage_percent', 'Retainage, % of stored', 84),
    figure('retainage_released_this_period', 'Retainage released'),
    moneyColumn(
      'held',
      'Retainage held',
      (row) => sum([row.work_completed_retainage, row.materials_stored_retainage]),
      120,
    ),
  ]
}
