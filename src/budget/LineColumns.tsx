/** The columns of the budget's lines, each an input where the line may be changed. */
import { canonicalDecimal, isDecimal } from '../platform/money.ts'
import { textColumn } from '../web/column-kinds.tsx'
import type { TableColumn } from '../web/columns.ts'
import { Money } from '../web/Money.tsx'
import type { EditLine } from './LineEdits.tsx'
import {
  type BudgetLine,
  FORECAST_METHODS,
  type ForecastFields,
  type ForecastMethod,
  type LineFields,
} from './model.ts'
import type { ShownRow } from './model-groups.ts'

/** A line with the edits laid over it, and its figures where they are shown. */
export interface LineRow extends BudgetLine {
  figures: ShownRow | undefined
}

type Key = keyof LineFields | keyof ForecastFields

const PLACE: TableColumn<LineRow>[] = [
  {
    key: 'code',
    label: 'Cost code',
    width: 96,
    head: true,
    by: (row) => `${row.sub_job} ${row.cost_code}`,
    show: (row) => row.cost_code,
  },
  textColumn('name', 'Description', 220, (row) => row.cost_code_name),
  textColumn('sub_job', 'Sub job', 76, (row) => row.sub_job),
  textColumn('type', 'Type', 60, (row) => row.cost_type),
]

export function budgetColumns(locked: string | undefined, edit: EditLine): TableColumn<LineRow>[] {
  return [
    ...PLACE,
    typed('quantity', 'Quantity', 110, edit, locked),
    typed('uom', 'Unit', 80, edit, locked),
    typed('unit_cost', 'Unit cost', 110, edit, locked),
    typed('original_budget_amount', 'Original budget', 140, edit, locked, 'Quantity times unit cost, or as typed'),
  ]
}

const METHOD_WORDS: Record<ForecastMethod, string> = { automatic: 'Automatic', manual: 'Manual', unit: 'By units' }

export function forecastColumns(edit: EditLine): TableColumn<LineRow>[] {
  return [
    ...PLACE,
    figure('revised_budget', 'Revised budget'),
    figure('projected_costs', 'Projected costs'),
    {
      key: 'method',
      label: 'Method',
      width: 126,
      by: (row) => row.forecast_method,
      show: (row) => (
        <select
          className="input"
          aria-label={`Method, ${nameOf(row)}`}
          value={row.forecast_method}
          onChange={(event) => edit(row, { forecast_method: event.currentTarget.value as ForecastMethod })}
        >
          {FORECAST_METHODS.map((each) => (
            <option key={each} value={each}>
              {METHOD_WORDS[each]}
            </option>
          ))}
        </select>
      ),
    },
    typed('forecast_amount', 'Manual amount', 120, edit, (row) => row.forecast_method !== 'manual'),
    typed(
      'forecast_units',
      'Remaining units',
      110,
      edit,
      (row) => row.forecast_method !== 'unit',
      'Left empty: revised units less those posted',
    ),
    typed('forecast_unit_cost', 'Unit cost', 100, edit, (row) => row.forecast_method !== 'unit'),
    figure('forecast_to_complete', 'Forecast to complete'),
    figure('estimated_cost_at_completion', 'At completion'),
    figure('projected_over_under', 'Over/Under'),
    typed('forecast_note', 'Note', 220, edit),
  ]
}

const TEXTS: Key[] = ['uom', 'forecast_note']
const nameOf = (row: LineRow) => `${row.cost_code} ${row.cost_type}`

/** `shut`: why the column, or whether the row, cannot be typed into. */
function typed(
  key: Key,
  label: string,
  width: number,
  edit: EditLine,
  shut?: string | undefined | ((row: LineRow) => boolean),
  help?: string,
): TableColumn<LineRow> {
  const right = !TEXTS.includes(key)
  const isShut = (row: LineRow) => (typeof shut === 'function' ? shut(row) : shut !== undefined)
  return {
    key,
    label,
    width,
    ...(right ? { align: 'right', sort: 'number' } : {}),
    ...(help ? { help } : {}),
    by: (row) => row[key],
    show: (row) => {
      if (!isShut(row))
        return (
          <input
            className="input"
            aria-label={`${label}, ${nameOf(row)}`}
            value={bare(row[key], key)}
            onChange={(event) => edit(row, { [key]: event.currentTarget.value })}
            onKeyDown={goesDown}
          />
        )
      if (key === 'original_budget_amount' || key === 'forecast_amount') return <Money value={row[key]} />
      return bare(row[key], key)
    },
  }
}

/** `10.0000` is shown as `10`; an amount keeps its cents. */
function bare(value: string | null, key: Key): string {
  if (value === null) return ''
  return isDecimal(value) && /\.\d{4}$/.test(value) && !TEXTS.includes(key) ? canonicalDecimal(value) : value
}

/** Enter and the arrows go to the same column of the next line, as in a spreadsheet. */
function goesDown(event: React.KeyboardEvent<HTMLInputElement>) {
  const step = event.key === 'ArrowUp' ? -1 : ['Enter', 'ArrowDown'].includes(event.key) ? 1 : 0
  if (step === 0) return
  event.preventDefault()
  const cell = event.currentTarget.closest('td')
  const row = cell?.parentElement
  const next = step > 0 ? row?.nextElementSibling : row?.previousElementSibling
  const input = next?.children[[...(row?.children ?? [])].indexOf(cell as Element)]?.querySelector('input')
  input?.focus()
  input?.select()
}

function figure(key: string, label: string): TableColumn<LineRow> {
  const value = (row: LineRow) => {
    const found = row.figures?.[key]
    return typeof found === 'string' ? found : undefined
  }
  return {
    key,
    label,
    width: 124,
    align: 'right',
    sort: 'number',
    by: value,
    show: (row) => <Money value={value(row)} />,
  }
}
