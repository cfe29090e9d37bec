/** The applications for payment on a prime contract, in their order. */
import { ActionButton } from '../web/ActionButton.tsx'
import { moneyColumn, textColumn } from '../web/column-kinds.tsx'
import type { TableColumn } from '../web/columns.ts'
import { Loaded } from '../web/Loaded.tsx'
import { Empty, Refusals } from '../web/Notice.tsx'
import { PageHead } from '../web/PageHead.tsx'
import { useChange, useGet } from '../web/queries.ts'
import { Link, useGo, useParam } from '../web/router.tsx'
import { StatusChip } from '../web/StatusChip.tsx'
import { Table } from '../web/Table.tsx'
import { OWNER_STATUS_WORDS } from './model-owner.ts'
import { OWNER_ERP_WORDS, type ShownOwnerInvoice } from './ShownOwner.tsx'

type Row = Omit<ShownOwnerInvoice, 'g703'>

export default function OwnerInvoicesPage() {
  const company = useParam('company')
  const project = useParam('project')
  const contract = useParam('contract')
  const change = useChange<{ id: number }>(company)
  const go = useGo()
  const path = `/rest/v1.0/prime_contracts/${contract}/payment_applications`
  const list = useGet<Row[]>(`${path}?project_id=${project}`, company)
  const own = `/companies/${company}/projects/${project}/prime-contracts/${contract}`
  const pathOf = (row: { id: number }) => `${own}/invoices/${row.id}`
  const begin = () =>
    change.mutate(
      { path, body: { project_id: Number(project), payment_application: {} } },
      { onSuccess: (made) => go(pathOf(made)) },
    )
  const last = list.data?.at(-1)
  const why =
    last && last.status !== 'approved' ? `Owner invoice ${last.invoice_number} is not approved yet.` : undefined
  return (
    <>
      <Link to={own}>Prime contract</Link>
      <PageHead title="Owner invoices" about="Applications for payment on this prime contract.">
        <ActionButton changes="Standard" onClick={begin} busy={change.isPending} why={why}>
          Begin the next one
        </ActionButton>
      </PageHead>
      <Refusals error={change.error} />
      <Loaded query={list}>
        {(rows) => (
          <Table
            label="Owner invoices"
            columns={columnsOf(pathOf)}
            rows={rows}
            rowKey={(row) => String(row.id)}
            rowName={(row) => `application ${row.number}`}
            onOpen={(row) => go(pathOf(row))}
            empty={<Empty title="Nothing was billed yet.">Begin the first application for payment.</Empty>}
          />
        )}
      </Loaded>
    </>
  )
}

function columnsOf(pathOf: (row: Row) => string): TableColumn<Row>[] {
  return [
    {
      key: 'number',
      label: 'Application',
      width: 110,
      head: true,
      sort: 'number',
      by: (row) => row.number,
      show: (row) => <Link to={pathOf(row)}>{row.number}</Link>,
    },
    textColumn('invoice', 'Invoice', 120, (row) => row.invoice_number),
    textColumn('date', 'Billing date', 110, (row) => row.billing_date),
    textColumn('status', 'Status', 150, (row) => OWNER_STATUS_WORDS[row.status]),
    moneyColumn(
      'total_completed_and_stored_to_date',
      'Completed and stored',
      (row) => row.g702.total_completed_and_stored_to_date,
      150,
    ),
    moneyColumn('total_retainage', 'Retainage', (row) => row.g702.total_retainage, 150),
    moneyColumn('current_payment_due', 'Payment due', (row) => row.g702.current_payment_due, 150),
    {
      key: 'erp',
      label: 'ERP',
      width: 130,
      by: (row) => row.erp_status,
      show: (row) => <StatusChip {...OWNER_ERP_WORDS[row.erp_status]} />,
    },
  ]
}
