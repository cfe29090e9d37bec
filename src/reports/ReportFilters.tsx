/** What narrows and groups a report: kept in the address, so that every view can be sent as a link. */
import { NativeSelect, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useGet } from '../web/queries.ts'
import { useFilters, useParam } from '../web/router.tsx'
import { SearchField } from '../web/SearchField.tsx'
import { filterNames, isTimed, type Report, type ReportColumn, type ReportTotals } from './model.ts'

/** The address of the page as the API takes it. */
export function useReportQuery(report: Report) {
  const company = useParam('company')
  const project = useParam('project')
  const [address] = useFilters()
  const filters = filtersIn(report, address)
  const group = report.columns.find(({ key, groups }) => groups && key === address.group)?.key
  const totals = new URLSearchParams(Object.entries(filters).map(([name, value]) => [`filters[${name}]`, value]))
  if (group) totals.set('group_by', group)
  const rows = new URLSearchParams(totals)
  const sort = report.columns.some(({ key }) => key === address.sort?.replace(/^-/, '')) ? address.sort : undefined
  if (sort) rows.set('sort', sort)
  const base = `/rest/v1.0/${project ? `projects/${project}` : `companies/${company}`}/reports`
  return {
    base,
    api: `${base}/${report.key}`,
    /** As the API names it, for keeping. */
    question: Object.fromEntries(rows),
    rowsQuery: rows.toString(),
    totalsQuery: totals.toString(),
    narrowed: Object.keys(filters).length > 0,
    ...{ filters, group },
  }
}

/** In the address the search is called `q`, the others by their own names. */
function filtersIn(report: Report, address: Record<string, string | undefined>): Record<string, string> {
  const named = filterNames(report).map((name) => [name, address[name === 'search' ? 'q' : name]] as const)
  return Object.fromEntries(named.filter((each): each is [string, string] => Boolean(each[1])))
}

export function ReportFilters({ report }: { report: Report }) {
  const [address, setAddress] = useFilters()
  const groups = report.columns.filter((each) => each.groups)
  const timed =
    report.columns.find((each) => isTimed(each) && report.sort.includes(`-${each.key}`)) ?? report.columns.find(isTimed)
  return (
    <div className="row">
      {groups.map((column) => (
        <Choice key={column.key} report={report} column={column} />
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
              value={address[`${timed.key}_${side}`] ?? ''}
              onChange={(event) => setAddress({ [`${timed.key}_${side}`]: event.currentTarget.value || undefined })}
            />
          ))
        : null}
      <SearchField label="Search the report" />
      <NativeSelect
        size="xs"
        aria-label="Group by"
        value={address.group ?? ''}
        onChange={(event) => setAddress({ group: event.currentTarget.value || undefined })}
        data={[
          { value: '', label: 'Not grouped' },
          ...groups.map(({ key, label }) => ({ value: key, label: `By ${label.toLowerCase()}` })),
        ]}
      />
    </div>
  )
}

/** The values of a column to choose one from; asked for when somebody comes near. */
function Choice({ report, column }: { report: Report; column: ReportColumn }) {
  const company = useParam('company')
  const { api } = useReportQuery(report)
  const [address, setAddress] = useFilters()
  const [near, setNear] = useState(false)
  const asked = near ? `${api}/totals?group_by=${column.key}` : undefined
  const values = (useGet<ReportTotals>(asked, company).data?.groups ?? []).map(({ value }) => value)
  const chosen = address[column.key] ?? ''
  const offered = [...new Set([...(chosen ? [chosen] : []), ...values])].filter((value) => value !== '')
  return (
    <NativeSelect
      size="xs"
      maw={170}
      aria-label={column.label}
      value={chosen}
      onFocus={() => setNear(true)}
      onPointerEnter={() => setNear(true)}
      onChange={(event) => setAddress({ [column.key]: event.currentTarget.value || undefined })}
      data={[{ value: '', label: `${column.label}: all` }, ...offered]}
    />
  )
}
