/** A report as the lines of a file: headings and totals of its groups between the rows, the grand total behind them. */
import { add, sum } from '../platform/money.ts'
import { groupTitle, type Report, type ReportColumn, rowsWords, sumsUp } from './model.ts'

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
  const place = columns.findIndex(({ key }) => key === group)
  let total = tallyOf(columns, [])
  let open: Group | undefined
  for await (const rows of pieces) {
    const lines: Line[] = []
    for (const run of runs(rows, place)) {
      if (group && run.value !== open?.value) {
        lines.push(...closing(open))
        open = { value: run.value, title: groupTitle(report, group, run.value), tally: tallyOf(columns, []) }
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

/** Neighbours with the same value in a column; all of them when there is no such column. */
function runs(rows: Line[], place: number): { value: string; rows: Line[] }[] {
  const found: { value: string; rows: Line[] }[] = []
  for (const row of rows) {
    const value = row[place] ?? ''
    const last = found.at(-1)
    if (last?.value === value) last.rows.push(row)
    else found.push({ value, rows: [row] })
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
