/** What is sent on a schedule from here: when next, to whom, how the last time went, how to change and how to end it. */
import { useState } from 'react'
import { ActionButton } from '../web/ActionButton.tsx'
import { agoColumn, textColumn } from '../web/column-kinds.tsx'
import type { TableColumn } from '../web/columns.ts'
import { Loaded } from '../web/Loaded.tsx'
import { Notice, Refusals } from '../web/Notice.tsx'
import { useChange, useGet } from '../web/queries.ts'
import { useParam } from '../web/router.tsx'
import { Table } from '../web/Table.tsx'
import { Moment } from '../web/Time.tsx'
import { reportOf } from './model.ts'
import { FORMATS, MAIL_MISSING, scheduleWords } from './model-schedules.ts'
import { useReport, useReportsPath, viewOf } from './ReportFilters.tsx'
import { type Kept, SendReport } from './SendReport.tsx'

interface Shown extends Kept {
  report: string
  due_at: string
  last_sent_at: string | null
  problem: string | null
}

export function Schedules() {
  const company = useParam('company')
  const scope = useParam('project') ? 'project' : 'company'
  const path = `${useReportsPath()}/schedules`
  const [changing, setChanging] = useState<Shown>()
  const list = useGet<{ mails: boolean; schedules: Shown[] }>(path, company)
  const change = useChange(company)
  const end = (id: number) => change.mutate({ path: `${path}/${id}`, method: 'DELETE' })
  const title = (row: Shown) => reportOf(scope, row.report)?.title ?? row.report
  const { report } = useReport(changing?.report)
  return (
    <section className="stack" aria-labelledby="schedules">
      <h2 id="schedules">Sent on a schedule</h2>
      <Refusals error={change.error} />
      <Loaded query={list}>
        {({ mails, schedules }) => (
          <>
            {mails ? null : <Notice colour="grey">{MAIL_MISSING}</Notice>}
            {schedules.length === 0 ? (
              <p className="muted">None. Open a report and choose “Send on a schedule”.</p>
            ) : (
              <Table
                label="Reports sent on a schedule"
                columns={columnsOf(title, setChanging, end)}
                rows={schedules}
                rowKey={(row) => String(row.id)}
                rowName={title}
                height="natural"
                sortKey="schedules"
              />
            )}
          </>
        )}
      </Loaded>
      {changing && report ? (
        <SendReport
          report={report}
          view={viewOf(report, changing.question)}
          kept={changing}
          onClose={() => setChanging(undefined)}
        />
      ) : null}
    </section>
  )
}

function columnsOf(
  title: (row: Shown) => string,
  change: (row: Shown) => void,
  end: (id: number) => void,
): TableColumn<Shown>[] {
  const readers = (row: Shown) => row.recipients.map(({ name }) => name).join(', ')
  return [
    { ...textColumn<Shown>('report', 'Report', 160, title), head: true },
    textColumn('when', 'When', 215, scheduleWords),
    textColumn('file', 'File', 60, (row) => FORMATS[row.format]),
    textColumn('to', 'To', 120, readers),
    { key: 'next', label: 'Next', width: 190, by: (row) => row.due_at, show: (row) => <Moment at={row.due_at} /> },
    agoColumn('last', 'Last sent', (row) => row.last_sent_at, 90),
    textColumn('problem', 'Problem', 130, (row) => row.problem),
    {
      key: 'end',
      label: 'Actions',
      width: 140,
      show: (row) => (
        <div className="row">
          <ActionButton label={`Change how ${title(row)} is sent`} onClick={() => change(row)}>
            Change
          </ActionButton>
          <ActionButton label={`End sending ${title(row)}`} onClick={() => end(row.id)}>
            End
          </ActionButton>
        </div>
      ),
    },
  ]
}
