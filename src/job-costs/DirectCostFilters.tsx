/** What narrows the direct costs: kept in the address, so that every view can be sent as a link. */
import { NativeSelect, TextInput } from '@mantine/core'
import { useGet } from '../web/queries.ts'
import { useFilters, useParam } from '../web/router.tsx'
import { SearchField } from '../web/SearchField.tsx'
import { DIRECT_COST_TYPE_LABELS } from './model.ts'

interface Code {
  id: number
  code: string
  name: string
  sub_job_code: string | null
  is_group: boolean
}

/** Names of the address and of the API. */
const API_NAMES: Record<string, string> = {
  q: 'search',
  type: 'direct_cost_type',
  vendor: 'vendor',
  code: 'cost_code_id',
  from: 'start_date',
  until: 'end_date',
  status: 'status',
}

/** The address's filters as the API takes them; `sorted`: with the order of the rows. */
export function useDirectCostQuery(): { query: string; sorted: string; narrowed: boolean; voided: boolean } {
  const [filters] = useFilters()
  const query = new URLSearchParams()
  for (const [name, theirs] of Object.entries(API_NAMES))
    if (filters[name]) query.set(`filters[${theirs}]`, filters[name])
  const sorted = new URLSearchParams(query)
  if (filters.sort) sorted.set('sort', filters.sort)
  return {
    query: query.toString(),
    sorted: sorted.toString(),
    narrowed: query.size > 0,
    voided: filters.status === 'void',
  }
}

export function DirectCostFilters() {
  const company = useParam('company')
  const project = useParam('project')
  const [filters, setFilters] = useFilters()
  const codes = useGet<Code[]>(`/rest/v1.0/cost_codes?project_id=${project}`, company)
  const vendors = useGet<{ vendor: string; name: string | null }[]>(
    `/rest/v1.0/projects/${project}/direct_costs/vendors`,
    company,
  )
  const select = (name: string, label: string, all: string, choices: { value: string; label: string }[]) => (
    <NativeSelect
      size="xs"
      aria-label={label}
      value={filters[name] ?? ''}
      onChange={(event) => setFilters({ [name]: event.currentTarget.value || undefined })}
      data={[{ value: '', label: all }, ...choices]}
    />
  )
  const day = (name: string, label: string) => (
    <TextInput
      size="xs"
      type="date"
      aria-label={label}
      title={label}
      value={filters[name] ?? ''}
      onChange={(event) => setFilters({ [name]: event.currentTarget.value || undefined })}
    />
  )
  const codeWords = ({ sub_job_code, code, name }: Code) => `${sub_job_code ? `${sub_job_code} ` : ''}${code} ${name}`
  return (
    <div className="row">
      {select(
        'type',
        'Type',
        'All types',
        Object.entries(DIRECT_COST_TYPE_LABELS).map(([value, label]) => ({ value, label })),
      )}
      {select(
        'vendor',
        'Vendor',
        'All vendors',
        (vendors.data ?? []).map(({ vendor, name }) => ({ value: vendor, label: name ?? vendor })),
      )}
      {select(
        'code',
        'Cost code',
        'All cost codes',
        (codes.data ?? [])
          .filter((each) => !each.is_group)
          .map((each) => ({ value: String(each.id), label: codeWords(each) })),
      )}
      {day('from', 'From')}
      {day('until', 'Until')}
      {select('status', 'Status', 'Approved', [{ value: 'void', label: 'Voided' }])}
      <SearchField label="Search direct costs" />
    </div>
  )
}
