/** The totals of an invoice, as the trade's own form has them, and what the ERP says was paid. */
import { Money } from '../web/Money.tsx'
import { useGet } from '../web/queries.ts'
import { Day } from '../web/Time.tsx'
import { PaidChip, type WholeInvoice } from './Shown.tsx'

const LINES: [key: string, label: string][] = [
  ['original_contract_sum', 'Original contract sum'],
  ['net_change_by_change_orders', 'Net change by change orders'],
  ['contract_sum_to_date', 'Contract sum to date'],
  ['total_completed_and_stored_to_date', 'Completed and stored to date'],
  ['completed_work_retainage_amount', 'Retainage on completed work'],
  ['stored_materials_retainage_amount', 'Retainage on stored materials'],
  ['total_earned_less_retainage', 'Earned less retainage'],
  ['less_previous_certificates_for_payment', 'Less previous invoices'],
  ['tax_applicable_to_this_payment', 'Tax of this invoice'],
  ['current_payment_due', 'Current payment due'],
  ['balance_to_finish_including_retainage', 'Balance to finish, with retainage'],
]

interface Payment {
  payment_id: string
  type: string
  check_number: string
  amount: string
  date: string | null
}

interface TotalsProps {
  company: string
  project: string
  record: WholeInvoice
}

export function Totals({ company, project, record }: TotalsProps) {
  const path = `/rest/v1.0/requisitions/${record.id}/erp_payments?project_id=${project}`
  const payments = useGet<Payment[]>(record.erp_locked ? path : undefined, company)
  return (
    <section className="panel" aria-label="Totals">
      <dl className="figures">
        {LINES.map(([key, label]) => (
          <div key={key}>
            <dt>{label}</dt>
            <dd>
              <Money value={record.summary[key]} />
            </dd>
          </div>
        ))}
        <div>
          <dt>Complete</dt>
          <dd className="number">{record.summary.percent_complete}</dd>
        </div>
      </dl>
      {record.payment_status === null ? null : (
        <p>
          <PaidChip status={record.payment_status} /> <Money value={record.paid_amount} />
          {(payments.data ?? []).map((each) => (
            <span key={each.payment_id}>
              {' · '}
              {each.type} {each.check_number}, <Day date={each.date} />, <Money value={each.amount} />
            </span>
          ))}
        </p>
      )}
    </section>
  )
}
