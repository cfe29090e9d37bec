/** The reports as data (RPT-1): what each is called, who may see it, its columns, what it groups, sums and is sorted by. Read by API, pages and tests. */
import { SUMMARY_FIGURES } from '../job-costs/model.ts'

export type ColumnType = 'text' | 'money' | 'number' | 'date' | 'moment'

export interface ReportColumn {
  key: string
  label: string
  type: ColumnType
  /** Pixels in the page; without, the column shares what is left. */
  width?: number
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

const project: ReportColumn = { key: 'project', label: 'Project', type: 'text', width: 170, groups: true }
const moneyOrUnits = (key: string): ColumnType => (key.endsWith('units') || key.includes('_unit_') ? 'number' : 'money')

/** Every row of the source's table "Job Costs", in its order; sub job and names of codes stand beside them. */
const jobCosts: readonly ReportColumn[] = [
  { key: 'cost_code', label: 'Cost code', type: 'text', width: 100, groups: true },
  { key: 'cost_code_name', label: 'Description', type: 'text', width: 180 },
  { key: 'category', label: 'Cat.', type: 'text', width: 60, groups: true },
  { key: 'sub_job', label: 'Sub job', type: 'text', width: 80, groups: true },
  ...SUMMARY_FIGURES.map(({ key, label }) => ({ key, label, type: moneyOrUnits(key), width: 124 })),
]

const unsyncable: readonly ReportColumn[] = [
  { key: 'date', label: 'Date', type: 'date', width: 120 },
  { key: 'type', label: 'Type', type: 'text', width: 150, groups: true },
  { key: 'job', label: 'Job', type: 'text', width: 90, groups: true },
  { key: 'sub_job', label: 'Sub job', type: 'text', width: 80 },
  { key: 'cost_code', label: 'Cost code', type: 'text', width: 96, groups: true },
  { key: 'category', label: 'Cat.', type: 'text', width: 60 },
  { key: 'description', label: 'Description', type: 'text', width: 190 },
  { key: 'vendor', label: 'Vendor', type: 'text', width: 110, groups: true },
  { key: 'invoice', label: 'Invoice', type: 'text', width: 96 },
  { key: 'amount', label: 'Amount', type: 'money', width: 124 },
  { key: 'reason', label: 'Why, and what mends it', type: 'text', width: 420, groups: true },
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
      { key: 'kind', label: 'Item', type: 'text', width: 180, groups: true },
      { key: 'number', label: 'Number', type: 'text', width: 110 },
      { key: 'title', label: 'Title', type: 'text', width: 220 },
      project,
      { key: 'amount', label: 'Amount', type: 'money', width: 130 },
      { key: 'erp_id', label: 'ERP ID', type: 'text', width: 120 },
      { key: 'sent_by', label: 'Sent by', type: 'text', width: 140, groups: true },
      { key: 'accepted_by', label: 'Accepted by', type: 'text', width: 140, groups: true },
      { key: 'accepted_at', label: 'Accepted', type: 'moment', width: 200 },
      { key: 'synced_at', label: 'Synced', type: 'moment', width: 200 },
      { key: 'batch', label: 'Batch', type: 'text', width: 90, groups: true },
      { key: 'unlinked_at', label: 'Unlinked', type: 'moment', width: 200 },
    ],
  },
  {
    key: 'job_costs',
    scope: 'company',
    title: 'Job costs',
    about:
      'What each job of the accounting system has cost so far, by cost code and category; jobs that are no project included.',
    action: 'view-company-job-costs-report',
    sort: ['job', 'sub_job', 'cost_code', 'category'],
    columns: [{ key: 'job', label: 'Job', type: 'text', width: 90, groups: true }, project, ...jobCosts],
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
      { key: 'erp_id', label: 'ERP ID', type: 'text', width: 120 },
      { key: 'name', label: 'Company', type: 'text', width: 240 },
      { key: 'address', label: 'Address', type: 'text', width: 220 },
      { key: 'city', label: 'City', type: 'text', width: 140, groups: true },
      { key: 'state', label: 'State', type: 'text', width: 70, groups: true },
      { key: 'zip', label: 'ZIP', type: 'text', width: 80 },
      { key: 'phone', label: 'Phone', type: 'text', width: 130 },
      { key: 'archived_by', label: 'Archived by', type: 'text', width: 150, groups: true },
      { key: 'archived_at', label: 'Archived', type: 'moment', width: 200 },
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
      { key: 'job', label: 'Job', type: 'text', width: 110, groups: true },
      { key: 'code', label: 'Sub job', type: 'text', width: 110 },
      { key: 'name', label: 'Name', type: 'text', width: 240 },
      { key: 'erp_id', label: 'ERP ID', type: 'text', width: 130 },
      { key: 'active', label: 'Active', type: 'text', width: 80, groups: true },
      { key: 'cost_codes', label: 'Cost codes', type: 'number', width: 100 },
      { key: 'way', label: 'How', type: 'text', width: 150, groups: true },
      { key: 'linked_by', label: 'Linked by', type: 'text', width: 150, groups: true },
      { key: 'linked_at', label: 'Linked', type: 'moment', width: 200 },
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
    columns: unsyncable.filter(({ key }) => key !== 'job'),
  },
]

export const reportOf = (scope: Report['scope'], key: string): Report | undefined =>
  REPORTS.find((each) => each.scope === scope && each.key === key)

export const isTimed = ({ type }: ReportColumn): boolean => type === 'date' || type === 'moment'
export const sumsUp = ({ type }: ReportColumn): boolean => type === 'money'

/** Names of what narrows a report, as they stand in addresses between `filters[` and `]`; the server and the pages read the same. */
export function filterNames({ columns }: Pick<Report, 'columns'>): string[] {
  return [
    'search',
    ...columns.filter((each) => each.groups).map((each) => each.key),
    ...columns.filter(isTimed).flatMap(({ key }) => [`${key}_from`, `${key}_until`]),
  ]
}

/** What a group is called above its rows and in its total: `Cat.: L`. */
export function groupTitle({ columns }: Pick<Report, 'columns'>, group: string, value: string): string {
  return `${columns.find(({ key }) => key === group)?.label ?? group}: ${value || 'none'}`
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
  groups: ({ value: string } & ReportSum)[]
}
