/** Billing periods: add one, close one, open it again. */
import { useState } from 'react'
import { ActionButton } from '../web/ActionButton.tsx'
import { Dialog } from '../web/Dialog.tsx'
import { Field, FieldGrid, fieldError } from '../web/Field.tsx'
import { Loaded } from '../web/Loaded.tsx'
import { Empty } from '../web/Notice.tsx'
import { useChange, useGet } from '../web/queries.ts'
import { Table } from '../web/Table.tsx'
import { Day } from '../web/Time.tsx'
import type { ShownPeriod } from './Shown.tsx'

const TURN = { open: 'Open; close it', closed: 'Closed; open it' }

interface PeriodsProps {
  company: string
  project: string
  onClose: () => void
}

export function Periods({ company, project, onClose }: PeriodsProps) {
  const path = `/rest/v1.0/projects/${project}/billing_periods`
  const [draft, setDraft] = useState({ start_date: '', end_date: '', due_date: '' })
  const periods = useGet<ShownPeriod[]>(path, company)
  const change = useChange(company)
  const turn = (period: ShownPeriod) => {
    const status = period.status === 'open' ? 'closed' : 'open'
    change.mutate({ path: `${path}/${period.id}`, method: 'PATCH', body: { billing_period: { status } } })
  }
  const field = (key: keyof typeof draft, label: string) => (
    <Field
      label={label}
      type="date"
      value={draft[key]}
      onChange={(value) => setDraft({ ...draft, [key]: value })}
      error={fieldError(change.error, key)}
    />
  )
  return (
    <Dialog
      title="Billing periods"
      size="44rem"
      confirm="Add the period"
      changes="Admin"
      onClose={onClose}
      onConfirm={() => change.mutate({ path, body: { billing_period: draft } })}
      busy={change.isPending}
      error={change.error}
      why={Object.values(draft).includes('') ? 'Fill in the three days.' : undefined}
    >
      <Loaded query={periods}>
        {(rows) => (
          <Table
            label="Billing periods"
            height="natural"
            sortKey="periods"
            columns={[
              {
                key: 'start',
                label: 'From',
                head: true,
                by: (row) => row.start_date,
                show: (row) => <Day date={row.start_date} />,
              },
              { key: 'end', label: 'To', by: (row) => row.end_date, show: (row) => <Day date={row.end_date} /> },
              { key: 'due', label: 'Due', by: (row) => row.due_date, show: (row) => <Day date={row.due_date} /> },
              {
                key: 'count',
                label: 'Invoices',
                width: 76,
                align: 'right',
                show: (row) => String(row.requisitions_count),
              },
              {
                key: 'status',
                label: 'Status',
                width: 150,
                show: (row) => (
                  <ActionButton
                    changes="Admin"
                    onClick={() => turn(row)}
                    label={`${TURN[row.status]}, ${row.start_date} to ${row.end_date}`}
                  >
                    {TURN[row.status]}
                  </ActionButton>
                ),
              },
            ]}
            rows={rows}
            rowKey={(row) => String(row.id)}
            empty={<Empty title="No billing period yet.">Add the first one below.</Empty>}
          />
        )}
      </Loaded>
      <FieldGrid>
        {field('start_date', 'From')}
        {field('end_date', 'To')}
        {field('due_date', 'Invoices due')}
      </FieldGrid>
    </Dialog>
  )
}
