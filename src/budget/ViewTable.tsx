/** The rows of a view with their totals, folded into groups where one is chosen. A figure of cost opens the transactions behind it. */
import { useCallback, useMemo } from 'react'
import { canonicalDecimal } from '../platform/money.ts'
import { textColumn } from '../web/column-kinds.tsx'
import type { TableColumn } from '../web/columns.ts'
import { kept } from '../web/kept.ts'
import { Money, moneyText } from '../web/Money.tsx'
import { Empty } from '../web/Notice.tsx'
import { useFilters } from '../web/router.tsx'
import { searched } from '../web/SearchField.tsx'
import { Table } from '../web/Table.tsx'
import { grouped, type TableLine, totalsOf } from './model-groups.ts'
import { GROUPINGS, type Grouping, type ShownColumn } from './model-views.ts'
import type { Opened } from './Transactions.tsx'

interface ViewTableProps {
  view: { columns: ShownColumn[] }
  lines: TableLine[]
  selected?: Set<string>
  onSelect?: (selected: Set<string>) => void
  /** Without it figures are only shown: those of a snapshot have no transactions any more. */
  onOpen?: (opened: Opened) => void
  /** Why the person may not open them: said by each figure that others can open (DCT-2). */
  whyNotOpen?: string | undefined
}

export function ViewTable({ view, lines, selected, onSelect, onOpen, whyNotOpen }: ViewTableProps) {
  const [filters, setFilters] = useFilters()
  const by = filters.group !== undefined && filters.group in GROUPINGS ? (filters.group as Grouping) : undefined
  const closed = useMemo(() => new Set((filters.closed ?? '').split('\n').filter(Boolean)), [filters.closed])
  const arrange = useCallback(
    (sorted: TableLine[]) => (by ? grouped(sorted, view.columns, by, closed) : sorted),
    [by, closed, view.columns],
  )
  const fold = (name: string) => {
    const next = new Set(closed)
    if (!next.delete(name)) next.add(name)
    setFilters({ closed: [...next].join('\n') || undefined })
  }
  const columns = useMemo(() => columnsOf(view.columns, onOpen, whyNotOpen), [view.columns, onOpen, whyNotOpen])
  const shown = useMemo(
    () => searched(lines, filters.q, ({ row }) => [row?.sub_job, row?.cost_code, row?.cost_code_name, row?.cost_type]),
    [lines, filters.q],
  )
  const totals = totalsAtHand(shown, view.columns)
  return (
    <Table
      label="Budget lines"
      columns={columns}
      rows={shown}
      rowKey={(line) => line.key}
      rowClass={({ row }) => (row ? (row.budgeted ? undefined : 'quiet') : 'group')}
      onOpen={({ group, row }) => {
        if (group) fold(group.name)
        else if (row && !whyNotOpen) onOpen?.({ row, column: JOB_TO_DATE })
      }}
      arrange={arrange}
      selectable={({ row }) => row !== undefined}
      {...(selected && onSelect ? { selected, onSelect } : {})}
      footer={{
        code: 'Total',
        ...Object.fromEntries(Object.entries(totals).map(([key, value]) => [key, <Money key={key} value={value} />])),
      }}
      empty={
        <Empty title={lines.length === 0 ? 'This budget has no lines yet.' : 'No line fits the search.'}>
          {lines.length === 0
            ? 'Add a line, import a sheet, approve a commitment, or sync the job costs of this project.'
            : 'Change or clear the search.'}
        </Empty>
      }
    />
  )
}

const totalsAtHand = kept(totalsOf)

const JOB_TO_DATE: ShownColumn = { key: 'job_to_date_costs', label: 'JTD Cost', opens: true }

type Open = ((opened: Opened) => void) | undefined

function columnsOf(columns: ShownColumn[], open: Open, whyNot: string | undefined): TableColumn<TableLine>[] {
  return [
    {
      key: 'code',
      label: 'Cost code',
      width: 116,
      head: true,
      by: ({ row }) => row && `${row.sub_job} ${row.cost_code}`,
      show: ({ row, group }) => (group ? `${group.closed ? '▸' : '▾'} ${group.name}` : row?.cost_code),
    },
    {
      key: 'name',
      label: 'Description',
      width: 210,
      by: ({ row }) => row?.cost_code_name,
      show: ({ row, group }) => {
        if (group) return group.count === 1 ? '1 line' : `${group.count.toLocaleString()} lines`
        return row?.budgeted ? row.cost_code_name : `? ${row?.cost_code_name} (not budgeted)`
      },
    },
    textColumn('sub_job', 'Sub job', 76, ({ row }) => row?.sub_job ?? null),
    textColumn('type', 'Type', 62, ({ row }) => row?.cost_type ?? null),
    ...columns.map((column) => figureColumn(column, open, whyNot)),
  ]
}

function figureColumn(column: ShownColumn, open: Open, whyNot: string | undefined): TableColumn<TableLine> {
  const { key, label, formula, opens, units } = column
  return {
    key,
    label,
    ...(formula ? { help: formula } : {}),
    width: units ? 96 : 132,
    align: 'right',
    sort: 'number',
    by: ({ values }) => values[key],
    show: ({ values, row }) => {
      const value = values[key]
      if (value === undefined) return null
      if (units) return <span className="number">{canonicalDecimal(value)}</span>
      if (!row || !opens || !open) return <Money value={value} />
      const what = `${label} ${moneyText(value)}: show the transactions of ${row.cost_code} ${row.cost_type}`
      return (
        <button
          type="button"
          className="link-button number"
          aria-label={whyNot ? `${what}. ${whyNot}` : what}
          {...(whyNot ? { 'aria-disabled': true, title: whyNot } : {})}
          onClick={() => whyNot ?? open({ row, column })}
        >
          {moneyText(value)}
        </button>
      )
    },
  }
}
