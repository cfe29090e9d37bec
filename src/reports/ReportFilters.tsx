/** What narrows and groups a report: of a page it is kept in the address, so that every view can be sent as a link; of a schedule, with it. */
import { NativeSelect, TextInput } from '@mantine/core'
import { useMemo, useState } from 'react'
import { useGet } from '../web/queries.ts'
import { useFilters, useParam } from '../web/router.tsx'
import { SearchInput } from '../web/SearchField.tsx'
import { filterNames, isTimed, type Report, type ReportColumn, type ReportTotals, reportOf } from './model.ts'

/** What narrows, groups and sorts a report, by the names of the page's address: the search is called `q`. */
export type View = Record<string, string | undefined>

/** The reports of the company or project that the page is in. */
export function useReportsPath(): string {
  const company = useParam('company')
  const project = useParam('project')
  return `/rest/v1.0/${project ? `projects/${project}` : `companies/${company}`}/reports`
}

export interface Listed {
  key: string
  title: string
  about: string
  /** Keys of those the company sees. */
  columns: string[]
  why_not: string | null
}

/** The reports that are listed here, and the one called `key` with the columns that the company sees. */
export function useReport(key: string | undefined) {
  const scope = useParam('project') ? 'project' : 'company'
  const list = useGet<Listed[]>(useReportsPath(), useParam('company'))
  const report = useMemo((): Report | undefined => {
    const seen = list.data?.find((each) => each.key === key)?.columns
    const known = seen && reportOf(scope, key ?? '')
    return known && { ...known, columns: known.columns.filter((each) => seen.includes(each.key)) }
  }, [list.data, scope, key])
  return { list, report }
}

/** The address of the page as the API takes it. */
export function useReportQuery(report: Report) {
  const [address] = useFilters()
  const { sort, ...totals } = questionOf(report, address)
  const filters = filtersIn(report, address)
  return {
    api: `${useReportsPath()}/${report.key}`,
    rowsQuery: new URLSearchParams(sort ? { ...totals, sort } : totals).toString(),
    totalsQuery: new URLSearchParams(totals).toString(),
    narrowed: Object.keys(filters).length > 0,
    ...{ filters, group: totals.group_by },
  }
}

/** As the API names it: for asking, and for keeping with a schedule. */
export function questionOf(report: Report, view: View): Record<string, string> {
  const { columns } = report
  const group = columns.find(({ key, groups }) => groups && key === view.group)?.key
  const sort = columns.some(({ key }) => key === view.sort?.replace(/^-/, '')) ? view.sort : undefined
  return {
    ...Object.fromEntries(Object.entries(filtersIn(report, view)).map(([name, value]) => [`filters[${name}]`, value])),
    ...(group ? { group_by: group } : {}),
    ...(sort ? { sort } : {}),
  }
}

/** The way back. */
export function viewOf(report: Report, question: Record<string, string>): View {
  const named = filterNames(report).map((name) => [inView(name), question[`filters[${name}]`]] as const)
  return { ...Object.fromEntries(named), group: question.group_by, sort: question.sort }
}

function filtersIn(report: Report, view: View): Record<string, string> {
  const named = filterNames(report).map((name) => [name, view[inView(name)]] as const)
  return Object.fromEntries(named.filter((each): each is [string, string] => Boolean(each[1])))
}

const inView = (name: string): string => (name === 'search' ? 'q' : name)

interface Viewing {
  report: Report
  view: View
  onChange: (change: View) => void
}

export function ReportFilters({ report, view, onChange }: Viewing) {
  const groups = report.columns.filter((each) => each.groups)
  const timed =
    report.columns.find((each) => isTimed(each) && report.sort.includes(`-${each.key}`)) ?? report.columns.find(isTimed)
  return (
    <div className="row">
      {groups.map((column) => (
        <Choice key={column.key} column={column} {...{ report, view, onChange }} />
      ))}
      {timed ? <span className="muted">{timed.label}</span> : null}
      {timed
        ? ['from', 'until'].map((side) => (
            <TextInput
              key={side}
              size="xs"
              type="date"
              aria-label={`${timed.label} ${side}`}
              title={`${timed.label} ${side}`}
              value={view[`${timed.key}_${side}`] ?? ''}
              onChange={(event) => onChange({ [`${timed.key}_${side}`]: event.currentTarget.value || undefined })}
            />
          ))
        : null}
      <SearchInput label="Search the report" value={view.q ?? ''} onChange={(q) => onChange({ q })} />
      <NativeSelect
        size="xs"
        aria-label="Group by"
        value={view.group ?? ''}
        onChange={(event) => onChange({ group: event.currentTarget.value || undefined })}
        data={[
          { value: '', label: 'Not grouped' },
          ...groups.map(({ key, label }) => ({ value: key, label: `By ${label.toLowerCase()}` })),
        ]}
      />
    </div>
  )
}

/** The values of a column to choose one from; asked for when somebody comes near. */
function Choice({ report, column, view, onChange }: Viewing & { column: ReportColumn }) {
  const company = useParam('company')
  const path = useReportsPath()
  const [near, setNear] = useState(false)
  const asked = near ? `${path}/${report.key}/totals?group_by=${column.key}` : undefined
  const values = (useGet<ReportTotals>(asked, company).data?.groups ?? []).map(({ value }) => value)
  const chosen = view[column.key] ?? ''
  const offered = [...new Set([...(chosen ? [chosen] : []), ...values])].filter((value) => value !== '')
  return (
    <NativeSelect
      size="xs"
      maw={170}
      aria-label={column.label}
      value={chosen}
      onFocus={() => setNear(true)}
      onPointerEnter={() => setNear(true)}
      onChange={(event) => onChange({ [column.key]: event.currentTarget.value || undefined })}
      data={[{ value: '', label: `${column.label}: all` }, ...offered]}
    />
  )
}
