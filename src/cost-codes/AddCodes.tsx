/** Puts standard codes on a project; each brings its default cost types along, or those chosen here. */
import { Checkbox, TextInput } from '@mantine/core'
import { useState } from 'react'
import type { TableColumn } from '../web/columns.ts'
import { Dialog } from '../web/Dialog.tsx'
import { Loaded } from '../web/Loaded.tsx'
import { Empty } from '../web/Notice.tsx'
import { useChange, useGet } from '../web/queries.ts'
import { searched } from '../web/SearchField.tsx'
import { Table } from '../web/Table.tsx'
import type { ShownType } from './DefaultTypes.tsx'
import { refusalsToAdd } from './rules.ts'

interface StandardCode {
  id: number
  code: string
  name: string
  is_group: boolean
  active: boolean
  in_erp: boolean
}

const columns: TableColumn<StandardCode>[] = [
  { key: 'code', label: 'Code', width: 130, head: true, by: (row) => row.code, show: (row) => row.code },
  { key: 'name', label: 'Description', by: (row) => row.name, show: (row) => row.name },
  { key: 'why', label: 'Why not', width: 260, show: whyNotAdd },
]

/** A code that cannot be added stays in the list and says why. */
function whyNotAdd(row: StandardCode): string {
  const first = refusalsToAdd({ ...row, inErp: row.in_erp }, [])[0]
  return first ? `${first.sentence} ${first.remedy ?? ''}`.trim() : ''
}

interface AddCodesProps {
  company: string
  project: string
  /** Absent: the project itself. */
  subJob?: number
  /** Standard codes that are there already. */
  taken: Set<number | null>
  onClose: () => void
}

export function AddCodes({ company, project, subJob, taken, onClose }: AddCodesProps) {
  const codes = useGet<StandardCode[]>(`/rest/v1.0/standard_cost_codes?project_id=${project}`, company)
  const types = useGet<ShownType[]>(`/rest/v1.0/line_item_types?project_id=${project}`, company)
  const [query, setQuery] = useState('')
  const [chosen, setChosen] = useState(new Set<string>())
  const [own, setOwn] = useState(new Set<number>())
  const change = useChange(company)
  const add = () => {
    const withTypes = own.size > 0 ? { line_item_type_ids: [...own] } : {}
    const body = {
      project_id: Number(project),
      ...(subJob === undefined ? {} : { sub_job_id: subJob }),
      standard_cost_codes: [...chosen].map((id) => ({ id: Number(id), ...withTypes })),
    }
    change.mutate({ path: '/rest/v1.0/cost_codes/copy_subset_from_standard_list', body }, { onSuccess: onClose })
  }
  const toggle = (id: number) => {
    const next = new Set(own)
    if (!next.delete(id)) next.add(id)
    setOwn(next)
  }
  return (
    <Dialog
      title="Add standard cost codes"
      size="46rem"
      confirm={chosen.size === 1 ? 'Add 1 code' : `Add ${chosen.size} codes`}
      onClose={onClose}
      onConfirm={add}
      busy={change.isPending}
      error={change.error}
      why={chosen.size === 0 ? 'Select one or more cost codes.' : undefined}
    >
      <TextInput
        size="xs"
        type="search"
        label="Search"
        value={query}
        onChange={(event) => setQuery(event.currentTarget.value)}
      />
      <Loaded query={codes}>
        {(all) => (
          <Table
            label="Standard cost codes"
            height="natural"
            sortKey="csort"
            columns={columns}
            rows={searched(
              all.filter((each) => !taken.has(each.id)),
              query,
              (row) => [row.code, row.name],
            )}
            rowKey={(row) => String(row.id)}
            rowName={(row) => row.code}
            rowClass={(row) => (row.is_group ? 'group' : undefined)}
            selectable={(row) => whyNotAdd(row) === ''}
            selected={chosen}
            onSelect={setChosen}
            empty={<Empty title="No code to add.">Every active standard code that fits is there already.</Empty>}
          />
        )}
      </Loaded>
      <fieldset className="row" style={{ border: 0, padding: 0, margin: 0 }}>
        <legend>Cost types (none chosen: each code’s default cost types)</legend>
        {(types.data ?? []).map(({ id, code, name }) => (
          <Checkbox key={id} size="xs" label={`${code} ${name}`} checked={own.has(id)} onChange={() => toggle(id)} />
        ))}
      </fieldset>
    </Dialog>
  )
}
