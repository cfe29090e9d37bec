/** The schedule of values of a prime contract, edited in place; on imported lines only description and codes. */
import { useState } from 'react'
import { isDecimal, sum } from '../platform/money.ts'
import { ActionButton } from '../web/ActionButton.tsx'
import { ChoiceCell } from '../web/ChoiceCell.tsx'
import { textColumn } from '../web/column-kinds.tsx'
import type { TableColumn } from '../web/columns.ts'
import { type SyncAnswer, throwRowErrors } from '../web/fetch.ts'
import { Money, typedDecimal } from '../web/Money.tsx'
import { Empty, Refusals } from '../web/Notice.tsx'
import { useChange, useGet } from '../web/queries.ts'
import { useParam } from '../web/router.tsx'
import { Table } from '../web/Table.tsx'
import type { ShownPrimeLine } from './Shown.tsx'

interface CodeChoice {
  id: number
  code: string
  name: string
  line_item_types: { id: number; code: string; name: string }[]
}

type Edit = (line: ShownPrimeLine, fields: Partial<ShownPrimeLine>) => void

export function PrimeSov({ contract, lines }: { contract: number; lines: ShownPrimeLine[] }) {
  const company = useParam('company')
  const project_id = Number(useParam('project'))
  const [edits, setEdits] = useState<Record<number, Partial<ShownPrimeLine>>>({})
  const [error, setError] = useState<unknown>()
  const change = useChange<SyncAnswer>(company)
  const codes = useGet<CodeChoice[]>(`/rest/v1.0/cost_codes?project_id=${project_id}`, company)
  const path = `/rest/v1.0/prime_contracts/${contract}/line_items`
  const edit: Edit = (line, fields) => setEdits({ ...edits, [line.id]: { ...edits[line.id], ...fields } })
  const save = async () => {
    setError(undefined)
    const updates = Object.entries(edits).map(([id, { amount, ...fields }]) => ({
      id: Number(id),
      ...fields,
      ...(amount === undefined ? {} : { amount: typedDecimal(amount) }),
    }))
    try {
      throwRowErrors(await change.mutateAsync({ path: `${path}/sync`, method: 'PATCH', body: { project_id, updates } }))
      setEdits({})
    } catch (thrown) {
      setError(thrown)
    }
  }
  const add = () => change.mutate({ path, body: { project_id, line_item: { amount: '0' } } }, { onError: setError })
  const shown = lines.map((line) => ({ ...line, ...edits[line.id] }))
  const changed = Object.keys(edits).length
  return (
    <>
      <div className="row">
        <h2 className="grow">Schedule of values</h2>
        <ActionButton changes="Standard" onClick={add} busy={change.isPending}>
          Add a line
        </ActionButton>
        <ActionButton
          changes="Standard"
          variant="filled"
          onClick={() => void save()}
          busy={change.isPending}
          why={changed === 0 ? 'No line was changed.' : undefined}
        >
          Save lines
        </ActionButton>
      </div>
      <Refusals error={error} />
      <Table
        label="Schedule of values"
        columns={columnsOf(codes.data ?? [], edit)}
        rows={shown}
        rowKey={(line) => String(line.id)}
        rowName={(line) => `line ${line.position}`}
        footer={{
          position: 'Total',
          amount: <Money value={sum(shown.map((line) => typedDecimal(line.amount)).filter(isDecimal))} />,
        }}
        empty={<Empty title="No lines.">Import them from the ERP, or add your own.</Empty>}
      />
    </>
  )
}

function columnsOf(codes: CodeChoice[], edit: Edit): TableColumn<ShownPrimeLine>[] {
  const typesOf = (line: ShownPrimeLine) => codes.find((each) => each.id === line.cost_code_id)?.line_item_types ?? []
  const text = (line: ShownPrimeLine, key: 'item' | 'description' | 'amount', label: string) => (
    <input
      className="input"
      aria-label={`${label}, line ${line.position}`}
      value={line[key]}
      onChange={(event) => edit(line, { [key]: event.currentTarget.value })}
    />
  )
  return [
    {
      key: 'position',
      label: '#',
      width: 48,
      head: true,
      sort: 'number',
      by: (line) => line.position,
      show: (line) => String(line.position),
    },
    textColumn('erp', 'ERP contract', 110, (line) => line.erp_contract_id),
    {
      key: 'item',
      label: 'Item',
      width: 100,
      by: (line) => line.item,
      show: (line) => (line.own ? text(line, 'item', 'Item') : line.item),
    },
    {
      key: 'description',
      label: 'Description',
      by: (line) => line.description,
      show: (line) => text(line, 'description', 'Description'),
    },
    {
      key: 'code',
      label: 'Cost code',
      width: 190,
      by: (line) => codes.find((each) => each.id === line.cost_code_id)?.code,
      show: (line) => (
        <ChoiceCell
          label={`Cost code, line ${line.position}`}
          none="None"
          value={line.cost_code_id}
          choices={codes.map(({ id, code, name }) => ({ value: id, label: `${code} ${name}` }))}
          onChange={(value) => edit(line, { cost_code_id: value, line_item_type_id: null })}
        />
      ),
    },
    {
      key: 'type',
      label: 'Cost type',
      width: 120,
      by: (line) => typesOf(line).find((each) => each.id === line.line_item_type_id)?.code,
      show: (line) => (
        <ChoiceCell
          label={`Cost type, line ${line.position}`}
          none="None"
          value={line.line_item_type_id}
          choices={typesOf(line).map(({ id, code, name }) => ({ value: id, label: `${code} ${name}` }))}
          onChange={(value) => edit(line, { line_item_type_id: value })}
        />
      ),
    },
    {
      key: 'amount',
      label: 'Contract amount',
      width: 140,
      align: 'right',
      sort: 'number',
      by: (line) => line.amount,
      show: (line) => (line.own ? text(line, 'amount', 'Contract amount') : <Money value={line.amount} />),
    },
  ]
}
