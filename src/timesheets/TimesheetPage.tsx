/** One timesheet: the timecards of a pay period, their approval, their way to the ERP. */
import { useState } from 'react'
import { SendToErp, WhatIsMissing } from '../erp/SendToErp.tsx'
import { sum } from '../platform/money.ts'
import { ActionButton } from '../web/ActionButton.tsx'
import { dayColumn, textColumn } from '../web/column-kinds.tsx'
import type { TableColumn } from '../web/columns.ts'
import { Loaded } from '../web/Loaded.tsx'
import { Empty, Refusals } from '../web/Notice.tsx'
import { PageHead } from '../web/PageHead.tsx'
import { useChange, useGet } from '../web/queries.ts'
import { Link, useFilters, useParam } from '../web/router.tsx'
import { SearchField, searched } from '../web/SearchField.tsx'
import { Table } from '../web/Table.tsx'
import { Day } from '../web/Time.tsx'
import { refusalsToApprove, refusalsToEdit, refusalsWhileSent } from './rules.ts'
import { ApprovalChip, type ShownTimecard, type ShownTimesheet } from './Shown.tsx'
import { TimecardDialog } from './TimecardDialog.tsx'

export default function TimesheetPage() {
  const company = useParam('company')
  const project = useParam('project')
  const sheet = useGet<ShownTimesheet>(`/rest/v1.0/projects/${project}/timesheets/${useParam('timesheet')}`, company)
  return (
    <>
      <Link to={`/companies/${company}/projects/${project}/timesheets`}>Timesheets</Link>
      <Loaded query={sheet}>{(record) => <Timesheet key={record.id} sheet={record} />}</Loaded>
    </>
  )
}

function Timesheet({ sheet }: { sheet: ShownTimesheet }) {
  const company = useParam('company')
  const path = `/rest/v1.0/projects/${useParam('project')}/timesheets/${sheet.id}`
  const resource = `${path}/timecard_entries`
  const cards = useGet<ShownTimecard[]>(resource, company)
  const change = useChange(company)
  const [filters] = useFilters()
  const [open, setOpen] = useState<ShownTimecard | 'new'>()
  const [chosen, setChosen] = useState(new Set<string>())
  const stand = {
    number: sheet.number,
    status: sheet.status,
    erpLocked: sheet.erp_locked,
    erpStatus: sheet.erp_status,
    timecards: sheet.timecard_entries_count,
  }
  const locked = refusalsToEdit(stand)[0]?.sentence
  const approved = sheet.status === 'approved'
  const mayNot = (approved ? refusalsWhileSent(stand) : refusalsToApprove(stand))[0]?.sentence
  const setStatus = () =>
    change.mutate({ path: `${path}/status`, method: 'PATCH', body: { status: approved ? 'pending' : 'approved' } })
  const remove = async () => {
    for (const id of chosen) await change.mutateAsync({ path: `${resource}/${id}`, method: 'DELETE' })
    setChosen(new Set())
  }
  return (
    <>
      <PageHead
        title={`Timesheet ${sheet.number}`}
        about={
          <>
            <Day date={sheet.period_start} /> to <Day date={sheet.period_end} />. {sheet.hours} hours on{' '}
            {sheet.timecard_entries_count} timecards{sheet.approved_by ? `, approved by ${sheet.approved_by}` : ''}.
          </>
        }
      >
        <ApprovalChip status={sheet.status} />
        <ActionButton changes="Admin" onClick={setStatus} why={mayNot} busy={change.isPending}>
          {approved ? 'Take approval back' : 'Approve'}
        </ActionButton>
        <SendToErp kind="timecards" item={sheet.id} />
      </PageHead>
      <WhatIsMissing kind="timecards" item={sheet.id} />
      <Refusals error={change.error} />
      <div className="row">
        <SearchField label="Search timecards" />
        <ActionButton changes="Standard" onClick={() => setOpen('new')} why={locked}>
          Add timecard
        </ActionButton>
        <ActionButton
          changes="Standard"
          onClick={() => void remove().catch(() => undefined)}
          why={locked ?? (chosen.size === 0 ? 'Choose timecards first.' : undefined)}
          busy={change.isPending}
        >
          Remove
        </ActionButton>
      </div>
      <Loaded query={cards}>
        {(all) => {
          const rows = searched(all, filters.q, (row) => [row.employee.name, row.cost_code.code, row.description])
          return (
            <Table
              label="Timecards"
              columns={columns}
              rows={rows}
              rowKey={(row) => String(row.id)}
              rowName={(row) => `timecard ${row.position}`}
              selected={chosen}
              onSelect={setChosen}
              onOpen={(row) => (locked ? undefined : setOpen(row))}
              footer={{ position: 'Total', hours: sum(rows.map((row) => row.hours)) }}
              empty={<Empty title="No timecards.">Add who worked on what, and how long.</Empty>}
            />
          )
        }}
      </Loaded>
      {open ? (
        <TimecardDialog
          sheet={sheet}
          resource={resource}
          card={open === 'new' ? undefined : open}
          onClose={() => setOpen(undefined)}
        />
      ) : null}
    </>
  )
}

const hours = (
  key: 'regular_hours' | 'overtime_hours' | 'double_hours' | 'hours',
  label: string,
): TableColumn<ShownTimecard> => ({
  key,
  label,
  width: 92,
  align: 'right',
  sort: 'number',
  by: (row) => row[key],
  show: (row) => row[key],
})

const columns: TableColumn<ShownTimecard>[] = [
  {
    key: 'position',
    label: '#',
    width: 48,
    by: (row) => row.position,
    sort: 'number',
    show: (row) => String(row.position),
  },
  {
    key: 'employee',
    label: 'Employee',
    width: 190,
    head: true,
    by: (row) => row.employee.name,
    show: (row) => row.employee.name,
  },
  dayColumn('date', 'Date', (row) => row.date),
  textColumn('code', 'Cost code', 92, (row) => row.cost_code.code),
  textColumn('type', 'Type', 56, (row) => row.line_item_type.code),
  {
    key: 'pay',
    label: 'Pay ID',
    width: 92,
    help: 'Empty: the employee’s own',
    by: (row) => row.pay_id,
    show: (row) => row.pay_id,
  },
  hours('regular_hours', 'Regular'),
  hours('overtime_hours', 'Overtime'),
  hours('double_hours', 'Double'),
  hours('hours', 'Hours'),
  { key: 'description', label: 'Description', by: (row) => row.description, show: (row) => row.description },
]
