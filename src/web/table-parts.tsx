/** The pieces of a table: heading with sorting, cells, last line, and the empty space that stands for rows out of sight. */
import type { ReactNode } from 'react'
import type { TableColumn } from './columns.ts'
import { Icon } from './icons.tsx'

export function Cells<Row>({ columns, row }: { columns: TableColumn<Row>[]; row: Row }) {
  return columns.map((column, place) => {
    const content = column.show(row)
    const name = [
      column.align === 'right' ? 'right' : '',
      column.mark?.(row) ? 'mark' : '',
      column.whole ? 'whole' : '',
      stays(column, place) ? 'stays' : '',
    ]
      .join(' ')
      .trim()
    const title = typeof content === 'string' ? content : undefined
    return column.head ? (
      <th key={column.key} scope="row" className={name} title={title}>
        {content}
      </th>
    ) : (
      <td key={column.key} className={name} title={title}>
        {content}
      </td>
    )
  })
}

/** A leading column that names the row stays in sight when the table is scrolled sideways. */
const stays = <Row,>(column: TableColumn<Row>, place: number): boolean => place === 0 && column.head === true

interface HeadProps<Row> {
  columns: TableColumn<Row>[]
  sort: string | undefined
  onSort: (key: string) => void
  selection: { all: boolean; set: (all: boolean) => void } | undefined
}

export function Head<Row>({ columns, sort, onSort, selection }: HeadProps<Row>) {
  return (
    <thead>
      <tr aria-rowindex={1}>
        {selection ? (
          <th className="check" scope="col">
            <input
              type="checkbox"
              aria-label="Select all rows"
              checked={selection.all}
              onChange={(event) => selection.set(event.currentTarget.checked)}
            />
          </th>
        ) : null}
        {columns.map((column, place) => {
          const { key, label, help, width, align, by } = column
          const way = sort === key ? 'ascending' : sort === `-${key}` ? 'descending' : undefined
          return (
            <th
              key={key}
              scope="col"
              className={[align === 'right' ? 'right' : '', stays(column, place) ? 'stays' : ''].join(' ').trim()}
              style={width ? { width } : undefined}
              {...(way ? { 'aria-sort': way } : {})}
            >
              {by ? (
                <button type="button" className="sort" onClick={() => onSort(key)} title={help ?? label}>
                  {label} {way ? <Icon name={way === 'ascending' ? 'up' : 'down'} size={11} /> : null}
                </button>
              ) : (
                label
              )}
            </th>
          )
        })}
      </tr>
    </thead>
  )
}

export function Foot<Row>({
  columns,
  footer,
  lead,
}: {
  columns: TableColumn<Row>[]
  footer: Record<string, ReactNode>
  lead: boolean
}) {
  return (
    <tfoot>
      <tr>
        {lead ? <td /> : null}
        {columns.map(({ key, align }) => (
          <td key={key} className={align === 'right' ? 'right' : ''}>
            {footer[key]}
          </td>
        ))}
      </tr>
    </tfoot>
  )
}

export function Spacer({ height, span }: { height: number; span: number }) {
  if (height <= 0) return null
  return (
    <tr className="spacer">
      <td colSpan={span} style={{ height }} />
    </tr>
  )
}
