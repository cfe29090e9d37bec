/**
 * Rows and columns for all-day work: only the rows in sight are drawn, headings sort, arrow keys move, Enter opens, Space selects.
 * A real table underneath, so that screen readers read it as one.
 */
import { elementScroll, useVirtualizer } from '@tanstack/react-virtual'
import { type KeyboardEvent, memo, type ReactNode, useEffect, useMemo, useRef, useState } from 'react'
import { nextSort, sortRows, type TableColumn } from './columns.ts'
import { Empty } from './Notice.tsx'
import { useFilters } from './router.tsx'
import { Cells, Foot, Head, Spacer } from './table-parts.tsx'
import './table.css'

export interface TableProps<Row> {
  /** Says to screen readers what the rows are. */
  label: string
  columns: TableColumn<Row>[]
  rows: Row[]
  rowKey: (row: Row) => string
  /** Names a row to whoever cannot see it; without, its key. */
  rowName?: (row: Row) => string
  onOpen?: (row: Row) => void
  selected?: Set<string>
  onSelect?: (selected: Set<string>) => void
  rowClass?: (row: Row) => string | undefined
  /** Rows without it cannot be selected (headings of groups). */
  selectable?: (row: Row) => boolean
  /** Laid over the sorted rows: puts headings between them, leaves out what is folded. Must stay the same function while it does the same. */
  arrange?: (sorted: Row[]) => Row[]
  /** The rows come as the address says: headings change the address, nothing is sorted here. */
  sortedByServer?: boolean
  /** Cells of the last line, by column key. */
  footer?: Record<string, ReactNode>
  empty?: ReactNode
  /** Takes the height that is left on the page, or as much as its rows need. */
  height?: 'fill' | 'natural'
  /** Called when the last rows come into sight. */
  onEnd?: () => void
  /** Rows there are in all, when more can be read. */
  total?: number | undefined
  /** Name of the address's parameter that keeps the sorting; tables that share a page need one each. */
  sortKey?: string
}

const ROW_HEIGHT = 31
/** Heading and frame. */
const HEAD_HEIGHT = 37
/** What usually stands above a table, and the least height of one that fills the page. */
const ABOVE = 320
const LEAST_HEIGHT = 320

export function Table<Row>(props: TableProps<Row>) {
  const { columns, rowKey, selected, onSelect, selectable = every, arrange, height = 'fill', sortKey = 'sort' } = props
  const { sortedByServer } = props
  const [filters, setFilters] = useFilters()
  const sort = filters[sortKey]
  const rows = useMemo(() => {
    const sorted = sortedByServer ? props.rows : sortRows(props.rows, columns, sort)
    return arrange ? arrange(sorted) : sorted
  }, [props.rows, columns, sort, arrange, sortedByServer])
  const table = useRows(props, rows)
  if (rows.length === 0) return <>{props.empty ?? <Empty title="Nothing here." />}</>

  const choice = selected &&
    onSelect && {
      all: rows.every((each) => !selectable(each) || selected.has(rowKey(each))),
      set: (all: boolean) => onSelect(new Set(all ? rows.filter(selectable).map(rowKey) : [])),
    }
  // Columns without a width of their own keep enough to be read; a narrow window scrolls sideways.
  const widest = columns.reduce((sum, { width = 140 }) => sum + width, selected ? 34 : 0)
  const least = (Math.min(rows.length, 12) + (props.footer ? 1 : 0)) * ROW_HEIGHT + HEAD_HEIGHT
  return (
    <div
      ref={table.frame}
      className={`table-frame ${height}`}
      style={height === 'natural' ? { minHeight: least } : undefined}
    >
      <table
        className="table virtual"
        style={{ minWidth: widest }}
        aria-label={props.label}
        aria-rowcount={(props.total ?? rows.length) + 1}
      >
        <Head
          columns={columns}
          sort={sort}
          onSort={(key) => setFilters({ [sortKey]: nextSort(sort, key) })}
          selection={choice || undefined}
        />
        <tbody onKeyDown={table.hear}>
          <Spacer height={table.before} span={columns.length + (selected ? 1 : 0)} />
          {table.seen.map((index) => {
            const row = rows[index]
            return row === undefined ? null : (
              <TableRow
                key={rowKey(row)}
                table={props}
                row={row}
                index={index}
                focusable={index === table.focusable}
                onFocus={table.setActive}
              />
            )
          })}
          <Spacer height={table.after} span={columns.length + (selected ? 1 : 0)} />
        </tbody>
        {props.footer ? <Foot columns={columns} footer={props.footer} lead={selected !== undefined} /> : null}
      </table>
    </div>
  )
}

const every = () => true

interface RowProps<Row> {
  table: TableProps<Row>
  row: Row
  index: number
  focusable: boolean
  onFocus: (index: number) => void
}

function PlainRow<Row>({ table, row, index, focusable, onFocus }: RowProps<Row>) {
  const { columns, selected, selectable = every, rowKey, rowName = rowKey, rowClass, onOpen } = table
  const chosen = selected?.has(rowKey(row)) ?? false
  return (
    <tr
      data-row={index}
      aria-rowindex={index + 2}
      tabIndex={focusable ? 0 : -1}
      onFocus={() => onFocus(index)}
      onDoubleClick={() => onOpen?.(row)}
      className={rowClass?.(row)}
      {...(chosen ? { 'data-active': true } : {})}
    >
      {selected ? (
        <td className="check">
          {selectable(row) ? (
            <input
              type="checkbox"
              aria-label={`Select ${rowName(row)}`}
              checked={chosen}
              onChange={() => toggle(table, row)}
              tabIndex={-1}
            />
          ) : null}
        </td>
      ) : null}
      <Cells columns={columns} row={row} />
    </tr>
  )
}

/** Drawn anew only with the table's own properties: when no more than the rows in sight change, those that stay are left alone. */
const TableRow = memo(PlainRow) as typeof PlainRow

function toggle<Row>({ selected, onSelect, selectable = every, rowKey }: TableProps<Row>, row: Row): void {
  if (!selected || !onSelect || !selectable(row)) return
  const next = new Set(selected)
  if (!next.delete(rowKey(row))) next.add(rowKey(row))
  onSelect(next)
}

const STEPS: Record<string, number> = {
  ArrowDown: 1,
  ArrowUp: -1,
  PageDown: 20,
  PageUp: -20,
  Home: Number.NEGATIVE_INFINITY,
  End: Number.POSITIVE_INFINITY,
}

/** Heard when the browser has laid out the page by itself: asking at once would make it do so twice. Until then the first guess stands. */
function heightOf(
  { scrollElement }: { scrollElement: Element | null },
  tell: (rect: { width: number; height: number }) => void,
): (() => void) | undefined {
  if (!scrollElement) return undefined
  const observer = new ResizeObserver(([entry]) => {
    const box = entry?.borderBoxSize[0]
    if (box) tell({ width: Math.round(box.inlineSize), height: Math.round(box.blockSize) })
  })
  observer.observe(scrollElement)
  return () => observer.disconnect()
}

/** Which rows are drawn, which one has the keyboard, and what its keys do. */
function useRows<Row>(props: TableProps<Row>, rows: Row[]) {
  const { onOpen, selected, onEnd } = props
  const frame = useRef<HTMLDivElement>(null)
  const [active, setActive] = useState(0)
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => frame.current,
    estimateSize: () => ROW_HEIGHT,
    initialRect: { width: 0, height: Math.max(innerHeight - ABOVE, LEAST_HEIGHT) },
    observeElementRect: heightOf,
    // At its beginning the virtualizer scrolls to where the table stands: even that makes the browser lay out the page.
    scrollToFn: (offset, options, table) => {
      if (offset !== 0 || table.scrollOffset) elementScroll(offset, options, table)
    },
    overscan: 14,
  })
  const drawn = virtual.getVirtualItems()
  const last = drawn.at(-1)?.index ?? 0
  useEffect(() => {
    if (rows.length > 0 && last >= rows.length - 20) onEnd?.()
  }, [last, rows.length, onEnd])

  const go = (step: number) => {
    const index = Math.max(0, Math.min(rows.length - 1, active + step))
    setActive(index)
    virtual.scrollToIndex(index)
    requestAnimationFrame(() => frame.current?.querySelector<HTMLElement>(`tr[data-row="${index}"]`)?.focus())
  }
  const hear = (event: KeyboardEvent) => {
    // Keys typed into a field or on a link inside a row are theirs.
    if (!(event.target instanceof HTMLTableRowElement)) return
    const row = rows[active]
    const step = STEPS[event.key]
    if (step !== undefined) go(step)
    else if (event.key === 'Enter' && row !== undefined && onOpen) onOpen(row)
    else if (event.key === ' ' && row !== undefined && selected) toggle(props, row)
    else return
    event.preventDefault()
  }
  // A row that can take the keyboard is always drawn, or the table could not be reached with Tab.
  const current = Math.min(active, rows.length - 1)
  const seen = drawn.map((each) => each.index)
  return {
    frame,
    seen,
    focusable: seen.includes(current) ? current : seen[0],
    before: drawn[0]?.start ?? 0,
    after: virtual.getTotalSize() - (drawn.at(-1)?.end ?? 0),
    setActive,
    hear,
  }
}
