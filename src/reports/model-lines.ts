/** A report as the lines of a file: headings and totals of its groups between the rows, the grand total behind them. */
import { add, sum } from '../platform/money.ts'
import { groupKeys, groupTitle, type Report, type ReportColumn, rowsWords, sumsUp } from './model.ts'

/** Cells in the order of the columns, as the file has them. */
export type Line = (string | null)[]

/**
 * Lines from rows that come in pieces, those of a group together. The totals are added up from the rows as they pass: they agree with the file
 * also when something changes while it is read, and only one group's are held.
 */
export async function* linesOf(
  report: Report,
  group: string | undefined,
  pieces: AsyncIterable<Line[]>,
): AsyncGenerator<Line[]> {
  const { columns } = report
  const keys = group ? groupKeys(report, group) : []
  let total = tallyOf(columns, [])
  let open: Group | undefined
  for await (const rows of pieces) {
    const lines: Line[] = []
    for (const run of runs(rows, columns, keys)) {
      if (group && run.value !== open?.value) {
        lines.push(...closing(open))
        open = { value: run.value, title: groupTitle(report, group, run.of), tally: tallyOf(columns, []) }
        lines.push([open.title, ...columns.slice(1).map(() => null)])
      }
      lines.push(...run.rows)
      const tally = tallyOf(columns, run.rows)
      if (open) open.tally = plus(open.tally, tally)
      total = plus(total, tally)
    }
    yield lines
  }
  yield [...closing(open), totalLine('Total', total)]
}

/** How many lines stand beside the rows, for groups so many. */
export const linesBeside = (groups: number): number => 2 * groups + 1

interface Group {
  value: string
  title: string
  tally: Tally
}

interface Tally {
  rows: number
  /** By place of the column; null where nothing is summed. */
  sums: Line
}

const closing = (group: Group | undefined): Line[] => (group ? [totalLine(`Total of ${group.title}`, group.tally)] : [])

interface Run {
  /** Of the columns that group, by key. */
  of: Record<string, string>
  value: string
  rows: Line[]
}

/** Neighbours with the same values in the columns that group; all of them when none does. */
function runs(rows: Line[], columns: readonly ReportColumn[], keys: string[]): Run[] {
  const places = keys.map((key) => [key, columns.findIndex((each) => each.key === key)] as const)
  const found: Run[] = []
  for (const row of rows) {
    const of = Object.fromEntries(places.map(([key, place]) => [key, row[place] ?? '']))
    const value = JSON.stringify(of)
    const last = found.at(-1)
    if (last?.value === value) last.rows.push(row)
    else found.push({ of, value, rows: [row] })
  }
  return found
}

const tallyOf = (columns: readonly ReportColumn[], rows: Line[]): Tally => ({
  rows: rows.length,
  sums: columns.map((column, at) => (sumsUp(column) ? sum(['0.00', ...rows.map((row) => row[at] ?? '0')]) : null)),
})

const plus = (a: Tally, b: Tally): Tally => ({
  rows: a.rows + b.rows,
  sums: a.sums.map((each, at) => (each === null ? null : add(each, b.sums[at] ?? '0'))),
})

/** The first column, which is never one that is summed, says what the line is. */
const totalLine = (of: string, { rows, sums }: Tally): Line => [`${of}, ${rowsWords(rows)}`, ...sums.slice(1)]
