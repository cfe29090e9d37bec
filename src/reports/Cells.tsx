/** How rows, headings of groups and totals of a report are shown, on the screen and on paper. */
import type { ReactNode } from 'react'
import type { TableColumn } from '../web/columns.ts'
import { Money } from '../web/Money.tsx'
import { Day, Moment } from '../web/Time.tsx'
import {
  groupKeys,
  groupTitle,
  isFigure,
  type Report,
  type ReportColumn,
  type ReportRow,
  type ReportTotals,
  rowsWords,
  sumsUp,
} from './model.ts'

export function columnsOf({ columns }: Report): TableColumn<ReportRow>[] {
  return columns.map((column, place) => ({
    key: column.key,
    label: column.label,
    width: column.width,
    ...(isFigure(column) ? { align: 'right' as const } : {}),
    by: (row: ReportRow) => row[column.key],
    head: place === 0,
    show: (row: ReportRow) => cellOf(column, row, place),
  }))
}

export function cellOf({ key, type }: ReportColumn, row: ReportRow, place: number): ReactNode {
  const value = row[key]
  if (row.heading) return place === 0 ? row.heading : value ? <Money value={value} /> : null
  if (type === 'money') return <Money value={value} />
  if (type === 'date') return <Day date={value} />
  if (type === 'moment') return <Moment at={value} />
  return type === 'number' && value ? plain(value) : value
}

/** Units as they are: `2.5000` is 2.5. */
const plain = (value: string): string => (value.includes('.') ? value.replace(/\.?0+$/, '') : value)

/** Before the first row of each group a row with its name, its count and its sums. Groups come together from the server. */
export function withHeadings(
  report: Report,
  rows: ReportRow[],
  group: string | undefined,
  totals: ReportTotals | undefined,
): ReportRow[] {
  if (!group) return rows
  const keys = groupKeys(report, group)
  const placeOf = (of: Record<string, unknown> = {}) => JSON.stringify(keys.map((key) => of[key] ?? ''))
  const known = new Map((totals?.groups ?? []).map((each) => [placeOf({ ...each, [group]: each.value }), each]))
  return rows.flatMap((row, at) => {
    const place = placeOf(row)
    if (at > 0 && place === placeOf(rows[at - 1])) return [row]
    const of = known.get(place)
    const heading = [groupTitle(report, group, row), ...(of ? [rowsWords(of.rows)] : [])].join(', ')
    return [{ key: `group ${place}`, heading, ...of?.sums }, row]
  })
}

/** The grand total, by column key. */
export function footerOf({ columns }: Report, totals: ReportTotals | undefined): Record<string, ReactNode> {
  const sums = columns.filter(sumsUp).map(({ key }) => [key, <Money key={key} value={totals?.sums[key]} />] as const)
  const count = totals ? `Total, ${rowsWords(totals.rows)}` : 'Total'
  return { [columns[0]?.key ?? '']: <span title={count}>{count}</span>, ...Object.fromEntries(sums) }
}
