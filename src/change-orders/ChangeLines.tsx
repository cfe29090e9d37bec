/** The lines of a change order: each changes an item of the commitment or adds one. Lines of one item go to the ERP as one. */
import { useState } from 'react'
import { canonicalDecimal, sum } from '../platform/money.ts'
import { ActionButton } from '../web/ActionButton.tsx'
import { moneyColumn, textColumn } from '../web/column-kinds.tsx'
import type { TableColumn } from '../web/columns.ts'
import { Money } from '../web/Money.tsx'
import { Empty, Refusals } from '../web/Notice.tsx'
import { useChange } from '../web/queries.ts'
import { useParam } from '../web/router.tsx'
import { Table } from '../web/Table.tsx'
import { LineDialog } from './LineDialog.tsx'
import type { ShownChangeLine, WholeChangeOrder } from './Shown.tsx'

interface ChangeLinesProps {
  record: WholeChangeOrder
  /** Of the change order in the API. */
  path: string
  /** Why the lines no longer change. */
  locked: string | undefined
}

export function ChangeLines({ record, path, locked }: ChangeLinesProps) {
  const company = useParam('company')
  const [open, setOpen] = useState<ShownChangeLine | 'new'>()
  const [chosen, setChosen] = useState(new Set<string>())
  const change = useChange(company)
  const lines = record.line_items
  const remove = async () => {
    for (const id of chosen) await change.mutateAsync({ path: `${path}/line_items/${id}`, method: 'DELETE' })
    setChosen(new Set())
  }
  return (
    <section className="stack" aria-label="Lines">
      <div className="row">
        <ActionButton changes="Standard" onClick={() => setOpen('new')} why={locked}>
          Add a line
        </ActionButton>
        <ActionButton
          changes="Standard"
          onClick={() => void remove().catch(() => undefined)}
          busy={change.isPending}
          why={locked ?? (chosen.size === 0 ? 'Choose lines first.' : undefined)}
        >
          Delete lines
        </ActionButton>
      </div>
      <Refusals error={change.error} />
      <Table
        label="Lines of the change order"
        columns={columnsOf(lines)}
        rows={lines}
        rowKey={(line) => String(line.id)}
        rowName={(line) => `line ${line.position}`}
        selected={chosen}
        onSelect={setChosen}
        {...(locked ? {} : { onOpen: (line: ShownChangeLine) => setOpen(line) })}
        footer={{ position: 'Total', amount: <Money value={sum(lines.map((line) => line.amount))} /> }}
        empty={<Empty title="No lines.">Change an item of the commitment, or add a new one.</Empty>}
      />
      {open ? (
        <LineDialog
          record={record}
          path={path}
          line={open === 'new' ? undefined : open}
          onClose={() => setOpen(undefined)}
        />
      ) : null}
    </section>
  )
}

function columnsOf(lines: ShownChangeLine[]): TableColumn<ShownChangeLine>[] {
  const sameItem = (line: ShownChangeLine) => lines.filter((each) => each.erp_item_number === line.erp_item_number)
  const figure = (key: 'quantity' | 'unit_cost', label: string): TableColumn<ShownChangeLine> => ({
    key,
    label,
    width: 96,
    align: 'right',
    sort: 'number',
    by: (line) => line[key],
    show: (line) => (line[key] === null ? '' : canonicalDecimal(line[key])),
  })
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
      label: 'Item',
      width: 190,
      help: 'Lines of one item are summed: the ERP takes each item of a commitment once on a change order.',
      by: (line) => line.erp_item_number,
      show: (line) =>
        [
          line.commitment_line_item
            ? `${line.erp_item_number} ${line.commitment_line_item.item}`.trim()
            : `${line.erp_item_number} (new)`,
          sameItem(line).length > 1 ? `, in all ${sum(sameItem(line).map((each) => each.amount))}` : '',
        ].join(''),
    },
    {
      key: 'description',
      label: 'Description',
      by: (line) => line.description,
      show: (line) => line.description || line.commitment_line_item?.description || '',
    },
    textColumn('code', 'Cost code', 100, (line) => line.cost_code),
    textColumn('type', 'Cost type', 82, (line) => line.line_item_type),
    figure('quantity', 'Quantity'),
    textColumn('uom', 'Unit', 58, (line) => line.uom),
    figure('unit_cost', 'Unit cost'),
    moneyColumn('amount', 'Amount', (line) => line.amount),
  ]
}
