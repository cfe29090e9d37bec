/** The rows of a view as a table draws them: lines, and headings with the totals of their group. */
import { sum } from '../platform/money.ts'
import { type BudgetPlace, placeName } from './model.ts'
import { type Grouping, groupOf, type ShownColumn } from './model-views.ts'

/** A row as the API gives it: where it stands, and the value of every column under its key. */
export type ShownRow = BudgetPlace & Record<string, string | number | boolean | null>

export interface TableLine {
  key: string
  values: Record<string, string>
  /** Absent on the heading of a group. */
  row?: ShownRow
  group?: { name: string; count: number; closed: boolean }
}

export function linesOf(rows: ShownRow[], columns: ShownColumn[]): TableLine[] {
  return rows.map((row) => ({
    key: placeName(row),
    row,
    values: Object.fromEntries(columns.map(({ key }) => [key, String(row[key])])),
  }))
}

/** Totals by column; units are not summed, since lines may count in different ones. */
export function totalsOf(lines: TableLine[], columns: ShownColumn[]): Record<string, string> {
  const money = columns.filter((each) => !each.units)
  return Object.fromEntries(
    money.map(({ key }) => [key, sum(['0.00', ...lines.map((line) => line.values[key] ?? '0')])]),
  )
}

/** Puts a heading before each group, in the order in which the groups first appear; lines of a closed group are left out. */
export function grouped(
  lines: TableLine[],
  columns: ShownColumn[],
  by: Grouping,
  closed: ReadonlySet<string>,
): TableLine[] {
  const groups = new Map<string, TableLine[]>()
  for (const line of lines) {
    const name = line.row ? groupOf(line.row, by) : ''
    const own = groups.get(name)
    if (own) own.push(line)
    else groups.set(name, [line])
  }
  return [...groups].flatMap(([name, own]) => {
    const group = { name, count: own.length, closed: closed.has(name) }
    const head: TableLine = { key: `group ${name}`, values: totalsOf(own, columns), group }
    return group.closed ? [head] : [head, ...own]
  })
}
