/** The reports as data (RPT-1): what each is called, who may see it, its columns, what it groups, sums and is sorted by. Read by API, pages and tests. */
import { SUMMARY_FIGURES } from '../job-costs/model.ts'

export type ColumnType = 'text' | 'money' | 'number' | 'date' | 'moment'

export interface ReportColumn {
  key: string
  label: string
  type: ColumnType
  /** Pixels in the page. */
  width: number
  /** Rows can be grouped by it and narrowed to one of its values. Texts only. */
  groups?: true
}

export interface Report {
  /** In addresses and schedules. */
  key: string
  scope: 'company' | 'project'
  title: string
  about: string
  /** Row of the permission matrix. */
  action: string
  columns: readonly ReportColumn[]
  /** Keys of columns, `-` before one for descending; also what decides among equals when another order is asked for. */
  sort: readonly string[]
}

const columnOf =
  (type: ColumnType) =>
  (key: string, label: string, width: number): ReportColumn => ({ key, label, type, width })
const text = columnOf('text')
const money = columnOf('money')
const number = columnOf('number')
const date = columnOf('date')
const moment = columnOf('moment')
const grouping = (key: string, label: string, width: number): ReportColumn => ({
  ...text(key, label, width),
  groups: true,
})

const project = grouping('project', 'Project', 170)

/** The ERP company file that a row is of, by its name: the same ID in two files is two records (decision 0013). Only for a company that has several. */
const FILE = 'company_file'
const file = grouping(FILE, 'Company file', 260)
const moneyOrUnits = (key: string) => (key.endsWith('units') || key.includes('_unit_') ? number : money)

/** Every row of the source's table "Job Costs", in its order; sub job and names of codes stand beside them. */
const jobCosts: readonly ReportColumn[] = [
  grouping('cost_code', 'Cost code', 100),
  text('cost_code_name', 'Description', 180),
  grouping('category', 'Cat.', 60),
  grouping('sub_job', 'Sub job', 80),
  ...SUMMARY_FIGURES.map(({ key, label }) => moneyOrUnits(key)(key, label, 124)),
]

const unsyncable: readonly ReportColumn[] = [
  date('date', 'Date', 120),
  grouping('type', 'Type', 150),
  file,
  grouping('job', 'Job', 90),
  text('sub_job', 'Sub job', 80),
  grouping('cost_code', 'Cost code', 96),
  text('category', 'Cat.', 60),
  text('description', 'Description', 190),
  grouping('vendor', 'Vendor', 110),
  text('invoice', 'Invoice', 96),
  money('amount', 'Amount', 124),
  grouping('reason', 'Why, and what mends it', 420),
]

export const REPORTS: readonly Report[] = [
  {
    key: 'accountant',
    scope: 'company',
    title: 'Accountant report',
    about: 'What went over to the accounting system: when, by whom, and under which ERP ID.',
    action: 'view-accountant-report',
    sort: ['-synced_at'],
    columns: [
      grouping('kind', 'Item', 180),
      text('number', 'Number', 110),
      text('title', 'Title', 220),
      project,
      file,
      money('amount', 'Amount', 130),
      text('erp_id', 'ERP ID', 120),
      grouping('sent_by', 'Sent by', 140),
      grouping('accepted_by', 'Accepted by', 140),
      moment('accepted_at', 'Accepted', 200),
      moment('synced_at', 'Synced', 200),
      grouping('batch', 'Batch', 90),
      moment('unlinked_at', 'Unlinked', 200),
    ],
  },
  {
    key: 'job_costs',
    scope: 'company',
    title: 'Job costs',
    about:
      'What each job of the accounting system has cost so far, by cost code and category; jobs that are no project included.',
    action: 'view-company-job-costs-report',
    sort: [FILE, 'job', 'sub_job', 'cost_code', 'category'],
    columns: [grouping('job', 'Job', 90), file, project, ...jobCosts],
  },
  {
    key: 'unsyncable_direct_costs',
    scope: 'company',
    title: 'Unsyncable direct costs',
    about: 'Posted in the accounting system, but not shown in any project, each with its reason.',
    action: 'view-company-unsyncable-direct-costs',
    sort: ['-date'],
    columns: unsyncable,
  },
  {
    key: 'archived_companies',
    scope: 'company',
    title: 'Archived companies',
    about: 'Vendors of the accounting system that were put aside instead of being added to the directory.',
    action: 'view-archived-companies',
    sort: ['name'],
    columns: [
      text('erp_id', 'ERP ID', 120),
      text('name', 'Company', 240),
      file,
      text('address', 'Address', 220),
      grouping('city', 'City', 140),
      grouping('state', 'State', 70),
      text('zip', 'ZIP', 80),
      text('phone', 'Phone', 130),
      grouping('archived_by', 'Archived by', 150),
      moment('archived_at', 'Archived', 200),
    ],
  },
  {
    key: 'synced_sub_jobs',
    scope: 'company',
    title: 'Synced sub jobs',
    about: 'Sub jobs that are linked with extras of the accounting system.',
    action: 'view-synced-sub-jobs',
    sort: ['project', 'code'],
    columns: [
      project,
      file,
      grouping('job', 'Job', 110),
      text('code', 'Sub job', 110),
      text('name', 'Name', 240),
      text('erp_id', 'ERP ID', 130),
      grouping('active', 'Active', 80),
      number('cost_codes', 'Cost codes', 100),
      grouping('way', 'How', 150),
      grouping('linked_by', 'Linked by', 150),
      moment('linked_at', 'Linked', 200),
    ],
  },
  {
    key: 'job_costs',
    scope: 'project',
    title: 'Job costs',
    about: 'What the accounting system says this job has cost so far, by cost code and category.',
    action: 'view-job-costs-report',
    sort: ['sub_job', 'cost_code', 'category'],
    columns: jobCosts,
  },
  {
    key: 'unsyncable_direct_costs',
    scope: 'project',
    title: 'Unsyncable direct costs',
    about: 'Posted in the accounting system, but not shown in this project, each with its reason.',
    action: 'view-unsyncable-direct-costs',
    sort: ['-date'],
    columns: unsyncable.filter(({ key }) => key !== 'job' && key !== FILE),
  },
]

export const reportOf = (scope: Report['scope'], key: string): Report | undefined =>
  REPORTS.find((each) => each.scope === scope && each.key === key)

/** The columns that a company sees, with several ERP company files or without. */
export const columnsFor = ({ columns }: Report, severalFiles: boolean): readonly ReportColumn[] =>
  severalFiles ? columns : columns.filter((each) => !isFile(each))

export const isFile = ({ key }: ReportColumn): boolean => key === FILE
export const isTimed = ({ type }: ReportColumn): boolean => type === 'date' || type === 'moment'
export const isFigure = ({ type }: ReportColumn): boolean => type === 'money' || type === 'number'
export const sumsUp = ({ type }: ReportColumn): boolean => type === 'money'

/** Names of what narrows a report, as they stand in addresses between `filters[` and `]`; the server and the pages read the same. */
export function filterNames({ columns }: Pick<Report, 'columns'>): string[] {
  return [
    'search',
    ...columns.filter((each) => each.groups).map((each) => each.key),
    ...columns.filter(isTimed).flatMap(({ key }) => [`${key}_from`, `${key}_until`]),
  ]
}

/** Columns whose values make a group: no group has the books of two company files in one sum. */
export function groupKeys({ columns }: Pick<Report, 'columns'>, group: string): string[] {
  return [...new Set([...columns.filter(isFile).map(({ key }) => key), group])]
}

/** What a group is called above its rows and in its total: `Cat.: L`, with several company files `Cat.: L in Hill`. */
export function groupTitle({ columns }: Pick<Report, 'columns'>, group: string, row: Record<string, unknown>): string {
  const where = group !== FILE && row[FILE] ? ` in ${row[FILE]}` : ''
  return `${columns.find(({ key }) => key === group)?.label ?? group}: ${row[group] || 'none'}${where}`
}

export const rowsWords = (rows: number): string => `${rows.toLocaleString('en')} ${rows === 1 ? 'row' : 'rows'}`

/** A row of a report, by column key: `key` is its own among the rows; moments travel as text. Pages put rows with a `heading` between them. */
export type ReportRow = { key: string; heading?: string } & Record<string, string | null | undefined>

export interface ReportSum {
  rows: number
  /** By column key, decimal strings. */
  sums: Record<string, string>
}

export interface ReportTotals extends ReportSum {
  /** In the order of the rows; empty when nothing is grouped. */
  groups: ({ value: string; company_file?: string } & ReportSum)[]
}
