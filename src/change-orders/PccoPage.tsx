/** One prime contract change order: its head, its lines, its markups, its way to the ERP. */
import { NativeSelect } from '@mantine/core'
import { SendToErp, WhatIsMissing } from '../erp/SendToErp.tsx'
import { ActionButton } from '../web/ActionButton.tsx'
import { useDraft } from '../web/draft.ts'
import { FactList } from '../web/FactList.tsx'
import { Field, FieldGrid, fieldError } from '../web/Field.tsx'
import { Loaded } from '../web/Loaded.tsx'
import { Money } from '../web/Money.tsx'
import { Refusals } from '../web/Notice.tsx'
import { PageHead } from '../web/PageHead.tsx'
import { useChange, useGet } from '../web/queries.ts'
import { Link, useParam } from '../web/router.tsx'
import { PCCO_STATUSES } from './model-pcco.ts'
import { PccoLines } from './PccoLines.tsx'
import { PccoMarkups } from './PccoMarkups.tsx'
import { refusalsToEditPcco } from './rules-pcco.ts'
import type { ShownPcco, ShownPccoLine } from './ShownPcco.tsx'

export default function PccoPage() {
  const company = useParam('company')
  const project = useParam('project')
  const path = `/rest/v1.0/projects/${project}/prime_change_orders/${useParam('order')}`
  const query = useGet<ShownPcco>(path, company)
  return (
    <>
      <Link to={`/companies/${company}/projects/${project}/prime-change-orders`}>Prime contract change orders</Link>
      <Loaded query={query}>{(record) => <Pcco key={record.id} record={record} path={path} />}</Loaded>
    </>
  )
}

function Pcco({ record, path }: { record: ShownPcco; path: string }) {
  const company = useParam('company')
  const draft = useDraft(record)
  const change = useChange(company)
  const lines = useGet<ShownPccoLine[]>(`${path}/line_items`, company)
  const save = () =>
    change.mutate({ path, method: 'PATCH', body: { change_order: draft.changes } }, { onSuccess: draft.reset })
  const stand = { number: record.number, erpLocked: record.erp_locked, erpStatus: record.erp_status }
  const locked = refusalsToEditPcco(stand)[0]?.sentence
  return (
    <>
      <PageHead
        title={record.title || '(no title)'}
        about={`Change order ${record.number} on prime contract ${record.contract_number}`}
      >
        <ActionButton
          changes="Standard"
          variant="filled"
          onClick={save}
          busy={change.isPending}
          why={draft.dirty ? undefined : 'Nothing was changed.'}
        >
          Save
        </ActionButton>
        <SendToErp kind="prime-change-order" item={record.id} unsaved={draft.dirty} />
      </PageHead>
      <WhatIsMissing kind="prime-change-order" item={record.id} />
      <Refusals error={change.error} />
      <section className="panel" aria-label="Head">
        {locked ? <p className="muted">{locked}</p> : null}
        <FieldGrid>
          <Field
            label="Number"
            value={draft.value.number}
            onChange={(text) => draft.set('number', text)}
            error={fieldError(change.error, 'number')}
            disabled={locked !== undefined}
          />
          <Field
            label="Title"
            value={draft.value.title}
            onChange={(text) => draft.set('title', text)}
            error={fieldError(change.error, 'title')}
            disabled={locked !== undefined}
          />
          <NativeSelect
            label="Status"
            size="xs"
            value={draft.value.status}
            onChange={(event) => draft.set('status', event.currentTarget.value)}
            data={[...PCCO_STATUSES]}
            disabled={locked !== undefined}
          />
        </FieldGrid>
        <FactList
          facts={[
            ['Lines', <Money key="lines" value={record.subtotal} />],
            ['Markups', <Money key="markups" value={record.markup_total} />],
            ['Scheduled value', <Money key="total" value={record.grand_total} />],
          ]}
        />
      </section>
      <Loaded query={lines}>
        {(all) => <PccoLines path={path} contract={record.contract_id} lines={all} locked={locked} />}
      </Loaded>
      <PccoMarkups key={JSON.stringify(record.markups)} path={path} markups={record.markups} locked={locked} />
    </>
  )
}
