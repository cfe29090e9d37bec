/** The kinds of columns that most tables are made of. */
import type { TableColumn } from './columns.ts'
import { Money } from './Money.tsx'
import { Link } from './router.tsx'
import { StatusChip } from './StatusChip.tsx'
import { Ago, Day } from './Time.tsx'

/** Shown as it is sorted. */
export function textColumn<Row>(
  key: string,
  label: string,
  width: number,
  of: (row: Row) => string | null,
): TableColumn<Row> {
  return { key, label, width, by: of, show: of }
}

/** Names the row and leads to its page; takes the width that is left. */
export function nameColumn<Row>(
  label: string,
  of: (row: Row) => string,
  pathOf: (row: Row) => string,
  key = 'title',
): TableColumn<Row> {
  return {
    key,
    label,
    head: true,
    by: of,
    show: (row) => <Link to={pathOf(row)}>{of(row) || `(no ${label.toLowerCase()})`}</Link>,
  }
}

/** Decimal strings, to the right. */
export function moneyColumn<Row>(
  key: string,
  label: string,
  of: (row: Row) => string | null,
  width = 124,
): TableColumn<Row> {
  return { key, label, width, align: 'right', sort: 'number', by: of, show: (row) => <Money value={of(row)} /> }
}

/** Civil dates. */
export function dayColumn<Row>(key: string, label: string, of: (row: Row) => string | null): TableColumn<Row> {
  return { key, label, width: 120, by: of, show: (row) => <Day date={of(row)} /> }
}

/** How long ago: moments, or null for never. */
export function agoColumn<Row>(
  key: string,
  label: string,
  of: (row: Row) => string | null,
  width = 130,
): TableColumn<Row> {
  return { key, label, width, by: of, show: (row) => <Ago at={of(row)} /> }
}

/** Whether it is linked with a record of the ERP. */
export function syncedColumn<Row extends Record<Key, boolean>, Key extends string>(key: Key): TableColumn<Row> {
  return {
    key: 'status',
    label: 'ERP',
    width: 130,
    by: (row) => String(row[key]),
    show: (row) => <StatusChip word={row[key] ? 'Synced' : 'Not synced'} colour={row[key] ? 'green' : 'grey'} />,
  }
}
