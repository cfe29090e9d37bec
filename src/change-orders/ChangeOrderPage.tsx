/** One change order on a commitment: its head, its lines, its way to the ERP. */
import { NativeSelect } from '@mantine/core'
import { SendToErp, WhatIsMissing } from '../erp/SendToErp.tsx'
import { ActionButton } from '../web/ActionButton.tsx'
import { type Draft, useDraft } from '../web/draft.ts'
import { Field, FieldGrid, fieldError } from '../web/Field.tsx'
import { Loaded } from '../web/Loaded.tsx'
import { Refusals } from '../web/Notice.tsx'
import { PageHead } from '../web/PageHead.tsx'
import { useChange, useGet } from '../web/queries.ts'
import { Link, useParam } from '../web/router.tsx'
import { ChangeLines } from './ChangeLines.tsx'
import { CHANGE_ORDER_STATUSES, STATUS_CODES, TYPE_WORDS } from './model-cco.ts'
import { refusalsToEdit, refusalsToEditLines } from './rules-cco.ts'
import type { WholeChangeOrder } from './Shown.tsx'

const KIND = 'commitment-change-order'

export default function ChangeOrderPage() {
  const company = useParam('company')
  const project = useParam('project')
  const path = `/rest/v1.0/projects/${project}/commitment_change_orders/${useParam('order')}`
  const query = useGet<WholeChangeOrder>(path, company)
  return (
    <>
      <Link to={`/companies/${company}/projects/${project}/commitment-change-orders`}>Commitment change orders</Link>
      <Loaded query={query}>{(record) => <ChangeOrder key={record.id} record={record} path={path} />}</Loaded>
    </>
  )
}

function ChangeOrder({ record, path }: { record: WholeChangeOrder; path: string }) {
  const company = useParam('company')
  const project = useParam('project')
  const draft = useDraft(record)
  const change = useChange(company)
  const save = () =>
    change.mutate({ path, method: 'PATCH', body: { change_order: draft.changes } }, { onSuccess: draft.reset })
  const stand = {
    number: record.number,
    erpLocked: record.erp_locked,
    erpId: record.erp_change_order_id,
    erpStatus: record.erp_status,
  }
  const locked = refusalsToEdit(stand, { title: '' })[0]?.sentence
  const { contract } = record
  const inErp = record.erp_change_order_id ? `, ${record.erp_change_order_id} in the ERP` : ''
  return (
    <>
      <PageHead title={record.title || '(no title)'} about={`Change order ${record.number}${inErp}`}>
        <ActionButton
          changes="Standard"
          variant="filled"
          onClick={save}
          busy={change.isPending}
          why={draft.dirty ? undefined : 'Nothing was changed.'}
        >
          Save
        </ActionButton>
        <SendToErp kind={KIND} item={record.id} unsaved={draft.dirty} />
      </PageHead>
      <WhatIsMissing kind={KIND} item={record.id} />
      <Refusals error={change.error} />
      <p>
        On {TYPE_WORDS[contract.type].toLowerCase()}{' '}
        <Link to={`/companies/${company}/projects/${project}/commitments/${record.contract_id}`}>
          {contract.number} {contract.title}
        </Link>
        {contract.vendor_name ? `, ${contract.vendor_name}` : ''}
      </p>
      <Head draft={draft} error={change.error} locked={locked} />
      <ChangeLines record={record} path={path} locked={refusalsToEditLines(stand)[0]?.sentence} />
    </>
  )
}

interface HeadProps {
  draft: Draft<WholeChangeOrder>
  error: unknown
  /** Why number, title and status no longer change. */
  locked: string | undefined
}

function Head({ draft: { value, set }, error, locked }: HeadProps) {
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
          label="Status"
          size="xs"
          disabled={locked !== undefined}
          error={fieldError(error, 'status')}
          value={value.status}
          onChange={(event) =>
            set('status', STATUS_CODES.find((code) => code === event.currentTarget.value) ?? 'draft')
          }
          data={STATUS_CODES.map((code) => ({ value: code, label: CHANGE_ORDER_STATUSES[code] }))}
        />
        <Field
          label="Reason"
          value={value.change_reason}
          onChange={(text) => set('change_reason', text)}
          error={fieldError(error, 'change_reason')}
        />
        <Field
          label="Due date"
          type="date"
          value={value.due_date ?? ''}
          onChange={(text) => set('due_date', text || null)}
          error={fieldError(error, 'due_date')}
        />
        <Field
          label="Description"
          lines={2}
          value={value.description}
          onChange={(text) => set('description', text)}
          error={fieldError(error, 'description')}
        />
      </FieldGrid>
    </section>
  )
}
