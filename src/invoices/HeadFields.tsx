/** The head of an invoice: what a person fills in about it as a whole. */
import { NativeSelect } from '@mantine/core'
import type { Draft } from '../web/draft.ts'
import { Field, FieldGrid, fieldError } from '../web/Field.tsx'
import { type InvoiceStatus, STATUSES } from './model.ts'
import type { WholeInvoice } from './Shown.tsx'

interface HeadFieldsProps {
  draft: Draft<WholeInvoice>
  error: unknown
  /** Why nothing of it changes. */
  locked: string | undefined
}

export function HeadFields({ draft, error, locked }: HeadFieldsProps) {
  const { value, set } = draft
  const off = locked !== undefined
  return (
    <section className="panel" aria-label="Head">
      {locked ? <p className="muted">{locked}</p> : null}
      <FieldGrid>
        <Field
          label="Invoice number"
          value={value.invoice_number}
          onChange={(text) => set('invoice_number', text)}
          error={fieldError(error, 'invoice_number')}
          disabled={off}
        />
        <Field
          label="Billing date"
          type="date"
          value={value.billing_date}
          onChange={(text) => set('billing_date', text)}
          error={fieldError(error, 'billing_date')}
          disabled={off}
        />
        <NativeSelect
          label="Status"
          size="xs"
          disabled={off}
          error={fieldError(error, 'status')}
          value={value.status}
          onChange={(event) => set('status', event.currentTarget.value as InvoiceStatus)}
          data={[...STATUSES]}
        />
        <Field label="Comment" value={value.comment} onChange={(text) => set('comment', text)} disabled={off} />
      </FieldGrid>
    </section>
  )
}
