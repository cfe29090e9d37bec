/** One application for payment with its two tables: the summary and the continuation sheet. */
import { NativeSelect } from '@mantine/core'
import { useState } from 'react'
import { SendToErp, WhatIsMissing } from '../erp/SendToErp.tsx'
import { ActionButton } from '../web/ActionButton.tsx'
import { type Draft, useDraft } from '../web/draft.ts'
import { FactList } from '../web/FactList.tsx'
import { Field, FieldGrid, fieldError } from '../web/Field.tsx'
import { Loaded } from '../web/Loaded.tsx'
import { Money, typedDecimal } from '../web/Money.tsx'
import { Refusals } from '../web/Notice.tsx'
import { PageHead } from '../web/PageHead.tsx'
import { useChange, useGet } from '../web/queries.ts'
import { Link, useParam } from '../web/router.tsx'
import { OWNER_STATUS_WORDS, OWNER_STATUSES, type OwnerStatus } from './model-owner.ts'
import { type RowEdits, rowKey, Sheet } from './OwnerSheet.tsx'
import { refusalsToEditOwner } from './rules-owner.ts'
import { type ShownOwnerInvoice, SUMMARY } from './ShownOwner.tsx'

export default function OwnerInvoicePage() {
  const company = useParam('company')
  const project = useParam('project')
  const path = `/rest/v1.0/payment_applications/${useParam('invoice')}`
  const query = useGet<ShownOwnerInvoice>(`${path}?project_id=${project}`, company)
  return (
    <>
      <Link to={`/companies/${company}/projects/${project}/prime-contracts/${useParam('contract')}/invoices`}>
        Owner invoices
      </Link>
      <Loaded query={query}>{(record) => <OwnerInvoice key={record.id} record={record} path={path} />}</Loaded>
    </>
  )
}

function OwnerInvoice({ record, path }: { record: ShownOwnerInvoice; path: string }) {
  const company = useParam('company')
  const project_id = Number(useParam('project'))
  const draft = useDraft(record)
  const [rows, setRows] = useState<RowEdits>({})
  const change = useChange(company)
  const dirty = draft.dirty || Object.keys(rows).length > 0
  const save = () => {
    const g703 = record.g703.flatMap((row) => {
      const edit = rows[rowKey(row)]
      if (!edit) return []
      const of =
        row.contract_line_item_id === null
          ? { change_order_id: row.change_order_id }
          : { contract_line_item_id: row.contract_line_item_id }
      const figures = Object.entries(edit).map(([key, value]) => [key, typedDecimal(value)])
      return [{ ...of, ...Object.fromEntries(figures) }]
    })
    const payment_application = { ...draft.changes, ...(g703.length > 0 ? { g703 } : {}) }
    change.mutate(
      { path, method: 'PATCH', body: { project_id, payment_application } },
      {
        onSuccess: () => {
          draft.reset()
          setRows({})
        },
      },
    )
  }
  const stand = {
    invoiceNumber: record.invoice_number,
    status: record.status,
    erpLocked: record.erp_locked,
    erpStatus: record.erp_status,
    followed: record.followed,
  }
  const locked = refusalsToEditOwner(stand, 'rows')[0]?.sentence
  const closed = refusalsToEditOwner(stand, { status: 'draft' })[0]?.sentence
  return (
    <>
      <PageHead
        title={`Application ${record.number} for payment`}
        about={`Invoice ${record.invoice_number} on prime contract ${record.contract_number}`}
      >
        <ActionButton
          changes="Standard"
          variant="filled"
          onClick={save}
          busy={change.isPending}
          why={dirty ? undefined : 'Nothing was changed.'}
        >
          Save
        </ActionButton>
        <SendToErp kind="owner-invoice" item={record.id} unsaved={dirty} />
      </PageHead>
      <WhatIsMissing kind="owner-invoice" item={record.id} />
      <Refusals error={change.error} />
      <div className="columns">
        <Head draft={draft} error={change.error} locked={locked} closed={closed} />
        <Summary record={record} />
      </div>
      <Sheet rows={record.g703} edits={rows} locked={locked} onEdit={setRows} />
    </>
  )
}

interface HeadProps {
  draft: Draft<ShownOwnerInvoice>
  error: unknown
  /** Why its fields no longer change, and why its status does not either. */
  locked: string | undefined
  closed: string | undefined
}

function Head({ draft, error, locked, closed }: HeadProps) {
  return (
    <section className="panel" aria-label="Head">
      {locked ? <p className="muted">{locked}</p> : null}
      <FieldGrid>
        <Field
          label="Invoice number"
          value={draft.value.invoice_number}
          onChange={(text) => draft.set('invoice_number', text)}
          error={fieldError(error, 'invoice_number')}
          disabled={locked !== undefined}
        />
        <NativeSelect
          label="Status"
          size="xs"
          value={draft.value.status}
          onChange={(event) => draft.set('status', event.currentTarget.value as OwnerStatus)}
          data={OWNER_STATUSES.map((value) => ({ value, label: OWNER_STATUS_WORDS[value] }))}
          disabled={closed !== undefined}
        />
        <Field
          label="Billing date"
          type="date"
          value={draft.value.billing_date}
          onChange={(text) => draft.set('billing_date', text)}
          disabled={locked !== undefined}
        />
        <Field
          label="Period from"
          type="date"
          value={draft.value.period_start ?? ''}
          onChange={(text) => draft.set('period_start', text || null)}
          disabled={locked !== undefined}
        />
        <Field
          label="Period to"
          type="date"
          value={draft.value.period_end ?? ''}
          onChange={(text) => draft.set('period_end', text || null)}
          disabled={locked !== undefined}
        />
      </FieldGrid>
    </section>
  )
}

function Summary({ record }: { record: ShownOwnerInvoice }) {
  return (
    <section className="panel" aria-label="Application (G702)">
      <FactList facts={SUMMARY.map(([key, label]) => [label, <Money key={key} value={record.g702[key]} />])} />
    </section>
  )
}
