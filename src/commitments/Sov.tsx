/** The schedule of values: edited in place, saved together; a long description gets a short one for the ERP, a line too large is split. */
import { useCallback, useMemo, useState } from 'react'
import { canonicalDecimal, isDecimal, sum } from '../platform/money.ts'
import { ActionButton } from '../web/ActionButton.tsx'
import { type SyncAnswer, throwRowErrors } from '../web/fetch.ts'
import { Money, typedDecimal } from '../web/Money.tsx'
import { Empty, Refusals } from '../web/Notice.tsx'
import { useChange, useGet } from '../web/queries.ts'
import { useFilters, useParam } from '../web/router.tsx'
import { SearchField, searched } from '../web/SearchField.tsx'
import { Table } from '../web/Table.tsx'
import { LinesFromCsv } from './LinesFromCsv.tsx'
import { extend } from './model.ts'
import { RESOURCE, type ShownCommitment, type ShownLine } from './Shown.tsx'
import { type CodeChoice, type LineEdits, sovColumns } from './SovColumns.tsx'
import { SplitLine } from './SplitLine.tsx'

/** Fields typed as amounts: `1,234.50` is sent as `1234.50`, nothing as null. */
const DECIMALS = ['quantity', 'unit_cost', 'amount'] as const

export function Sov({
  record,
  lines,
  locked,
}: {
  record: ShownCommitment
  lines: ShownLine[]
  locked: string | undefined
}) {
  const company = useParam('company')
  const project = useParam('project')
  const [filters] = useFilters()
  const [edits, setEdits] = useState<LineEdits>({})
  const [chosen, setChosen] = useState(new Set<string>())
  const [splitting, setSplitting] = useState<ShownLine>()
  const [reading, setReading] = useState(false)
  const [error, setError] = useState<unknown>()
  const codes = useGet<CodeChoice[]>(`/rest/v1.0/cost_codes?project_id=${project}`, company)
  const change = useChange<SyncAnswer>(company)
  const resource = `/rest/v1.0/${RESOURCE[record.type].path}/${record.id}/line_items`

  const run = async (work: () => Promise<unknown>, done?: () => void) => {
    setError(undefined)
    try {
      await work()
      done?.()
    } catch (thrown) {
      setError(thrown)
    }
  }
  const sync = async (updates: object[]) =>
    throwRowErrors(
      await change.mutateAsync({
        path: `${resource}/sync`,
        method: 'PATCH',
        body: { project_id: Number(project), updates },
      }),
    )
  const save = () =>
    run(
      () => sync(Object.entries(edits).map(([id, edit]) => ({ id: Number(id), ...sendable(edit) }))),
      () => setEdits({}),
    )
  const add = () =>
    run(() =>
      change.mutateAsync({
        path: resource,
        body: { project_id: Number(project), line_item: { description: '', amount: '0' } },
      }),
    )
  const remove = () =>
    run(
      async () => {
        for (const id of chosen)
          await change.mutateAsync({ path: `${resource}/${id}?project_id=${project}`, method: 'DELETE' })
      },
      () => setChosen(new Set()),
    )
  const edit = useCallback(
    (line: ShownLine, fields: Partial<ShownLine>) =>
      setEdits((before) => ({
        ...before,
        [line.id]: { ...before[line.id], ...fields, ...extended({ ...line, ...fields }, fields) },
      })),
    [],
  )

  const shown = searched(
    lines.map((line) => ({ ...line, ...bare(line), ...edits[line.id] })),
    filters.q,
    (line) => [line.item, line.description, line.erp_description],
  )
  const columns = useMemo(
    () => sovColumns(codes.data ?? [], record.accounting_method, locked, edit),
    [codes.data, record.accounting_method, locked, edit],
  )
  const only = chosen.size === 1 ? lines.find((line) => chosen.has(String(line.id))) : undefined
  const changed = Object.keys(edits).length
  return (
    <>
      <div className="row">
        <h2 className="grow" style={{ margin: 0 }}>
          Schedule of values, {lines.length} lines
        </h2>
        <SearchField label="Search lines" />
        <ActionButton onClick={() => void add()} why={locked}>
          Add a line
        </ActionButton>
        <ActionButton onClick={() => setReading(true)} why={locked}>
          Add from CSV
        </ActionButton>
        <ActionButton
          onClick={() => setSplitting(only)}
          why={locked ?? (only ? undefined : 'Select the one line to split.')}
        >
          Split
        </ActionButton>
        <ActionButton
          onClick={() => void remove()}
          why={locked ?? (chosen.size > 0 ? undefined : 'Select the lines to remove.')}
        >
          Remove
        </ActionButton>
        <ActionButton
          variant="filled"
          onClick={() => void save()}
          busy={change.isPending}
          why={changed > 0 ? undefined : 'No line was changed.'}
        >
          {changed > 0 ? `Save ${changed} changed` : 'Save lines'}
        </ActionButton>
      </div>
      <Refusals error={error} />
      <Table
        label="Schedule of values"
        columns={columns}
        rows={shown}
        rowKey={(line) => String(line.id)}
        rowName={(line) => `line ${line.position}`}
        selected={chosen}
        onSelect={setChosen}
        footer={{ position: 'Total', amount: <Money value={totalOf(shown)} /> }}
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
          busy={change.isPending}
          error={error}
          onClose={() => setSplitting(undefined)}
          onSplit={(into) =>
            void run(
              () =>
                change.mutateAsync({
                  path: `${resource}/${splitting.id}/split`,
                  body: { project_id: Number(project), into },
                }),
              () => {
                setSplitting(undefined)
                setChosen(new Set())
              },
            )
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

/** A new quantity or unit cost makes the amount anew, as the server would. */
function extended(line: ShownLine, fields: Partial<ShownLine>): Partial<ShownLine> {
  if (!('quantity' in fields || 'unit_cost' in fields)) return {}
  const [quantity, cost] = [typedDecimal(line.quantity ?? ''), typedDecimal(line.unit_cost ?? '')]
  return isDecimal(quantity) && isDecimal(cost) ? { amount: extend(quantity, cost) } : {}
}

/** While a figure is being typed it may be no number yet: then it does not count. */
const totalOf = (lines: ShownLine[]) => sum(lines.map((line) => typedDecimal(line.amount)).filter(isDecimal))

function sendable(edit: Partial<ShownLine>): object {
  const fields: Record<string, unknown> = { ...edit }
  for (const key of DECIMALS) {
    const typed = edit[key]
    if (typed !== undefined) fields[key] = typed === null || typed.trim() === '' ? null : typedDecimal(typed)
  }
  if (fields.amount === null) delete fields.amount
  return fields
}
