/** The next invoice of a commitment, for an open billing period. */
import { NativeSelect } from '@mantine/core'
import { useState } from 'react'
import { Dialog } from '../web/Dialog.tsx'
import { Field, fieldError } from '../web/Field.tsx'
import { useChange, useGet, useList } from '../web/queries.ts'
import { useGo } from '../web/router.tsx'
import type { ShownPeriod } from './Shown.tsx'

interface Contract {
  id: number
  number: string
  title: string
  status: string
}

interface NewInvoiceProps {
  company: string
  project: string
  onClose: () => void
}

export function NewInvoice({ company, project, onClose }: NewInvoiceProps) {
  const [commitment, setCommitment] = useState('')
  const [period, setPeriod] = useState('')
  const [number, setNumber] = useState('')
  const [date, setDate] = useState('')
  const contracts = useList<Contract>(`/rest/v1.0/commitments?project_id=${project}`, company)
  const periods = useGet<ShownPeriod[]>(`/rest/v1.0/projects/${project}/billing_periods`, company)
  const change = useChange<{ id: number }>(company)
  const go = useGo()
  const create = () => {
    const requisition = {
      period_id: Number(period),
      ...(number.trim() ? { invoice_number: number } : {}),
      ...(date ? { billing_date: date } : {}),
    }
    change.mutate(
      {
        path: '/rest/v1.0/requisitions',
        body: { project_id: Number(project), commitment_id: Number(commitment), requisition },
      },
      { onSuccess: ({ id }) => go(`/companies/${company}/projects/${project}/invoices/${id}`) },
    )
  }
  const open = (periods.data ?? []).filter((each) => each.status === 'open')
  return (
    <Dialog
      title="New invoice"
      confirm="Create"
      onClose={onClose}
      onConfirm={create}
      busy={change.isPending}
      error={change.error}
      why={commitment === '' ? 'Choose the commitment.' : period === '' ? 'Choose the billing period.' : undefined}
    >
      <NativeSelect
        label="Commitment"
        size="xs"
        value={commitment}
        error={fieldError(change.error, 'commitment_id')}
        onChange={(event) => setCommitment(event.currentTarget.value)}
        data={[
          { value: '', label: 'Choose' },
          ...(contracts.data ?? []).map((each) => ({ value: String(each.id), label: `${each.number} ${each.title}` })),
        ]}
      />
      <NativeSelect
        label="Billing period"
        description={periods.data && open.length === 0 ? 'No billing period is open: add one on the list.' : undefined}
        size="xs"
        value={period}
        error={fieldError(change.error, 'period_id')}
        onChange={(event) => setPeriod(event.currentTarget.value)}
        data={[
          { value: '', label: 'Choose' },
          ...open.map((each) => ({ value: String(each.id), label: `${each.start_date} to ${each.end_date}` })),
        ]}
      />
      <Field
        label="Invoice number"
        help="The subcontractor’s own. Left empty, it is called after the commitment."
        value={number}
        onChange={setNumber}
        error={fieldError(change.error, 'invoice_number')}
      />
      <Field label="Billing date" type="date" help="Left empty, today." value={date} onChange={setDate} />
    </Dialog>
  )
}
