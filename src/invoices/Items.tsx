/** What an invoice bills, line by line: edited in place, saved together; or read in from the subcontractor's own file. */
import { useCallback, useMemo, useState } from 'react'
import { isDecimal, sum } from '../platform/money.ts'
import { ActionButton } from '../web/ActionButton.tsx'
import { Dialog } from '../web/Dialog.tsx'
import { Money, typedDecimal } from '../web/Money.tsx'
import { Empty, Refusals } from '../web/Notice.tsx'
import { useChange } from '../web/queries.ts'
import { useFilters, useParam } from '../web/router.tsx'
import { SearchField, searched } from '../web/SearchField.tsx'
import { Table } from '../web/Table.tsx'
import { Details } from './Details.tsx'
import { type Editable, itemColumns } from './ItemColumns.tsx'
import type { ShownItem, WholeInvoice } from './Shown.tsx'

interface ItemsProps {
  record: WholeInvoice
  items: ShownItem[]
  /** Why what it bills no longer changes. */
  locked: string | undefined
}

type Edits = Record<number, Partial<Record<Editable, string>>>

const TOTALS = [
  'scheduled_value',
  'work_completed_from_previous_application',
  'work_completed_this_period',
  'materials_stored_this_period',
  'total_completed_and_stored_to_date',
  'balance_to_finish',
  'total_retainage',
  'tax_amount',
] as const

export function Items({ record, items, locked }: ItemsProps) {
  const company = useParam('company')
  const project = useParam('project')
  const [filters] = useFilters()
  const [edits, setEdits] = useState<Edits>({})
  const [reading, setReading] = useState(false)
  const [dividing, setDividing] = useState(false)
  const change = useChange(company)
  const path = `/rest/v1.0/requisitions/${record.id}`
  const edit = useCallback(
    (id: number, key: Editable, value: string) =>
      setEdits((before) => ({ ...before, [id]: { ...before[id], [key]: value } })),
    [],
  )
  const columns = useMemo(
    () => itemColumns(record.accounting_method, locked, edit),
    [record.accounting_method, locked, edit],
  )
  const rows = searched(
    items.map((item) => ({ ...item, ...edits[item.line_item_id] })),
    filters.q,
    (item) => [item.position, item.item, item.description_of_work, item.cost_code],
  )
  const changed = Object.keys(edits).length
  const save = () => {
    const body = { project_id: Number(project), items: Object.entries(edits).map(sendable) }
    change.mutate({ path: `${path}/bulk_item_update`, method: 'PATCH', body }, { onSuccess: () => setEdits({}) })
  }
  const footer = Object.fromEntries(
    TOTALS.map((key) => [
      key,
      <Money key={key} value={sum(rows.map((row) => typedDecimal(row[key])).filter(isDecimal))} />,
    ]),
  )
  return (
    <>
      <div className="row">
        <h2 className="grow" style={{ margin: 0 }}>
          What it bills, {items.length} lines
        </h2>
        <SearchField label="Search lines" />
        <ActionButton changes="Standard" onClick={() => setDividing(true)} why={locked}>
          Subcontractor’s detail
        </ActionButton>
        <ActionButton
          changes="Standard"
          onClick={() => setReading(true)}
          why={locked ?? (changed > 0 ? 'Save the changed lines first.' : undefined)}
        >
          Read a pay application
        </ActionButton>
        <ActionButton
          changes="Standard"
          variant="filled"
          onClick={save}
          busy={change.isPending}
          why={locked ?? (changed > 0 ? undefined : 'No line was changed.')}
        >
          {changed > 0 ? `Save ${changed} changed` : 'Save lines'}
        </ActionButton>
      </div>
      {reading ? null : <Refusals error={change.error} />}
      <Table
        label="What it bills"
        columns={columns}
        rows={rows}
        rowKey={(item) => String(item.line_item_id)}
        rowName={(item) => `line ${item.position}`}
        footer={{ position: 'Total', ...footer }}
        empty={<Empty title={items.length === 0 ? 'The commitment has no lines.' : 'No line fits the search.'} />}
      />
      {dividing ? <Details record={record} items={items} onClose={() => setDividing(false)} /> : null}
      {reading ? <FromCsv path={path} onClose={() => setReading(false)} /> : null}
    </>
  )
}

/** Nothing typed is nothing billed; units may be unknown. */
function sendable([id, fields]: [string, Partial<Record<Editable, string>>]): object {
  const given = Object.entries(fields).map(([key, value]) => {
    const empty = key === 'work_completed_this_period_quantity' ? null : '0'
    return [key, value.trim() === '' ? empty : typedDecimal(value)]
  })
  return { line_item_id: Number(id), ...Object.fromEntries(given) }
}

function FromCsv({ path, onClose }: { path: string; onClose: () => void }) {
  const company = useParam('company')
  const project = useParam('project')
  const [csv, setCsv] = useState('')
  const change = useChange(company)
  const read = async (file: File | undefined) => setCsv(file ? await file.text() : '')
  return (
    <Dialog
      title="Read a pay application"
      confirm="Bill what it says"
      onClose={onClose}
      why={csv === '' ? 'Choose a file.' : undefined}
      busy={change.isPending}
      error={change.error}
      onConfirm={() =>
        change.mutate({ path: `${path}/items/csv`, body: { project_id: Number(project), csv } }, { onSuccess: onClose })
      }
    >
      <p>
        The first row names the columns: line or item, detail if wanted, and any of work_completed, quantity,
        materials_stored, materials_moved, retainage, retainage_released, materials_retainage,
        materials_retainage_released, tax.
      </p>
      <label>
        File{' '}
        <input type="file" accept=".csv,text/csv" onChange={(event) => void read(event.currentTarget.files?.[0])} />
      </label>
    </Dialog>
  )
}
