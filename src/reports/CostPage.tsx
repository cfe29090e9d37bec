/** Budget against committed against cost of a project, month by month. */
import { useMemo } from 'react'
import { Chart } from '../web/Chart.tsx'
import { moneyColumn, textColumn } from '../web/column-kinds.tsx'
import type { TableColumn } from '../web/columns.ts'
import { Loaded } from '../web/Loaded.tsx'
import { moneyText } from '../web/Money.tsx'
import { PageHead } from '../web/PageHead.tsx'
import { useGet } from '../web/queries.ts'
import { useParam } from '../web/router.tsx'
import { Table } from '../web/Table.tsx'
import type { CostOverTime } from './model-charts.ts'

type Month = CostOverTime['months'][number]

const columns: TableColumn<Month>[] = [
  { ...textColumn<Month>('month', 'Month', 110, (row) => row.month), head: true },
  moneyColumn('budget', 'Budget', (row) => row.budget, 150),
  moneyColumn('committed', 'Committed', (row) => row.committed, 150),
  moneyColumn('cost', 'Cost', (row) => row.cost, 150),
]

const COST = {
  transactions: 'Cost: posted transactions by their accounting date.',
  summary: 'Cost: the present job to date cost alone. Sync job cost transactions to see it month by month.',
}

export default function CostPage() {
  const company = useParam('company')
  const query = useGet<CostOverTime>(
    `/rest/v1.0/projects/${useParam('project')}/reports/charts/cost_over_time`,
    company,
  )
  return (
    <>
      <PageHead
        title="Cost over time"
        about="What had come together at the end of each month. Budget: lines from the beginning, approved changes by their date. Committed: approved commitments and their change orders by theirs."
      />
      <Loaded query={query}>{(data) => <Drawn data={data} />}</Loaded>
    </>
  )
}

function Drawn({ data }: { data: CostOverTime }) {
  const drawn = useMemo(() => {
    // For the eye only: the table has the figures themselves.
    const line = (label: string, key: 'budget' | 'committed' | 'cost') => ({
      label,
      values: data.months.map((month) => (month[key] === null ? null : Number(month[key]))),
    })
    return {
      days: data.months.map(({ month }) => lastDay(month)),
      lines: [line('Budget', 'budget'), line('Committed', 'committed'), line('Cost', 'cost')],
    }
  }, [data])
  return (
    <>
      <div className="muted">{COST[data.cost_from]}</div>
      <Chart
        label="Budget, committed and cost by month; the figures are in the table below."
        words={whole}
        {...drawn}
      />
      <Table label="Cost over time" columns={columns} rows={data.months} rowKey={(row) => row.month} height="natural" />
    </>
  )
}

/** Of a month `YYYY-MM`: what is drawn had come together by then. */
function lastDay(month: string): string {
  const [year, number] = month.split('-').map(Number)
  return new Date(Date.UTC(year ?? 0, number ?? 1, 0)).toISOString().slice(0, 10)
}

const whole = (value: number): string => moneyText(String(Math.round(value))).replace(/\D00$/, '')
