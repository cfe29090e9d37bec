/** The lines of a budget change, edited in place: a budget line, an amount taken (negative) or given (positive), and why. */
import { canonicalDecimal, isDecimal, sum } from '../platform/money.ts'
import { ActionButton } from '../web/ActionButton.tsx'
import type { TableColumn } from '../web/columns.ts'
import { Money, typedDecimal } from '../web/Money.tsx'
import { Empty } from '../web/Notice.tsx'
import { Table } from '../web/Table.tsx'
import { type BudgetLine, placeName } from './model.ts'
import type { ShownChangeLine } from './Shown.tsx'

export interface LineDraft {
  cost_code_id: number
  line_item_type_id: number
  /** As typed. */
  amount: string
  quantity: string
  comment: string
  /** Said of a line that the budget does not have. */
  name: string
}

export const draftsOf = (lines: ShownChangeLine[]): LineDraft[] =>
  lines.map((line) => ({
    cost_code_id: line.cost_code_id,
    line_item_type_id: line.line_item_type_id,
    amount: line.amount,
    quantity: line.quantity === null ? '' : canonicalDecimal(line.quantity),
    comment: line.comment,
    name: `${line.budgeted ? '' : '? '}${placeName(line)} ${line.cost_code_name}`,
  }))

/** What is no number yet is sent as zero, which no change may keep. */
export const linesToSend = (lines: LineDraft[]) =>
  lines.map(({ name: _, amount, quantity, ...line }) => ({
    ...line,
    amount: isDecimal(typedDecimal(amount)) ? typedDecimal(amount) : '0.00',
    quantity: isDecimal(typedDecimal(quantity)) ? typedDecimal(quantity) : null,
  }))

interface ChangeLinesProps {
  lines: LineDraft[]
  budget: BudgetLine[]
  /** Why the lines no longer change. */
  shut: string | undefined
  onChange: (lines: LineDraft[]) => void
}

/** A line of the table: a draft and its place. */
interface Row extends LineDraft {
  at: number
}

export function ChangeLines({ lines, budget, shut, onChange }: ChangeLinesProps) {
  const rows = lines.map((line, at): Row => ({ ...line, at }))
  const put = (at: number, fields: Partial<LineDraft>) =>
    onChange(lines.map((line, place) => (place === at ? { ...line, ...fields } : line)))
  const free = budget.find((line) => !lines.some((each) => keyOf(each) === keyOf(line)))
  const total = sum(['0.00', ...lines.map((line) => typedDecimal(line.amount)).filter(isDecimal)])
  return (
    <>
      <div className="row">
        <h2 className="grow" style={{ margin: 0 }}>
          Lines
        </h2>
        <ActionButton
          changes="Standard"
          onClick={() =>
            free && onChange([...lines, { ...idsOf(free), amount: '', quantity: '', comment: '', name: '' }])
          }
          why={shut ?? (free ? undefined : 'Every line of the budget stands in the change.')}
        >
          Add a line
        </ActionButton>
      </div>
      <Table
        label="Lines of the change"
        height="natural"
        columns={columnsOf(budget, shut, put, (at) => onChange(lines.filter((_, place) => place !== at)))}
        rows={rows}
        rowKey={(row) => String(row.at)}
        rowName={(row) => `line ${row.at + 1}`}
        footer={{ line: 'Sum', amount: <Money value={total} /> }}
        empty={<Empty title="No lines.">Add the lines to take from and to give to.</Empty>}
      />
    </>
  )
}

const keyOf = ({ cost_code_id, line_item_type_id }: Pick<LineDraft, 'cost_code_id' | 'line_item_type_id'>) =>
  `${cost_code_id} ${line_item_type_id}`
const idsOf = ({ cost_code_id, line_item_type_id }: BudgetLine) => ({ cost_code_id, line_item_type_id })

function columnsOf(
  budget: BudgetLine[],
  shut: string | undefined,
  put: (at: number, fields: Partial<LineDraft>) => void,
  remove: (at: number) => void,
): TableColumn<Row>[] {
  const known = new Map(budget.map((line) => [keyOf(line), line]))
  const text = (key: 'amount' | 'quantity' | 'comment', label: string, width?: number): TableColumn<Row> => ({
    key,
    label,
    ...(width ? { width, align: 'right', sort: 'number' } : {}),
    // While lines are typed they stay where they are.
    ...(shut ? { by: (row: Row) => row[key] } : {}),
    show: (row) => {
      if (shut) return key === 'amount' ? <Money value={row.amount} /> : row[key]
      return (
        <input
          className="input"
          aria-label={`${label}, line ${row.at + 1}`}
          value={row[key]}
          onChange={(event) => put(row.at, { [key]: event.currentTarget.value })}
        />
      )
    },
  })
  const nameOf = (line: BudgetLine) => `${placeName(line)} ${line.cost_code_name}`
  const lineName = (row: Row) => {
    const own = known.get(keyOf(row))
    return own ? nameOf(own) : row.name
  }
  return [
    {
      key: 'line',
      label: 'Budget line',
      width: 340,
      head: true,
      ...(shut ? { by: lineName } : {}),
      show: (row) => {
        if (shut) return lineName(row)
        const own = known.get(keyOf(row))
        return (
          <select
            className="input"
            aria-label={`Budget line, line ${row.at + 1}`}
            value={keyOf(row)}
            onChange={(event) => {
              const line = known.get(event.currentTarget.value)
              if (line) put(row.at, idsOf(line))
            }}
          >
            {own ? null : <option value={keyOf(row)}>{row.name}</option>}
            {budget.map((line) => (
              <option key={line.id} value={keyOf(line)}>
                {nameOf(line)}
              </option>
            ))}
          </select>
        )
      },
    },
    text('amount', 'Amount', 140),
    text('quantity', 'Units', 100),
    text('comment', 'Comment'),
    {
      key: 'remove',
      label: '',
      width: 100,
      show: (row) => (
        <ActionButton changes="Standard" label={`Remove line ${row.at + 1}`} onClick={() => remove(row.at)} why={shut}>
          Remove
        </ActionButton>
      ),
    },
  ]
}
