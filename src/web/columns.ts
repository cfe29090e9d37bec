/** What a table shows, as data; sorting of rows that are all at hand. */
import type { ReactNode } from 'react'
import { compare, isDecimal } from '../platform/money.ts'

export interface TableColumn<Row> {
  key: string
  label: string
  /** How the figure comes about; shown on the heading. */
  help?: string
  /** Pixels; without, the column shares what is left. */
  width?: number
  align?: 'left' | 'right'
  /** What it sorts by; without, the column does not sort. */
  by?: (row: Row) => string | number | null | undefined
  /** `number`: decimal strings are compared by value. */
  sort?: 'text' | 'number'
  show: (row: Row) => ReactNode
  /** Names the row: announced by screen readers with every cell. One a table. */
  head?: boolean
  /** Sentences, shown whole: the row grows with them. For short tables. */
  whole?: boolean
  mark?: (row: Row) => boolean
}

/** Sorted by the column named in the address: `title`, or `-title` for descending. Stable; empty values last. */
export function sortRows<Row>(rows: Row[], columns: TableColumn<Row>[], sort: string | undefined): Row[] {
  if (!sort) return rows
  const descending = sort.startsWith('-')
  const column = columns.find((each) => each.key === sort.replace(/^-/, ''))
  if (!column?.by) return rows
  const { by } = column
  const order = column.sort === 'number' ? byValue : byText
  return [...rows].sort((a, b) => {
    const left = by(a) ?? ''
    const right = by(b) ?? ''
    if (left === '' || right === '') return left === right ? 0 : left === '' ? 1 : -1
    const way = order(left, right)
    return descending ? -way : way
  })
}

const collator = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' })

const byText = (a: string | number, b: string | number): number => collator.compare(String(a), String(b))

function byValue(a: string | number, b: string | number): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b
  const [left, right] = [String(a), String(b)]
  return isDecimal(left) && isDecimal(right) ? compare(left, right) : byText(left, right)
}

/** The next state of a column's heading: ascending, descending, as it came. */
export function nextSort(current: string | undefined, key: string): string | undefined {
  if (current === key) return `-${key}`
  return current === `-${key}` ? undefined : key
}
