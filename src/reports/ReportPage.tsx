/** One report: what narrows and groups it stands in the address, the rows are read as far as they are scrolled, the totals come from the server. */
import { useCallback, useState } from 'react'
import { ActionButton } from '../web/ActionButton.tsx'
import { Loaded } from '../web/Loaded.tsx'
import { Missing } from '../web/Missing.tsx'
import { Empty } from '../web/Notice.tsx'
import { PageHead } from '../web/PageHead.tsx'
import { useGet, usePages } from '../web/queries.ts'
import { Link, useFilters, useParam, usePath } from '../web/router.tsx'
import { Table } from '../web/Table.tsx'
import { columnsOf, footerOf, withHeadings } from './Cells.tsx'
import type { Report, ReportRow, ReportTotals } from './model.ts'
import { PrintedReport } from './PrintedReport.tsx'
import { ReportFilters, useReport, useReportQuery } from './ReportFilters.tsx'
import { SendReport } from './SendReport.tsx'

export default function ReportPage() {
  const { list, report } = useReport(useParam('report'))
  const [{ print }] = useFilters()
  return (
    <Loaded query={list}>
      {() => {
        if (!report) return <Missing />
        return print ? <PrintedReport report={report} /> : <ScreenReport report={report} />
      }}
    </Loaded>
  )
}

function ScreenReport({ report }: { report: Report }) {
  const company = useParam('company')
  const path = usePath()
  const [view, setView] = useFilters()
  const [sending, setSending] = useState(false)
  const { api, totalsQuery, rowsQuery, narrowed, group } = useReportQuery(report)
  const pages = usePages<ReportRow>(`${api}?${rowsQuery}`, company)
  const totals = useGet<ReportTotals>(`${api}/totals?${totalsQuery}`, company).data
  const arrange = useCallback((rows: ReportRow[]) => withHeadings(report, rows, group, totals), [report, group, totals])
  const download = (format: 'csv' | 'xlsx') => `${api}/download?${rowsQuery}&format=${format}&company_id=${company}`
  return (
    <>
      <PageHead title={report.title} about={report.about}>
        <a href={download('csv')} download>
          CSV
        </a>
        <a href={download('xlsx')} download>
          Excel
        </a>
        <Link to={path} search={{ ...view, print: '1' }}>
          Print
        </Link>
        <ActionButton onClick={() => setSending(true)}>Send on a schedule</ActionButton>
      </PageHead>
      <ReportFilters report={report} view={view} onChange={setView} />
      <Loaded query={pages}>
        {(rows) => (
          <Table
            label={report.title}
            columns={columnsOf(report)}
            rows={rows}
            rowKey={(row) => row.key}
            rowClass={(row) => (row.heading ? 'group heading' : undefined)}
            arrange={arrange}
            sortedByServer
            total={pages.total}
            onEnd={pages.more}
            footer={footerOf(report, totals)}
            empty={
              <Empty title={narrowed ? 'No row fits.' : 'The report is empty.'}>
                {narrowed ? 'Change what narrows it.' : 'There is nothing of this kind yet.'}
              </Empty>
            }
          />
        )}
      </Loaded>
      {sending ? <SendReport report={report} view={view} onClose={() => setSending(false)} /> : null}
    </>
  )
}
