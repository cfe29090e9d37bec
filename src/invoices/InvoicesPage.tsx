/** The subcontractors' invoices of a project, by billing period. */
import { useState } from 'react'
import { sum } from '../platform/money.ts'
import { ActionButton } from '../web/ActionButton.tsx'
import { dayColumn, moneyColumn, textColumn } from '../web/column-kinds.tsx'
import type { TableColumn } from '../web/columns.ts'
import { Loaded } from '../web/Loaded.tsx'
import { Money } from '../web/Money.tsx'
import { Empty } from '../web/Notice.tsx'
import { PageHead } from '../web/PageHead.tsx'
import { useList } from '../web/queries.ts'
import { Link, useFilters, useGo, useParam } from '../web/router.tsx'
import { SearchField, searched } from '../web/SearchField.tsx'
import { useWhyNotChange } from '../web/session.ts'
import { useShortcut } from '../web/shortcuts.tsx'
import { Table } from '../web/Table.tsx'
import { NewInvoice } from './NewInvoice.tsx'
import { Periods } from './Periods.tsx'
import { ErpStatusChip, PaidChip, type ShownInvoice } from './Shown.tsx'

export default function InvoicesPage() {
  const company = useParam('company')
  const project = useParam('project')
  const [filters] = useFilters()
  const [open, setOpen] = useState<'invoice' | 'periods'>()
  const go = useGo()
  const list = useList<ShownInvoice>(`/rest/v1.0/requisitions?project_id=${project}`, company)
  const pathOf = (row: ShownInvoice) => `/companies/${company}/projects/${project}/invoices/${row.id}`
  useShortcut('n', 'New invoice', () => setOpen('invoice'), useWhyNotChange('Standard') === undefined)
  const close = () => setOpen(undefined)
  return (
    <>
      <PageHead title="Invoices" about="What subcontractors bill, by billing period.">
        <SearchField label="Search invoices" />
        <ActionButton onClick={() => setOpen('periods')}>Billing periods</ActionButton>
        <ActionButton changes="Standard" onClick={() => setOpen('invoice')}>
          New invoice
        </ActionButton>
      </PageHead>
      <Loaded query={list}>
        {(all) => {
          const rows = searched(all, filters.q, (row) => [
            row.invoice_number,
            row.commitment_number,
            row.commitment_title,
            row.vendor_name,
            row.erp_invoice_id,
          ])
          const total = (of: (row: ShownInvoice) => string) => <Money value={sum(rows.map(of))} />
          return (
            <Table
              label="Invoices"
              columns={columnsOf(pathOf)}
              rows={rows}
              rowKey={(row) => String(row.id)}
              rowName={(row) => row.invoice_number}
              onOpen={(row) => go(pathOf(row))}
              footer={{
                number: 'Total',
                amount: total((row) => row.total_claimed_amount),
                retainage: total((row) => row.retainage_amount),
                paid: total((row) => row.paid_amount),
              }}
              empty={
                <Empty title={all.length === 0 ? 'No invoices yet.' : 'No invoice fits the search.'}>
                  {all.length === 0
                    ? 'Open a billing period and bill a commitment in it.'
                    : 'Change or clear the search.'}
                </Empty>
              }
            />
          )
        }}
      </Loaded>
      {open === 'invoice' ? <NewInvoice company={company} project={project} onClose={close} /> : null}
      {open === 'periods' ? <Periods company={company} project={project} onClose={close} /> : null}
    </>
  )
}

function columnsOf(pathOf: (row: ShownInvoice) => string): TableColumn<ShownInvoice>[] {
  return [
    {
      key: 'number',
      label: 'Invoice',
      width: 130,
      head: true,
      by: (row) => row.invoice_number,
      show: (row) => <Link to={pathOf(row)}>{row.invoice_number}</Link>,
    },
    textColumn('commitment', 'Commitment', 110, (row) => row.commitment_number),
    { key: 'title', label: 'Title', by: (row) => row.commitment_title, show: (row) => row.commitment_title },
    textColumn('company', 'Company', 150, (row) => row.vendor_name),
    dayColumn('period', 'Period to', (row) => row.requisition_end),
    textColumn('status', 'Status', 130, (row) => row.status),
    moneyColumn('amount', 'Billed', (row) => row.total_claimed_amount, 112),
    moneyColumn('retainage', 'Retainage', (row) => row.retainage_amount, 112),
    {
      key: 'erp',
      label: 'ERP',
      width: 128,
      by: (row) => row.erp_status,
      show: (row) => <ErpStatusChip status={row.erp_status} />,
    },
    textColumn('id', 'ERP ID', 110, (row) => row.erp_invoice_id),
    {
      key: 'standing',
      label: 'Payment',
      width: 112,
      by: (row) => row.payment_status,
      show: (row) => <PaidChip status={row.payment_status} />,
    },
    moneyColumn('paid', 'Paid', (row) => row.paid_amount, 112),
  ]
}
