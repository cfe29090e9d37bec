/** Lines of a prime contract change order: each changes a line of the contract or adds one. */
import { useState } from 'react'
import { ActionButton } from '../web/ActionButton.tsx'
import { ChoiceCell } from '../web/ChoiceCell.tsx'
import type { TableColumn } from '../web/columns.ts'
import { Money, typedDecimal } from '../web/Money.tsx'
import { Empty, Refusals } from '../web/Notice.tsx'
import { useChange, useGet } from '../web/queries.ts'
import { useParam } from '../web/router.tsx'
import { Table } from '../web/Table.tsx'
import type { ShownPccoLine } from './ShownPcco.tsx'

interface CodeChoice {
  id: number
  code: string
  name: string
  is_group: boolean
  line_item_types: { id: number; code: string; name: string }[]
}

interface ContractLine {
  id: number
  item: string
  position: number
  description: string
}

type Edit = (line: ShownPccoLine, fields: Partial<ShownPccoLine>) => void

interface PccoLinesProps {
  /** Of the change order in the API. */
  path: string
  contract: number
  lines: ShownPccoLine[]
  /** Why the lines no longer change. */
  locked: string | undefined
}

export function PccoLines({ path, contract, lines, locked }: PccoLinesProps) {
  const company = useParam('company')
  const project = useParam('project')
  const [edits, setEdits] = useState<Record<number, Partial<ShownPccoLine>>>({})
  const [chosen, setChosen] = useState(new Set<string>())
  const [error, setError] = useState<unknown>()
  const change = useChange(company)
  const codes = useGet<CodeChoice[]>(`/rest/v1.0/cost_codes?project_id=${project}`, company)
  const items = useGet<ContractLine[]>(
    `/rest/v1.0/prime_contracts/${contract}/line_items?project_id=${project}`,
    company,
  )
  const run = async (work: () => Promise<unknown>, done: () => void) => {
    setError(undefined)
    await work().then(done, setError)
  }
  const save = async () => {
    for (const [id, { amount, ...fields }] of Object.entries(edits)) {
      const line_item = { ...fields, ...(amount === undefined ? {} : { amount: typedDecimal(amount) }) }
      await change.mutateAsync({ path: `${path}/line_items/${id}`, method: 'PATCH', body: { line_item } })
    }
  }
  const remove = async () => {
    for (const id of chosen) await change.mutateAsync({ path: `${path}/line_items/${id}`, method: 'DELETE' })
  }
  const add = () => change.mutateAsync({ path: `${path}/line_items`, body: { line_item: { amount: '0' } } })
  const edit = (line: ShownPccoLine, fields: Partial<ShownPccoLine>) =>
    setEdits({ ...edits, [line.id]: { ...edits[line.id], ...fields } })
  return (
    <>
      <div className="row">
        <h2 className="grow">Lines</h2>
        <ActionButton changes="Standard" why={locked} busy={change.isPending} onClick={() => void run(add, () => {})}>
          Add a line
        </ActionButton>
        <ActionButton
          changes="Standard"
          why={locked ?? (chosen.size === 0 ? 'Select one or more lines first.' : undefined)}
          busy={change.isPending}
          onClick={() => void run(remove, () => setChosen(new Set()))}
        >
          Remove
        </ActionButton>
        <ActionButton
          changes="Standard"
          variant="filled"
          why={locked ?? (Object.keys(edits).length === 0 ? 'No line was changed.' : undefined)}
          busy={change.isPending}
          onClick={() => void run(save, () => setEdits({}))}
        >
          Save lines
        </ActionButton>
      </div>
      <Refusals error={error} />
      <Table
        label="Lines"
        columns={columnsOf(codes.data ?? [], items.data ?? [], locked, edit)}
        rows={lines.map((line) => ({ ...line, ...edits[line.id] }))}
        rowKey={(line) => String(line.id)}
        rowName={(line) => `line ${line.position}`}
        selected={chosen}
        onSelect={setChosen}
        empty={<Empty title="No lines.">Add what the owner’s contract changes by.</Empty>}
      />
    </>
  )
}

function columnsOf(
  codes: CodeChoice[],
  items: ContractLine[],
  locked: string | undefined,
  edit: Edit,
): TableColumn<ShownPccoLine>[] {
  const itemWords = (id: number | null) => {
    const found = items.find((each) => each.id === id)
    return found ? `${found.item || found.position} ${found.description}` : 'A new line'
  }
  const text = (line: ShownPccoLine, key: 'description' | 'amount', label: string) => (
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
    {
      key: 'item',
      label: 'Line of the contract',
      width: 220,
      by: (line) => itemWords(line.contract_line_item_id),
      show: (line) =>
        locked ? (
          itemWords(line.contract_line_item_id)
        ) : (
          <ChoiceCell
            label={`Line of the contract, line ${line.position}`}
            none="A new line"
            value={line.contract_line_item_id}
            choices={items.map(({ id }) => ({ value: id, label: itemWords(id) }))}
            onChange={(value) => edit(line, { contract_line_item_id: value })}
          />
        ),
    },
    {
      key: 'description',
      label: 'Description',
      by: (line) => line.description,
      show: (line) => (locked ? line.description : text(line, 'description', 'Description')),
    },
    ...codeColumns(codes, locked, edit),
    {
      key: 'amount',
      label: 'Amount',
      width: 130,
      align: 'right',
      sort: 'number',
      by: (line) => line.amount,
      show: (line) => (locked ? <Money value={line.amount} /> : text(line, 'amount', 'Amount')),
    },
  ]
}

function codeColumns(codes: CodeChoice[], locked: string | undefined, edit: Edit): TableColumn<ShownPccoLine>[] {
  const typesOf = (line: ShownPccoLine) => codes.find((each) => each.id === line.cost_code_id)?.line_item_types ?? []
  return [
    {
      key: 'code',
      label: 'Cost code',
      width: 180,
      by: (line) => codes.find((each) => each.id === line.cost_code_id)?.code,
      show: (line) =>
        locked ? (
          codes.find((each) => each.id === line.cost_code_id)?.code
        ) : (
          <ChoiceCell
            label={`Cost code, line ${line.position}`}
            none="None"
            value={line.cost_code_id}
            choices={codes
              .filter((each) => !each.is_group)
              .map(({ id, code, name }) => ({ value: id, label: `${code} ${name}` }))}
            onChange={(value) => edit(line, { cost_code_id: value, line_item_type_id: null })}
          />
        ),
    },
    {
      key: 'type',
      label: 'Cost type',
      width: 120,
      by: (line) => typesOf(line).find((each) => each.id === line.line_item_type_id)?.code,
      show: (line) =>
        locked ? (
          typesOf(line).find((each) => each.id === line.line_item_type_id)?.code
        ) : (
          <ChoiceCell
            label={`Cost type, line ${line.position}`}
            none="None"
            value={line.line_item_type_id}
            choices={typesOf(line).map(({ id, code, name }) => ({ value: id, label: `${code} ${name}` }))}
            onChange={(value) => edit(line, { line_item_type_id: value })}
          />
        ),
    },
  ]
}
