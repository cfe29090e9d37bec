/** Payments issued on a project: each on an invoice, in full or in part; what was wrong is voided. */
import { NativeSelect } from '@mantine/core'
import { useState } from 'react'
import { SendToErp } from '../erp/SendToErp.tsx'
import { sum } from '../platform/money.ts'
import { ActionButton } from '../web/ActionButton.tsx'
import { dayColumn, moneyColumn, textColumn } from '../web/column-kinds.tsx'
import type { TableColumn } from '../web/columns.ts'
import { Dialog } from '../web/Dialog.tsx'
import { Field, fieldError } from '../web/Field.tsx'
import { Loaded } from '../web/Loaded.tsx'
import { Money, typedDecimal } from '../web/Money.tsx'
import { Empty } from '../web/Notice.tsx'
import { PageHead } from '../web/PageHead.tsx'
import { useChange, useList } from '../web/queries.ts'
import { Link, useParam } from '../web/router.tsx'
import { Table } from '../web/Table.tsx'

interface ShownPayment {
  id: number
  requisition_id: number
  invoice_number: string
  vendor_name: string | null
  payment_number: string
  date: string
  amount: string
  voids_payment_id: number | null
  voided_by_payment_id: number | null
  erp_reference: string | null
}

export default function PaymentsPage() {
  const company = useParam('company')
  const project = useParam('project')
  const [issuing, setIssuing] = useState(false)
  const [voiding, setVoiding] = useState<ShownPayment>()
  const list = useList<ShownPayment>(`/rest/v1.0/contract_payments?project_id=${project}`, company)
  return (
    <>
      <PageHead title="Payments" about="Payments issued on subcontractors’ invoices.">
        <ActionButton changes="Admin" onClick={() => setIssuing(true)}>
          Issue a payment
        </ActionButton>
      </PageHead>
      <Loaded query={list}>
        {(rows) => (
          <Table
            label="Payments"
            columns={columnsOf(`/companies/${company}/projects/${project}/invoices`, setVoiding)}
            rows={rows}
            rowKey={(row) => String(row.id)}
            rowName={(row) => row.payment_number}
            footer={{ number: 'Total', amount: <Money value={sum(rows.map((row) => row.amount))} /> }}
            empty={<Empty title="No payments yet.">Issue the first one on an approved invoice.</Empty>}
          />
        )}
      </Loaded>
      {issuing ? <Issue company={company} project={project} onClose={() => setIssuing(false)} /> : null}
      {voiding ? (
        <VoidIt company={company} project={project} payment={voiding} onClose={() => setVoiding(undefined)} />
      ) : null}
    </>
  )
}

function columnsOf(invoices: string, onVoid: (payment: ShownPayment) => void): TableColumn<ShownPayment>[] {
  return [
    {
      key: 'number',
      label: 'Payment',
      width: 130,
      head: true,
      by: (row) => row.payment_number,
      show: (row) => (row.voids_payment_id === null ? row.payment_number : `${row.payment_number}, void`),
    },
    {
      key: 'invoice',
      label: 'Invoice',
      width: 150,
      by: (row) => row.invoice_number,
      show: (row) => <Link to={`${invoices}/${row.requisition_id}`}>{row.invoice_number}</Link>,
    },
    { key: 'company', label: 'Company', by: (row) => row.vendor_name, show: (row) => row.vendor_name },
    dayColumn('date', 'Date', (row) => row.date),
    moneyColumn('amount', 'Amount', (row) => row.amount, 120),
    textColumn('reference', 'In the ERP', 110, (row) => row.erp_reference),
    {
      key: 'void',
      label: 'Actions',
      width: 80,
      show: (row) => (
        <ActionButton
          changes="Admin"
          onClick={() => onVoid(row)}
          why={whyNotVoid(row)}
          label={`Void ${row.payment_number}`}
        >
          Void
        </ActionButton>
      ),
    },
    {
      key: 'erp',
      label: 'ERP',
      width: 240,
      by: (row) => row.erp_reference,
      show: (row) => <SendToErp kind="payment" item={row.id} narrow />,
    },
  ]
}

function whyNotVoid(payment: ShownPayment): string | undefined {
  if (payment.voids_payment_id !== null) return 'It takes another payment back; it cannot be voided.'
  return payment.voided_by_payment_id === null ? undefined : 'It is void already.'
}

interface DialogProps {
  company: string
  project: string
  onClose: () => void
}

function Issue({ company, project, onClose }: DialogProps) {
  const [draft, setDraft] = useState({ invoice: '', payment_number: '', date: '', amount: '' })
  const change = useChange(company)
  const invoices = useList<{ id: number; invoice_number: string; commitment_title: string }>(
    `/rest/v1.0/requisitions?project_id=${project}`,
    company,
  )
  const issue = () => {
    const { invoice, amount, ...rest } = draft
    const contract_payment = { ...rest, amount: typedDecimal(amount) }
    const body = { project_id: Number(project), requisition_id: Number(invoice), contract_payment }
    change.mutate({ path: '/rest/v1.0/contract_payments', body }, { onSuccess: onClose })
  }
  const field = (key: 'payment_number' | 'date' | 'amount', label: string, help?: string) => (
    <Field
      label={label}
      help={help}
      type={key === 'date' ? 'date' : 'text'}
      value={draft[key]}
      onChange={(value) => setDraft({ ...draft, [key]: value })}
      error={fieldError(change.error, key)}
    />
  )
  return (
    <Dialog
      title="Issue a payment"
      confirm="Issue"
      onClose={onClose}
      onConfirm={issue}
      busy={change.isPending}
      error={change.error}
      why={Object.values(draft).includes('') ? 'Fill in all four.' : undefined}
    >
      <NativeSelect
        label="Invoice"
        size="xs"
        value={draft.invoice}
        onChange={(event) => setDraft({ ...draft, invoice: event.currentTarget.value })}
        data={[
          { value: '', label: 'Choose' },
          ...(invoices.data ?? []).map((each) => ({
            value: String(each.id),
            label: `${each.invoice_number} ${each.commitment_title}`,
          })),
        ]}
      />
      {field('payment_number', 'Number', 'Of the check or the transfer; an ERP may hold only 8 characters of it.')}
      {field('date', 'Date')}
      {field('amount', 'Amount')}
    </Dialog>
  )
}

function VoidIt({ company, project, payment, onClose }: DialogProps & { payment: ShownPayment }) {
  const [date, setDate] = useState('')
  const change = useChange(company)
  const path = `/rest/v1.0/contract_payments/${payment.id}/void`
  return (
    <Dialog
      title={`Void payment ${payment.payment_number}`}
      confirm="Void it"
      danger
      onClose={onClose}
      onConfirm={() => change.mutate({ path, body: { project_id: Number(project), date } }, { onSuccess: onClose })}
      busy={change.isPending}
      error={change.error}
      why={date === '' ? 'Say on which day.' : undefined}
    >
      <p>
        The whole payment of <Money value={payment.amount} /> is taken back by an entry of its own.
      </p>
      <Field label="Date" type="date" value={date} onChange={setDate} />
    </Dialog>
  )
}
