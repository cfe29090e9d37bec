/** The timesheets of a project, one for each pay period. */
import { useState } from 'react'
import { ActionButton } from '../web/ActionButton.tsx'
import { dayColumn } from '../web/column-kinds.tsx'
import type { TableColumn } from '../web/columns.ts'
import { Dialog } from '../web/Dialog.tsx'
import { Field, fieldError } from '../web/Field.tsx'
import { Loaded } from '../web/Loaded.tsx'
import { Empty } from '../web/Notice.tsx'
import { PageHead } from '../web/PageHead.tsx'
import { useChange, useList } from '../web/queries.ts'
import { Link, useGo, useParam } from '../web/router.tsx'
import { useWhyNotChange } from '../web/session.ts'
import { useShortcut } from '../web/shortcuts.tsx'
import { Table } from '../web/Table.tsx'
import { ApprovalChip, ErpStatusChip, type ShownTimesheet } from './Shown.tsx'

export default function TimesheetsPage() {
  const company = useParam('company')
  const project = useParam('project')
  const [adding, setAdding] = useState(false)
  const go = useGo()
  const list = useList<ShownTimesheet>(`/rest/v1.0/projects/${project}/timesheets`, company)
  const pathOf = (id: number) => `/companies/${company}/projects/${project}/timesheets/${id}`
  useShortcut('n', 'New timesheet', () => setAdding(true), useWhyNotChange('Standard') === undefined)
  return (
    <>
      <PageHead title="Timesheets" about="Time worked on this project, by pay period; approved time goes to payroll.">
        <ActionButton changes="Standard" onClick={() => setAdding(true)}>
          New timesheet
        </ActionButton>
      </PageHead>
      <Loaded query={list}>
        {(rows) => (
          <Table
            label="Timesheets"
            columns={columnsOf(pathOf)}
            rows={rows}
            rowKey={(row) => String(row.id)}
            rowName={(row) => `timesheet ${row.number}`}
            onOpen={(row) => go(pathOf(row.id))}
            empty={<Empty title="No timesheets yet.">Open one for a pay period.</Empty>}
          />
        )}
      </Loaded>
      {adding ? <NewTimesheet onClose={() => setAdding(false)} onMade={(id) => go(pathOf(id))} /> : null}
    </>
  )
}

function columnsOf(pathOf: (id: number) => string): TableColumn<ShownTimesheet>[] {
  return [
    {
      key: 'number',
      label: 'Number',
      width: 100,
      head: true,
      by: (row) => row.number,
      sort: 'number',
      show: (row) => <Link to={pathOf(row.id)}>{String(row.number)}</Link>,
    },
    dayColumn('from', 'From', (row) => row.period_start),
    dayColumn('to', 'To', (row) => row.period_end),
    {
      key: 'cards',
      label: 'Timecards',
      width: 100,
      align: 'right',
      by: (row) => row.timecard_entries_count,
      sort: 'number',
      show: (row) => String(row.timecard_entries_count),
    },
    {
      key: 'hours',
      label: 'Hours',
      width: 100,
      align: 'right',
      by: (row) => row.hours,
      sort: 'number',
      show: (row) => row.hours,
    },
    {
      key: 'status',
      label: 'Status',
      width: 120,
      by: (row) => row.status,
      show: (row) => <ApprovalChip status={row.status} />,
    },
    { key: 'approved', label: 'Approved by', by: (row) => row.approved_by, show: (row) => row.approved_by },
    {
      key: 'erp',
      label: 'ERP',
      width: 150,
      by: (row) => row.erp_status,
      show: (row) => <ErpStatusChip status={row.erp_status} />,
    },
  ]
}

function NewTimesheet({ onClose, onMade }: { onClose: () => void; onMade: (id: number) => void }) {
  const company = useParam('company')
  const project = useParam('project')
  const [start, setStart] = useState('')
  const [end, setEnd] = useState('')
  const change = useChange<{ id: number }>(company)
  const create = () =>
    change.mutate(
      {
        path: `/rest/v1.0/projects/${project}/timesheets`,
        body: { timesheet: { period_start: start, period_end: end } },
      },
      { onSuccess: ({ id }) => onMade(id) },
    )
  return (
    <Dialog
      title="New timesheet"
      confirm="Create"
      onClose={onClose}
      onConfirm={create}
      busy={change.isPending}
      error={change.error}
      why={start && end ? undefined : 'Name the first and the last day of the pay period.'}
    >
      <Field
        label="First day"
        type="date"
        value={start}
        onChange={setStart}
        error={fieldError(change.error, 'period_start')}
      />
      <Field
        label="Last day"
        type="date"
        value={end}
        onChange={setEnd}
        error={fieldError(change.error, 'period_end')}
      />
    </Dialog>
  )
}
