/** One invoice: its head, its totals, what it bills by line, its way to the ERP and what was paid on it. */
import { SendToErp, WhatIsMissing } from '../erp/SendToErp.tsx'
import { ActionButton } from '../web/ActionButton.tsx'
import { useDraft } from '../web/draft.ts'
import { Loaded } from '../web/Loaded.tsx'
import { Notice, Refusals } from '../web/Notice.tsx'
import { PageHead } from '../web/PageHead.tsx'
import { useChange, useGet } from '../web/queries.ts'
import { Link, useParam } from '../web/router.tsx'
import { HeadFields } from './HeadFields.tsx'
import { Items } from './Items.tsx'
import { refusalsToEdit, refusalsToEditItems } from './rules.ts'
import type { ShownItem, WholeInvoice } from './Shown.tsx'
import { Totals } from './Totals.tsx'

export default function InvoicePage() {
  const company = useParam('company')
  const project = useParam('project')
  const id = useParam('invoice')
  const invoice = useGet<WholeInvoice>(`/rest/v1.0/requisitions/${id}?project_id=${project}`, company)
  return (
    <>
      <Link to={`/companies/${company}/projects/${project}/invoices`}>Invoices</Link>
      <Loaded query={invoice}>{(record) => <Invoice key={record.id} record={record} />}</Loaded>
    </>
  )
}

function Invoice({ record }: { record: WholeInvoice }) {
  const company = useParam('company')
  const project = useParam('project')
  const draft = useDraft(record)
  const change = useChange(company)
  const path = `/rest/v1.0/requisitions/${record.id}`
  const items = useGet<ShownItem[]>(`${path}/items?project_id=${project}`, company)
  const save = () =>
    change.mutate(
      { path, method: 'PATCH', body: { project_id: Number(project), requisition: draft.changes } },
      { onSuccess: draft.reset },
    )
  const stand = {
    number: record.number,
    invoiceNumber: record.invoice_number,
    status: record.status,
    erpLocked: record.erp_locked,
    erpId: record.erp_invoice_id,
    erpStatus: record.erp_status,
  }
  const inErp = record.erp_invoice_id ? `, ${record.erp_invoice_id} in the ERP` : ''
  const about = `Invoice ${record.number} on ${record.commitment_number} ${record.commitment_title}, ${record.requisition_start} to ${record.requisition_end}${inErp}`
  return (
    <>
      <PageHead title={record.invoice_number} about={about}>
        <ActionButton
          changes="Standard"
          variant="filled"
          onClick={save}
          busy={change.isPending}
          why={draft.dirty ? undefined : 'Nothing was changed.'}
        >
          Save
        </ActionButton>
        <SendToErp kind="subcontractor-invoice" item={record.id} unsaved={draft.dirty} />
      </PageHead>
      <WhatIsMissing kind="subcontractor-invoice" item={record.id} />
      <Refusals error={change.error} />
      {record.warnings.length > 0 ? (
        <Notice colour="yellow">
          <ul>
            {record.warnings.map((each) => (
              <li key={each}>{each}</li>
            ))}
          </ul>
        </Notice>
      ) : null}
      <HeadFields draft={draft} error={change.error} locked={refusalsToEdit(stand, { comment: '' })[0]?.sentence} />
      <Totals company={company} project={project} record={record} />
      <Loaded query={items}>
        {(all) => <Items record={record} items={all} locked={refusalsToEditItems(stand)[0]?.sentence} />}
      </Loaded>
    </>
  )
}
