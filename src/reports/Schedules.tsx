/** What is sent on a schedule from here: when next, to whom, how the last time went, and how to end it. */
import { ActionButton } from '../web/ActionButton.tsx'
import type { TableColumn } from '../web/columns.ts'
import { Loaded } from '../web/Loaded.tsx'
import { Notice, Refusals } from '../web/Notice.tsx'
import { useChange, useGet } from '../web/queries.ts'
import { useParam } from '../web/router.tsx'
import { Table } from '../web/Table.tsx'
import { Ago, Moment } from '../web/Time.tsx'
import { reportOf } from './model.ts'
import { FORMATS, type Format, type Frequency, MAIL_MISSING, scheduleWords } from './model-schedules.ts'

interface Shown {
  id: number
  report: string
  format: Format
  frequency: Frequency
  day: number | null
  hour: number
  recipients: { id: number; name: string }[]
  due_at: string
  last_sent_at: string | null
  problem: string | null
}

export function Schedules() {
  const company = useParam('company')
  const project = useParam('project')
  const path = `/rest/v1.0/${project ? `projects/${project}` : `companies/${company}`}/reports/schedules`
  const list = useGet<{ mails: boolean; schedules: Shown[] }>(path, company)
  const change = useChange(company)
  const end = (id: number) => change.mutate({ path: `${path}/${id}`, method: 'DELETE' })
  const title = (row: Shown) => reportOf(project ? 'project' : 'company', row.report)?.title ?? row.report
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
                columns={columnsOf(title, end)}
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
    </section>
  )
}

function columnsOf(title: (row: Shown) => string, end: (id: number) => void): TableColumn<Shown>[] {
  return [
    { key: 'report', label: 'Report', width: 170, head: true, show: title },
    { key: 'when', label: 'When', width: 200, show: scheduleWords },
    { key: 'file', label: 'File', width: 64, show: (row) => FORMATS[row.format] },
    { key: 'to', label: 'To', show: (row) => row.recipients.map(({ name }) => name).join(', ') },
    { key: 'next', label: 'Next', width: 190, show: (row) => <Moment at={row.due_at} /> },
    { key: 'last', label: 'Last sent', width: 110, show: (row) => <Ago at={row.last_sent_at} /> },
    { key: 'problem', label: 'Problem', show: (row) => row.problem },
    {
      key: 'end',
      label: 'End',
      width: 90,
      show: (row) => (
        <ActionButton label={`End sending ${title(row)}`} onClick={() => end(row.id)}>
          End
        </ActionButton>
      ),
    },
  ]
}
