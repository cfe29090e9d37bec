/** The company's standard cost codes and cost types: born in the ERP, with the options that are ours (WBS-1, WBS-3). */
import { useState } from 'react'
import { FileFilter, type FileInfo, fileColumns, useFiles } from '../erp/Files.tsx'
import { ActionButton } from '../web/ActionButton.tsx'
import { textColumn } from '../web/column-kinds.tsx'
import type { TableColumn } from '../web/columns.ts'
import { type SyncAnswer, throwRowErrors } from '../web/fetch.ts'
import { Loaded } from '../web/Loaded.tsx'
import { Empty, Refusals } from '../web/Notice.tsx'
import { PageHead } from '../web/PageHead.tsx'
import { useChange, useGet } from '../web/queries.ts'
import { Link, useFilters, useParam } from '../web/router.tsx'
import { SearchField, searched } from '../web/SearchField.tsx'
import { StatusChip } from '../web/StatusChip.tsx'
import { useWhyNot } from '../web/session.ts'
import { Table } from '../web/Table.tsx'
import { DefaultTypes, type ShownType } from './DefaultTypes.tsx'
import { refusalsToSetOptions } from './rules.ts'

interface ShownCode {
  id: number
  standard_cost_code_list_id: number
  code: string
  name: string
  is_group: boolean
  active: boolean
  available_for_new_projects: boolean
  default_line_item_type_ids: number[]
  in_erp: boolean
}

export default function CostCodesPage() {
  const company = useParam('company')
  const [filters] = useFilters()
  const types = useGet<ShownType[]>(`/rest/v1.0/line_item_types?company_id=${company}`, company)
  const files = useFiles(company)
  const onTypes = filters.list === 'types'
  const here = `/companies/${company}/cost-codes`
  return (
    <>
      <PageHead
        title="Cost codes and cost types"
        about="Created in the ERP only; what may be used here, and how, is set on this page."
      >
        <FileFilter files={files} />
        <SearchField label="Search codes" />
      </PageHead>
      <nav className="tabs" aria-label="Lists">
        <Link to={here} current={onTypes ? undefined : 'page'}>
          Standard cost codes
        </Link>
        <Link to={here} search={{ list: 'types' }} current={onTypes ? 'page' : undefined}>
          Cost types
        </Link>
      </nav>
      {onTypes ? (
        <Loaded query={types}>
          {(list) => <TypeTable types={inFile(list, filters.file)} files={files} query={filters.q} />}
        </Loaded>
      ) : (
        <CodeTable key={filters.file} company={company} types={types.data ?? []} files={files} />
      )}
    </>
  )
}

/** Of one ERP company file, where one was chosen. */
function inFile<Row extends { standard_cost_code_list_id: number }>(rows: Row[], file: string | undefined): Row[] {
  return file ? rows.filter((row) => String(row.standard_cost_code_list_id) === file) : rows
}

function CodeTable({ company, types, files }: { company: string; types: ShownType[]; files: FileInfo[] }) {
  const [filters] = useFilters()
  const codes = useGet<ShownCode[]>(`/rest/v1.0/standard_cost_codes?company_id=${company}`, company)
  const [chosen, setChosen] = useState(new Set<string>())
  const [choosing, setChoosing] = useState(false)
  const [error, setError] = useState<unknown>()
  const change = useChange<SyncAnswer>(company)
  // Cost types are those of the codes' own list.
  const lists = new Set((codes.data ?? []).filter((each) => chosen.has(String(each.id))).map(listOf))
  const set = async (options: Partial<ShownCode>) => {
    setError(undefined)
    try {
      const updates = [...chosen].map((id) => ({ id: Number(id), ...options }))
      throwRowErrors(
        await change.mutateAsync({ path: '/rest/v1.0/standard_cost_codes/sync', method: 'PATCH', body: { updates } }),
      )
      setChosen(new Set())
      setChoosing(false)
    } catch (thrown) {
      setError(thrown)
    }
  }
  return (
    <Loaded query={codes}>
      {(all) => (
        <>
          <CodeActions
            chosen={all.filter((each) => chosen.has(String(each.id)))}
            total={all.length}
            busy={change.isPending}
            onTypes={() => setChoosing(true)}
            onSet={(options) => void set(options)}
          />
          {choosing ? null : <Refusals error={error} />}
          <Table
            label="Standard cost codes"
            columns={[...codeColumns(types), ...fileColumns<ShownCode>(files, listOf)]}
            rows={searched(inFile(all, filters.file), filters.q, (row) => [row.code, row.name])}
            rowKey={(row) => String(row.id)}
            rowName={(row) => row.code}
            rowClass={(row) => (row.is_group ? 'group' : row.active ? undefined : 'quiet')}
            selected={chosen}
            onSelect={setChosen}
            empty={
              <Empty title="No cost codes here.">
                They come from the ERP: sync standard cost codes and cost types on the ERP Integrations tool.
              </Empty>
            }
          />
          {choosing ? (
            <DefaultTypes
              types={types.filter((type) => lists.size === 0 || lists.has(type.standard_cost_code_list_id))}
              count={chosen.size}
              start={[...chosen].flatMap(
                (id) => all.find((each) => String(each.id) === id)?.default_line_item_type_ids ?? [],
              )}
              busy={change.isPending}
              error={error}
              onClose={() => setChoosing(false)}
              onSet={(ids) => void set({ default_line_item_type_ids: ids })}
            />
          ) : null}
        </>
      )}
    </Loaded>
  )
}

type Options = Pick<ShownCode, 'active'> | Pick<ShownCode, 'available_for_new_projects'>

interface CodeActionsProps {
  chosen: ShownCode[]
  total: number
  busy: boolean
  onTypes: () => void
  onSet: (options: Options) => void
}

const SWITCHES: [label: string, options: Options][] = [
  ['For new projects', { available_for_new_projects: true }],
  ['Not for new projects', { available_for_new_projects: false }],
  ['Reactivate', { active: true }],
  ['Deactivate', { active: false }],
]

function CodeActions({ chosen, total, busy, onTypes, onSet }: CodeActionsProps) {
  const whyNot = useWhyNot(useParam('company'))('assign-default-cost-types')
  const why = whyNot ?? (chosen.length === 0 ? 'Select one or more cost codes first.' : undefined)
  return (
    <div className="row">
      <span className="muted grow">
        {chosen.length > 0 ? `${chosen.length} selected` : `${total.toLocaleString()} cost codes`}
      </span>
      <ActionButton why={why} onClick={onTypes}>
        Default cost types
      </ActionButton>
      {SWITCHES.map(([label, options]) => (
        <ActionButton key={label} why={why ?? whyNotSet(chosen, options)} busy={busy} onClick={() => onSet(options)}>
          {label}
        </ActionButton>
      ))}
    </div>
  )
}

/** The rules' sentences, of a few codes when many are chosen. */
function whyNotSet(chosen: ShownCode[], options: Options): string[] {
  const wanted = 'active' in options ? options : { availableForNewProjects: options.available_for_new_projects }
  return chosen
    .flatMap((each) => refusalsToSetOptions({ ...each, inErp: each.in_erp }, wanted))
    .map(({ sentence, remedy }) => [sentence, remedy].join(' ').trim())
    .slice(0, 5)
}

function codeColumns(types: ShownType[]): TableColumn<ShownCode>[] {
  const codeOf = new Map(types.map((each) => [each.id, each.code]))
  return [
    { key: 'code', label: 'Code', width: 130, head: true, by: (row) => row.code, show: (row) => row.code },
    { key: 'name', label: 'Description', by: (row) => row.name, show: (row) => row.name },
    textColumn('types', 'Default cost types', 200, (row) =>
      row.default_line_item_type_ids.map((id) => codeOf.get(id)).join(', '),
    ),
    {
      key: 'new',
      label: 'New projects',
      width: 110,
      by: (row) => String(row.available_for_new_projects),
      show: (row) => (row.available_for_new_projects ? 'Available' : 'No'),
    },
    {
      key: 'active',
      label: 'Status',
      width: 150,
      by: (row) => String(row.active),
      show: (row) =>
        !row.in_erp ? (
          <StatusChip word="No longer in the ERP" colour="grey" />
        ) : row.active ? (
          <StatusChip word="Active" colour="green" />
        ) : (
          <StatusChip word="Deactivated" colour="grey" />
        ),
    },
  ]
}

const typeColumns: TableColumn<ShownType>[] = [
  { key: 'code', label: 'Cost type', width: 130, head: true, by: (row) => row.code, show: (row) => row.code },
  { key: 'name', label: 'Description', by: (row) => row.name, show: (row) => row.name },
  {
    key: 'base',
    label: 'Counts as',
    width: 200,
    by: (row) => row.base_type,
    show: (row) => row.base_type.replaceAll('_', ' '),
  },
]

const listOf = (row: { standard_cost_code_list_id: number }) => row.standard_cost_code_list_id

function TypeTable({ types, files, query }: { types: ShownType[]; files: FileInfo[]; query: string | undefined }) {
  return (
    <Table
      label="Cost types"
      columns={[...typeColumns, ...fileColumns<ShownType>(files, listOf)]}
      rows={searched(types, query, (row) => [row.code, row.name])}
      rowKey={(row) => String(row.id)}
      empty={
        <Empty title="No cost types here.">
          They come from the ERP: sync standard cost codes and cost types on the ERP Integrations tool.
        </Empty>
      }
    />
  )
}
