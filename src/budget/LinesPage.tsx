/** The lines of the budget and their forecasts, edited in place and saved together. */
import { useMemo, useState } from 'react'
import { isDecimal, sum } from '../platform/money.ts'
import { ActionButton } from '../web/ActionButton.tsx'
import { Loaded } from '../web/Loaded.tsx'
import { Money, typedDecimal } from '../web/Money.tsx'
import { Empty, Refusals } from '../web/Notice.tsx'
import { PageHead } from '../web/PageHead.tsx'
import { useGet } from '../web/queries.ts'
import { Link, useFilters, useParam } from '../web/router.tsx'
import { SearchField, searched } from '../web/SearchField.tsx'
import { Table } from '../web/Table.tsx'
import { AddLine } from './AddLine.tsx'
import { BudgetTabs, useBudgetPath } from './BudgetTabs.tsx'
import { ImportLines } from './ImportLines.tsx'
import { budgetColumns, forecastColumns, type LineRow } from './LineColumns.tsx'
import { useLineEdits } from './LineEdits.tsx'
import type { BudgetLine } from './model.ts'
import type { ShownRow } from './model-groups.ts'
import { mayChangeLines } from './rules.ts'
import { LockChip, useLines, useLock } from './Shown.tsx'

/** The built-in view whose figures stand beside the forecasts. */
const FORECAST_VIEW = 3

export default function LinesPage() {
  const company = useParam('company')
  const project = useParam('project')
  const lines = useLines()
  const lock = useLock()
  const [filters] = useFilters()
  const forecast = filters.mode === 'forecast'
  const figures = useGet<ShownRow[]>(
    forecast ? `/rest/v1.0/budget_views/${FORECAST_VIEW}/detail_rows?project_id=${project}` : undefined,
    company,
  )
  return (
    <>
      <PageHead title="Budget lines" about={lock.data?.sentence}>
        {lock.data ? <LockChip locked={lock.data.locked} /> : null}
      </PageHead>
      <BudgetTabs />
      <Loaded query={lines}>
        {(all) => (
          <Lines
            key={forecast ? 'forecast' : 'budget'}
            lines={all}
            forecast={forecast}
            figures={figures.data ?? []}
            locked={mayChangeLines(lock.data?.locked ?? true)[0]?.sentence}
          />
        )}
      </Loaded>
    </>
  )
}

interface LinesProps {
  lines: BudgetLine[]
  forecast: boolean
  figures: ShownRow[]
  /** Why the lines no longer change; forecasts do. */
  locked: string | undefined
}

function Lines({ lines, forecast, figures, locked }: LinesProps) {
  const company = useParam('company')
  const project = useParam('project')
  const path = useBudgetPath()
  const [filters] = useFilters()
  const [chosen, setChosen] = useState(new Set<string>())
  const [open, setOpen] = useState<'add' | 'import'>()
  const { edits, edit, save, remove, error, busy } = useLineEdits(company, Number(project))
  const columns = useMemo(
    () => (forecast ? forecastColumns(edit) : budgetColumns(locked, edit)),
    [forecast, locked, edit],
  )
  const byLine = useMemo(() => new Map(figures.map((row) => [row.id, row])), [figures])
  const rows = lines.map((line): LineRow => ({ ...line, ...edits[line.id], figures: byLine.get(line.id) }))
  const shown = searched(rows, filters.q, (row) => [row.sub_job, row.cost_code, row.cost_code_name, row.cost_type])
  const changed = Object.keys(edits).length
  const mode = (label: string, search: string | undefined) => (
    <Link to={`${path}/lines`} search={{ mode: search }} current={filters.mode === search ? 'true' : undefined}>
      {label}
    </Link>
  )
  return (
    <>
      <div className="row">
        <nav className="filters" aria-label="What is edited">
          {mode('Budget', undefined)}
          {mode('Forecast to complete', 'forecast')}
        </nav>
        <span className="grow" />
        <SearchField label="Search lines" />
        <ActionButton changes="Standard" onClick={() => setOpen('add')} why={locked}>
          Add a line
        </ActionButton>
        <ActionButton changes="Standard" onClick={() => setOpen('import')} why={locked}>
          Import
        </ActionButton>
        <ActionButton
          changes="Standard"
          onClick={() => void remove(chosen, () => setChosen(new Set()))}
          why={locked ?? (chosen.size > 0 ? undefined : 'Select the lines to remove.')}
        >
          Remove
        </ActionButton>
        <ActionButton
          changes="Standard"
          variant="filled"
          onClick={() => void save()}
          busy={busy}
          why={changed > 0 ? undefined : 'No line was changed.'}
        >
          {changed > 0 ? `Save ${changed} changed` : 'Save lines'}
        </ActionButton>
      </div>
      <Refusals error={error} />
      <Table
        label={forecast ? 'Forecasts' : 'Budget lines'}
        columns={columns}
        rows={shown}
        rowKey={(row) => String(row.id)}
        rowName={(row) => `${row.cost_code} ${row.cost_type}`}
        selected={chosen}
        onSelect={setChosen}
        footer={{ code: 'Total', original_budget_amount: <Money value={totalOf(shown)} />, ...figureTotals(shown) }}
        empty={
          <Empty title={lines.length === 0 ? 'This budget has no lines yet.' : 'No line fits the search.'}>
            {lines.length === 0 ? 'Add a line, or import a sheet.' : 'Change or clear the search.'}
          </Empty>
        }
      />
      {open === 'add' ? <AddLine company={company} project={project} onClose={() => setOpen(undefined)} /> : null}
      {open === 'import' ? (
        <ImportLines company={company} project={project} onClose={() => setOpen(undefined)} />
      ) : null}
    </>
  )
}

const SUMMED = [
  'revised_budget',
  'projected_costs',
  'forecast_to_complete',
  'estimated_cost_at_completion',
  'projected_over_under',
]

/** As of the last save: what is being typed counts when it is kept. */
const figureTotals = (rows: LineRow[]) =>
  Object.fromEntries(
    SUMMED.map((key) => [
      key,
      <Money key={key} value={sum(['0.00', ...rows.map((row) => String(row.figures?.[key] ?? '0.00'))])} />,
    ]),
  )

/** While a figure is being typed it may be no number yet: then it does not count. */
const totalOf = (rows: LineRow[]) =>
  sum(['0.00', ...rows.map((row) => typedDecimal(row.original_budget_amount)).filter(isDecimal)])
