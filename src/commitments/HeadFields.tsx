/** The head of a commitment: what a person fills in about it as a whole. */
import { NativeSelect } from '@mantine/core'
import type { Draft } from '../web/draft.ts'
import { Field, FieldGrid, fieldError } from '../web/Field.tsx'
import { useGet, useList } from '../web/queries.ts'
import { useParam } from '../web/router.tsx'
import { STATUSES } from './model.ts'
import type { ShownCommitment, ShownTaxCode } from './Shown.tsx'

interface HeadFieldsProps {
  company: string
  record: ShownCommitment
  draft: Draft<ShownCommitment>
  error: unknown
  /** Why company, title, status, retainage and accounting method no longer change. */
  locked: string | undefined
}

interface Vendor {
  id: number
  name: string
  synced_to_erp: boolean
}

export function HeadFields({ company, record, draft, error, locked }: HeadFieldsProps) {
  const vendors = useList<Vendor>(`/rest/v1.0/vendors?company_id=${company}`, company)
  const { value, set } = draft
  const chosen = vendors.data?.find((each) => each.id === value.vendor_id)
  const companies = (vendors.data ?? []).map(({ id, name, synced_to_erp }) => ({
    value: String(id),
    label: synced_to_erp ? name : `${name} (not in the ERP)`,
  }))
  return (
    <section className="panel" aria-label="Head">
      {locked ? <p className="muted">{locked}</p> : null}
      <FieldGrid>
        <Field
          label="Number"
          value={value.number}
          onChange={(text) => set('number', text)}
          error={fieldError(error, 'number')}
          disabled={locked !== undefined}
        />
        <Field
          label="Title"
          value={value.title}
          onChange={(text) => set('title', text)}
          error={fieldError(error, 'title')}
          disabled={locked !== undefined}
        />
        <NativeSelect
          label="Contract company"
          size="xs"
          disabled={locked !== undefined}
          error={fieldError(error, 'vendor_id')}
          value={value.vendor_id === null ? '' : String(value.vendor_id)}
          onChange={(event) =>
            set('vendor_id', event.currentTarget.value === '' ? null : Number(event.currentTarget.value))
          }
          data={[
            { value: '', label: 'Choose' },
            // Until the directory is here, the chosen one is still named.
            ...(chosen || value.vendor_id === null
              ? []
              : [{ value: String(value.vendor_id), label: record.vendor_name ?? '' }]),
            ...companies,
          ]}
        />
        <NativeSelect
          label="Status"
          size="xs"
          disabled={locked !== undefined}
          error={fieldError(error, 'status')}
          value={value.status}
          onChange={(event) => set('status', event.currentTarget.value)}
          data={[...STATUSES[record.type]]}
        />
        <NativeSelect
          label="Accounting method"
          size="xs"
          disabled={locked !== undefined}
          error={fieldError(error, 'accounting_method')}
          value={value.accounting_method}
          onChange={(event) => set('accounting_method', event.currentTarget.value === 'unit' ? 'unit' : 'amount')}
          data={[
            { value: 'amount', label: 'Amount' },
            { value: 'unit', label: 'Unit and quantity' },
          ]}
        />
        <Field
          label="Default retainage, %"
          value={value.retainage_percent}
          onChange={(text) => set('retainage_percent', text)}
          error={fieldError(error, 'retainage_percent')}
          disabled={locked !== undefined}
        />
        <TaxCode company={company} draft={draft} error={error} disabled={locked !== undefined} />
      </FieldGrid>
    </section>
  )
}

/** Only where the company has tax codes. */
function TaxCode({
  company,
  draft: { value, set },
  error,
  disabled,
}: Pick<HeadFieldsProps, 'company' | 'draft' | 'error'> & { disabled: boolean }) {
  const project = useParam('project')
  const { data = [] } = useGet<ShownTaxCode[]>(`/rest/v1.0/tax_codes?project_id=${project}`, company)
  if (data.length === 0) return null
  return (
    <NativeSelect
      label="Tax code of new lines"
      size="xs"
      disabled={disabled}
      error={fieldError(error, 'tax_code_id')}
      value={value.tax_code_id === null ? '' : String(value.tax_code_id)}
      onChange={(event) =>
        set('tax_code_id', event.currentTarget.value === '' ? null : Number(event.currentTarget.value))
      }
      data={[
        { value: '', label: 'None' },
        ...data
          .filter((each) => !each.archived || each.id === value.tax_code_id)
          .map(({ id, code, description }) => ({ value: String(id), label: `${code} ${description}` })),
      ]}
    />
  )
}
