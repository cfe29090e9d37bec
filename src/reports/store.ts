/** Reads any report: narrowed, sorted, grouped, summed, paged, or from the first row to the last in pieces. One SQL for what each is made of, the rest is said by its columns. */
import { ARCHIVED_COMPANIES_REPORT } from '../companies/store-report.ts'
import type { ToldKind } from '../erp/entity.ts'
import type { CompanyId, ProjectId } from '../ids.ts'
import { JOB_COSTS_REPORT, UNSYNCABLE_REPORT } from '../job-costs/store-report.ts'
import { SYNCED_SUB_JOBS_REPORT } from '../jobs/store-report.ts'
import type { Db, Sql } from '../platform/db.ts'
import {
  type ColumnType,
  groupKeys,
  isTimed,
  type Report,
  type ReportColumn,
  type ReportRow,
  type ReportSum,
  type ReportTotals,
  sumsUp,
} from './model.ts'
import { type Line, linesBeside } from './model-lines.ts'
import { accountantReport } from './store-accountant.ts'

/** By key: columns as `model.ts` names them and `key`, over $1 the company and $2 the project or null. */
const SOURCES: Record<string, string | ((asked: Question) => string)> = {
  accountant: ({ kinds }) => accountantReport(kinds),
  job_costs: JOB_COSTS_REPORT,
  unsyncable_direct_costs: UNSYNCABLE_REPORT,
  archived_companies: ARCHIVED_COMPANIES_REPORT,
  synced_sub_jobs: SYNCED_SUB_JOBS_REPORT,
}

/** What is asked of a report. Names have been checked against its columns. */
export interface Question {
  /** With the columns that the company sees. */
  report: Report
  company: CompanyId
  project: ProjectId | undefined
  /** What each kind of item is called. */
  kinds: readonly Pick<ToldKind, 'kind' | 'one'>[]
  /** By name (`filterNames`). */
  filters: Record<string, string>
  /** A column's key, `-` before it for descending; without, the report's own. */
  sort?: string | undefined
  /** Key of a column that groups: its values come together, in rising order. */
  group?: string | undefined
}

export async function reportRows(
  sql: Sql,
  asked: Question,
  page: { limit: number; offset: number },
): Promise<ReportRow[]> {
  const { from, values } = narrowed(asked)
  return sql.query<ReportRow>(
    `${from} select key, ${asked.report.columns.map(inPage).join(', ')} from narrowed
     order by ${sortedBy(orderOf(asked))} limit $${values.length + 1} offset $${values.length + 2}`,
    [...values, page.limit, page.offset],
  )
}

/** What all the rows come to. */
export function reportSum(sql: Sql, asked: Question): Promise<ReportSum> {
  const { from, values } = narrowed(asked)
  return sql.one(`${from} select ${figuresOf(asked.report)} from narrowed`, values)
}

/** The same, and by group where it is grouped. */
export async function reportTotals(sql: Sql, asked: Question): Promise<ReportTotals> {
  const { from, values } = narrowed(asked)
  const total = await reportSum(sql, asked)
  if (!asked.group) return { ...total, groups: [] }
  const keys = groupKeys(asked.report, asked.group)
  const shown = keys.map((key) => (key === asked.group ? `${key} as value` : key))
  const groups = await sql.query<ReportTotals['groups'][number]>(
    `${from} select ${shown.join(', ')}, ${figuresOf(asked.report)} from narrowed
     group by ${keys.join(', ')} order by ${keys.join(', ')} limit ${MOST_GROUPS}`,
    values,
  )
  return { ...total, groups }
}

function figuresOf({ columns }: Report): string {
  const sums = columns.filter(sumsUp).map(({ key }) => `'${key}', coalesce(sum(${key}), 0.00)::text`)
  return `count(*) as rows, jsonb_build_object(${sums.join(', ')}) as sums`
}

/** Lines of the report as a file, the names of the columns not counted. */
export async function countLines(sql: Sql, asked: Question): Promise<number> {
  const { from, values } = narrowed(asked)
  const keys = asked.group ? groupKeys(asked.report, asked.group).map((key) => `coalesce(${key}, '')`) : []
  const groups = asked.group ? `count(distinct (${keys.join(', ')}))` : '0'
  const found = await sql.one<{ rows: number; groups: number }>(
    `${from} select count(*) as rows, ${groups} as groups from narrowed`,
    values,
  )
  return found.rows + linesBeside(found.groups)
}

/** More headings than anybody reads; the rows themselves are never cut. */
const MOST_GROUPS = 5_000

/** A few megabytes. Each piece is sorted out of all the rows, so that small ones would take long. */
const PIECE = 10_000

/**
 * Every row, as the texts of a file: moments in the company's time zone. Read piece by piece, each in a transaction of its own that begins
 * behind the last row of the one before: neither a long file nor a slow reader holds memory or a connection.
 */
export async function* reportPieces(db: Db, asked: Question, size = PIECE): AsyncGenerator<Line[]> {
  const { from, values } = narrowed(asked)
  const order = orderOf(asked)
  const texts = asked.report.columns.map(inFile).join(', ')
  const places = order.map(({ by }) => `(${by})::text`).join(', ')
  for (let last: string[] | undefined; ; ) {
    const behind = last ? `where ${behindOf(order, values.length + 1)}` : ''
    const text = `${from} select array[${texts}]::text[] as cells, array[${places}]::text[] as place from narrowed ${behind} order by ${sortedBy(order)} limit ${size}`
    const rows = await db.company(asked.company, (sql) =>
      sql.query<{ cells: Line; place: string[] }>(text, [...values, ...(last ?? [])]),
    )
    yield rows.map((row) => row.cells)
    last = rows.at(-1)?.place
    if (rows.length < size) return
  }
}

interface Term {
  /** Never null, so that rows can be told to stand behind one another. */
  by: string
  as: string
  down: boolean
}

const SORTED: Record<ColumnType, { as: string; least: string }> = {
  text: { as: 'text', least: `''` },
  money: { as: 'numeric', least: `'-infinity'` },
  number: { as: 'numeric', least: `'-infinity'` },
  date: { as: 'date', least: `'-infinity'` },
  moment: { as: 'timestamptz', least: `'-infinity'` },
}

/** The group first, then what was asked for, then the report's own order, then the row's own key. */
function orderOf({ report, sort, group }: Question): Term[] {
  const wanted = [...(group ? groupKeys(report, group) : []), ...(sort ? [sort] : []), ...report.sort]
  const terms = wanted.flatMap((each) => {
    const column = report.columns.find(({ key }) => key === each.replace(/^-/, ''))
    if (!column) return []
    const { as, least } = SORTED[column.type]
    return [{ by: `coalesce(${column.key}, ${least})`, as, down: each.startsWith('-') }]
  })
  return [...terms, { by: 'key collate "C"', as: 'text', down: false }]
}

const sortedBy = (terms: Term[]): string => terms.map(({ by, down }) => `${by} ${down ? 'desc' : 'asc'}`).join(', ')

/** `a > $3 or (a = $3 and b < $4) or …`: the rows behind the one whose terms are given from `$first` on. */
function behindOf(terms: Term[], first: number): string {
  const value = (at: number) => `$${first + at}::${terms[at]?.as}`
  const same = (at: number) => terms.slice(0, at).map(({ by }, index) => `${by} = ${value(index)}`)
  return terms
    .map(({ by, down }, at) => `(${[...same(at), `${by} ${down ? '<' : '>'} ${value(at)}`].join(' and ')})`)
    .join(' or ')
}

export async function hasSeveralFiles(sql: Sql, company: CompanyId): Promise<boolean> {
  return (await sql.one<{ several: boolean }>(`select ${SEVERAL_FILES} as several`, [company])).several
}

/** The company $1 has more than one ERP company file. */
export const SEVERAL_FILES = '(select count(*) > 1 from erp_connection where company_id = $1)'

/** Of the company $1. */
export const ZONE = '(select time_zone from company where id = $1)'

const inPage = ({ key, type }: ReportColumn): string => (type === 'text' ? key : `${key}::text as ${key}`)
const inFile = ({ key, type }: ReportColumn): string =>
  type === 'moment' ? `left((${key} at time zone ${ZONE})::text, 16)` : `${key}::text`

/** The report's rows that fit, as `narrowed`. */
function narrowed(asked: Question): { from: string; values: unknown[] } {
  const { report, company, project, filters } = asked
  const source = SOURCES[report.key]
  const values: unknown[] = [company, project ?? null]
  const conditions = Object.entries(filters).map(([name, value]) => {
    values.push(name === 'search' ? `%${value.replace(/[\\%_]/g, '\\$&')}%` : value)
    return condition(report, name, `$${values.length}`)
  })
  const where = conditions.length > 0 ? `where ${conditions.join(' and ')}` : ''
  return {
    from: `with report as (${typeof source === 'function' ? source(asked) : source}), narrowed as (select * from report ${where})`,
    values,
  }
}

function condition({ columns }: Report, name: string, place: string): string {
  if (name === 'search') {
    const texts = columns.filter(({ type }) => type === 'text').map(({ key }) => key)
    return `concat_ws(' ', ${texts.join(', ')}) ilike ${place}`
  }
  const timed = columns.find((each) => isTimed(each) && (name === `${each.key}_from` || name === `${each.key}_until`))
  if (!timed) return `${name} = ${place}`
  const day = timed.type === 'date' ? timed.key : `(${timed.key} at time zone ${ZONE})::date`
  return `${day} ${name.endsWith('_from') ? '>=' : '<='} ${place}::date`
}
