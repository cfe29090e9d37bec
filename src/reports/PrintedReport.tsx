/** The report as it goes on paper: every row, the heading on each page, subtotals and the total; no navigation. */
import { useEffect, useRef } from 'react'
import { ActionButton } from '../web/ActionButton.tsx'
import { Loaded } from '../web/Loaded.tsx'
import { Notice } from '../web/Notice.tsx'
import { PageHead } from '../web/PageHead.tsx'
import { useGet, useList } from '../web/queries.ts'
import { Link, useFilters, useParam, usePath } from '../web/router.tsx'
import { cellOf, footerOf, withHeadings } from './Cells.tsx'
import { isFigure, type Report, type ReportColumn, type ReportRow, type ReportTotals } from './model.ts'
import { useReportQuery } from './ReportFilters.tsx'

/** Some eighty sheets of paper. */
const MOST_ROWS = 5_000

export function PrintedReport({ report }: { report: Report }) {
  const company = useParam('company')
  const path = usePath()
  const [address] = useFilters()
  const { api, rowsQuery, totalsQuery, filters, group } = useReportQuery(report)
  const totals = useGet<ReportTotals>(`${api}/totals?${totalsQuery}`, company)
  const fits = totals.data !== undefined && totals.data.rows <= MOST_ROWS
  const rows = useList<ReportRow>(fits ? `${api}?${rowsQuery}` : undefined, company)
  const labels = Object.entries(filters).map(([name, value]) => `${name.replaceAll('_', ' ')}: ${value}`)
  return (
    <>
      <PageHead title={report.title} about={[report.about, ...labels].join(' · ')}>
        <div className="row no-print">
          <ActionButton onClick={() => window.print()}>Print</ActionButton>
          <Link to={path} search={{ ...address, print: undefined }}>
            Back to the report
          </Link>
        </div>
      </PageHead>
      {totals.data && !fits ? (
        <Notice colour="yellow">
          {totals.data.rows.toLocaleString()} rows are too many to print; {MOST_ROWS.toLocaleString()} are the most.
          Narrow the report, or download it.
        </Notice>
      ) : (
        <Loaded query={{ data: totals.data && rows.data, error: totals.error ?? rows.error, isPending: true }}>
          {(all) => <Sheet report={report} rows={withHeadings(report, all, group, totals.data)} totals={totals.data} />}
        </Loaded>
      )}
    </>
  )
}

/** Figures to the right; codes, days and figures in one line. */
const side = (column: ReportColumn) =>
  [isFigure(column) ? 'right' : '', column.width <= 130 ? 'one-line' : ''].join(' ').trim()

function Sheet({ report, rows, totals }: { report: Report; rows: ReportRow[]; totals: ReportTotals | undefined }) {
  const { columns } = report
  const footer = footerOf(report, totals)
  const asked = useRef(false)
  useEffect(() => {
    // Once: strict mode and news from the server draw the sheet again.
    if (!asked.current) window.print()
    asked.current = true
  }, [])
  return (
    <table className="table printed">
      <thead>
        <tr>
          {columns.map((column) => (
            <th key={column.key} scope="col" className={side(column)}>
              {column.label}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.key} className={row.heading ? 'group heading' : ''}>
            {columns.map((column, place) => (
              <td key={column.key} className={side(column)}>
                {cellOf(column, row, place)}
              </td>
            ))}
          </tr>
        ))}
        <tr className="group">
          {columns.map((column) => (
            <td key={column.key} className={side(column)}>
              {footer[column.key]}
            </td>
          ))}
        </tr>
      </tbody>
    </table>
  )
}
