/** The schedule of values: edited in place, saved together; a long description gets a short one for the ERP, a line too large is split. */
import { useMemo, useState } from 'react'
import { canonicalDecimal, isDecimal, sum } from '../platform/money.ts'
import { Money, typedDecimal } from '../web/Money.tsx'
import { Empty, Refusals } from '../web/Notice.tsx'
import { useGet } from '../web/queries.ts'
import { useFilters, useParam } from '../web/router.tsx'
import { searched } from '../web/SearchField.tsx'
import { Table } from '../web/Table.tsx'
import { useAddedItems } from './CommitmentChanges.tsx'
import { LinesFromCsv } from './LinesFromCsv.tsx'
import { RESOURCE, type ShownCommitment, type ShownLine, type ShownTaxCode } from './Shown.tsx'
import { SovBar } from './SovBar.tsx'
import { type CodeChoice, sovColumns } from './SovColumns.tsx'
import { useSovEdits } from './SovEdits.tsx'
import { SplitLine } from './SplitLine.tsx'

interface SovProps {
  record: ShownCommitment
  lines: ShownLine[]
  /** Why the lines no longer change. */
  locked: string | undefined
}

export function Sov({ record, lines, locked }: SovProps) {
  const company = useParam('company')
  const project = useParam('project')
  const [filters] = useFilters()
  const [chosen, setChosen] = useState(new Set<string>())
  const [splitting, setSplitting] = useState<ShownLine>()
  const [reading, setReading] = useState(false)
  const codes = useGet<CodeChoice[]>(`/rest/v1.0/cost_codes?project_id=${project}`, company)
  const taxCodes = useGet<ShownTaxCode[]>(`/rest/v1.0/tax_codes?project_id=${project}`, company)
  const changed = record.change_orders_count > 0
  const added = useAddedItems(company, project, changed ? record.id : undefined)
  const resource = `/rest/v1.0/${RESOURCE[record.type].path}/${record.id}/line_items`
  const { edits, edit, ...sov } = useSovEdits(company, Number(project), resource)
  const columns = useMemo(
    () => sovColumns(codes.data ?? [], taxCodes.data ?? [], record.accounting_method, locked, edit, changed),
    [codes.data, taxCodes.data, record.accounting_method, locked, edit, changed],
  )
  const shown = searched(
    [...lines.map((line) => ({ ...line, ...bare(line), ...edits[line.id] })), ...added],
    filters.q,
    (line) => [line.item, line.description, line.erp_description],
  )
  const none = () => setChosen(new Set())
  return (
    <>
      <SovBar
        lines={lines}
        chosen={chosen}
        changed={Object.keys(edits).length}
        locked={locked}
        busy={sov.busy}
        onAdd={() => void sov.add()}
        onRead={() => setReading(true)}
        onSplit={setSplitting}
        onRemove={() => void sov.remove(chosen, none)}
        onSave={() => void sov.save()}
      />
      {splitting ? null : <Refusals error={sov.error} />}
      <Table
        label="Schedule of values"
        columns={columns}
        rows={shown}
        rowKey={(line) => String(line.id)}
        rowName={(line) => `line ${line.position}`}
        selected={chosen}
        onSelect={(keys) => setChosen(new Set([...keys].filter((key) => !key.startsWith('-'))))}
        footer={{
          position: 'Total',
          amount: <Money value={totalOf(shown.map((line) => line.amount))} />,
          approved_change_orders: <Money value={totalOf(shown.map((line) => line.approved_change_orders))} />,
          revised_amount: <Money value={totalOf(shown.map((line) => line.revised_amount))} />,
          tax: <Money value={sum(lines.map((line) => line.tax_amount))} />,
        }}
        empty={
          <Empty title="No lines.">
            {lines.length === 0 ? 'Add the lines of the contract.' : 'No line fits the search.'}
          </Empty>
        }
      />
      {reading ? (
        <LinesFromCsv resource={resource} company={company} project={project} onClose={() => setReading(false)} />
      ) : null}
      {splitting ? (
        <SplitLine
          line={splitting}
          busy={sov.busy}
          error={sov.error}
          onClose={() => setSplitting(undefined)}
          onSplit={(into) =>
            void sov.split(splitting, into, () => {
              setSplitting(undefined)
              none()
            })
          }
        />
      ) : null}
    </>
  )
}

/** `10.0000` is shown as `10`. */
function bare({ quantity, unit_cost }: ShownLine): Pick<ShownLine, 'quantity' | 'unit_cost'> {
  const short = (value: string | null) => (value === null ? null : canonicalDecimal(value))
  return { quantity: short(quantity), unit_cost: short(unit_cost) }
}

/** While a figure is being typed it may be no number yet: then it does not count. */
const totalOf = (amounts: string[]) => sum(amounts.map(typedDecimal).filter(isDecimal))
