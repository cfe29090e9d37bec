/** A report as a file, and as the mail that carries it. */
import type { Db, Sql } from '../platform/db.ts'
import type { Mail } from '../platform/mail.ts'
import { formatMoney } from '../platform/money.ts'
import { type LongSheet, SHEET_TYPES, type SheetColumn, writeSheet } from '../platform/sheet.ts'
import {
  columnsFor,
  filterNames,
  isFigure,
  type Report,
  type ReportColumn,
  type ReportSum,
  rowsWords,
} from './model.ts'
import { linesOf } from './model-lines.ts'
import { MOST_ATTACHED_BYTES, type Schedule, scheduleWords } from './model-schedules.ts'
import { hasSeveralFiles, type Question, reportPieces, reportSum } from './store.ts'

/** The question that an address asks, or one that was kept; its names have been checked by the shape of the route. */
export async function questionOf(
  sql: Sql,
  report: Report,
  { company, project, kinds }: Pick<Question, 'company' | 'project' | 'kinds'>,
  address: Record<string, unknown>,
): Promise<Question> {
  const named = filterNames(report).map((name) => [name, address[`filters[${name}]`]] as const)
  const columns = columnsFor(report, await hasSeveralFiles(sql, company))
  return {
    report: { ...report, columns },
    company,
    kinds,
    project: report.scope === 'project' ? project : undefined,
    filters: Object.fromEntries(named.filter((each): each is [string, string] => each[1] !== undefined)),
    sort: address.sort as string | undefined,
    group: columns.find(({ key }) => key === address.group_by)?.key,
  }
}

/** Grouped, summed and sorted as the page shows it. */
export function sheetOf(db: Db, asked: Question): LongSheet {
  const { title, columns } = asked.report
  return {
    name: title,
    columns: columns.map(inSheet),
    rows: linesOf(asked.report, asked.group, reportPieces(db, asked)),
  }
}

const inSheet = (column: ReportColumn): SheetColumn => ({
  label: column.label,
  as: isFigure(column) ? 'number' : column.type === 'date' ? 'date' : 'text',
})

/** Everything of a mail but its reader. A report too large for mail servers is told of by its totals and its address alone. */
export async function mailOf(
  db: Db,
  asked: Question,
  schedule: Schedule,
  publicUrl: string | undefined,
): Promise<Omit<Mail, 'to'>> {
  const { report, company } = asked
  const { totals, place } = await db.company(company, async (sql) => ({
    totals: await reportSum(sql, asked),
    place: await sql.one<{ company: string; project: string | null }>(
      `select c.name as company, (select p.name from project p where p.company_id = c.id and p.id = $2) as project from company c where c.id = $1`,
      [company, asked.project ?? null],
    ),
  }))
  const content = await whole(writeSheet(sheetOf(db, asked), schedule.format))
  const where = [place.project, place.company].filter(Boolean).join(', ')
  const text = [
    `${report.title} of ${where}.`,
    report.about,
    totalsWords(report, totals),
    content ? 'The report is attached.' : 'It is too large to be attached; open it in Gusset and download it there.',
    ...(publicUrl ? [addressOf(publicUrl, asked)] : []),
    `You get this because somebody with access to the report chose you as its reader. ${scheduleWords(schedule)}.`,
  ].join('\n\n')
  const filename = `${report.title}.${schedule.format}`
  const attachments = content ? [{ filename, content, contentType: SHEET_TYPES[schedule.format] }] : []
  return { subject: `${report.title}: ${where}`, text, attachments }
}

function totalsWords({ columns }: Report, { rows, sums }: ReportSum): string {
  const words = columns.flatMap(({ key, label }) => (sums[key] ? [`${label} ${formatMoney(sums[key])}`] : []))
  return [rowsWords(rows), ...words].join('; ')
}

/** The page with the same view of the report. */
function addressOf(publicUrl: string, { report, company, project, filters, group, sort }: Question): string {
  const inPage = Object.entries(filters).map(([name, value]) => [name === 'search' ? 'q' : name, value])
  const query = new URLSearchParams([
    ...inPage,
    ...(group ? [['group', group]] : []),
    ...(sort ? [['sort', sort]] : []),
  ])
  const path = `${publicUrl.replace(/\/$/, '')}/companies/${company}${project ? `/projects/${project}` : ''}/reports/${report.key}`
  return query.size > 0 ? `${path}?${query}` : path
}

/** Undefined: more than a mail server takes. */
async function whole(content: AsyncIterable<string | Uint8Array>): Promise<Buffer | undefined> {
  const pieces: Buffer[] = []
  let bytes = 0
  for await (const piece of content) {
    pieces.push(Buffer.from(piece))
    bytes += pieces.at(-1)!.length
    if (bytes > MOST_ATTACHED_BYTES) return undefined
  }
  return Buffer.concat(pieces)
}
