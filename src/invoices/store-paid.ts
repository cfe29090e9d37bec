/** What the ERP says of posted invoices and their payments: intake of both feeds, and the payments of one of our invoices (INV-5). */
import type { Applied, Scope } from '../erp/entity.ts'
import type { CompanyId } from '../ids.ts'
import type { Sql } from '../platform/db.ts'
import { recordAll } from '../platform/history.ts'
import { announce } from '../platform/live.ts'
import type { Invoice, InvoiceId } from './model.ts'

const POSTED = ['status', 'amount', 'tax', 'retainage', 'amount_paid', 'accounting_date']
const PAYMENT = ['type', 'bank_account', 'check_number', 'amount', 'paid_on']

export const applyPosted = (scope: Scope): Promise<Applied> =>
  merge(scope, { table: 'erp_posted_invoice', key: ['vendor', 'invoice'], columns: POSTED })

export const applyPayments = (scope: Scope): Promise<Applied> =>
  merge(scope, { table: 'erp_invoice_payment', key: ['vendor', 'invoice', 'payment'], columns: PAYMENT })

export const removeVanishedPosted = (scope: Scope): Promise<Applied> =>
  removeVanished(scope, 'erp_posted_invoice', ['vendor', 'invoice'])

export const removeVanishedPayments = (scope: Scope): Promise<Applied> =>
  removeVanished(scope, 'erp_invoice_payment', ['vendor', 'invoice', 'payment'])

interface Intake {
  table: string
  key: string[]
  columns: string[]
}

/** Set by set; a row that is unchanged is not written. Every row is kept, whether an invoice of ours is behind it or not. */
async function merge(scope: Scope, { table, key, columns }: Intake): Promise<Applied> {
  const { sql, company, connection } = scope
  const { rows } = await sql.one<{ rows: number }>('select count(*) as rows from incoming')
  const all = [...key, ...columns]
  const written = await sql.query<{ fresh: boolean; vendor: string; invoice: string }>(
    `insert into ${table} as t (company_id, connection_id, ${all.join(', ')})
     select $1, $2, ${all.map((each) => `i.${each}`).join(', ')} from incoming i
     on conflict (company_id, connection_id, ${key.join(', ')}) do update set ${columns.map((each) => `${each} = excluded.${each}`).join(', ')}
     where (${columns.map((each) => `t.${each}`).join(', ')}) is distinct from (${columns.map((each) => `excluded.${each}`).join(', ')})
     returning xmax = 0 as fresh, vendor, invoice`,
    [company, connection],
  )
  await tell(scope, table, written)
  const inserted = written.filter((each) => each.fresh).length
  const changed = written.length - inserted
  return { inserted, changed, unchanged: rows - written.length, vanished: 0, unsyncable: 0 }
}

/** After a full pass: what the ERP no longer has goes. */
async function removeVanished(scope: Scope, table: string, key: string[]): Promise<Applied> {
  const { sql, company, connection } = scope
  const gone = await sql.query<{ vendor: string; invoice: string }>(
    `delete from ${table} t where t.company_id = $1 and t.connection_id = $2
       and not exists (select 1 from seen where ${key.map((each) => `seen.${each} = t.${each}`).join(' and ')})
     returning t.vendor, t.invoice`,
    [company, connection],
  )
  await tell(scope, table, gone)
  return { inserted: 0, changed: 0, unchanged: 0, vanished: gone.length, unsyncable: 0 }
}

/** In the history, and to whoever looks: what changed about invoices of ours. */
async function tell({ sql, company, connection }: Scope, table: string, rows: { vendor: string; invoice: string }[]) {
  if (rows.length === 0) return
  const ours = await sql.query<{ id: InvoiceId; status: string | null; paid: string | null }>(
    `select i.id, e.status, e.amount_paid as paid
     from (select distinct vendor, invoice from unnest($3::text[], $4::text[]) as t (vendor, invoice)) w
     join subcontractor_invoice i on i.company_id = $1 and i.erp_vendor_id = w.vendor and i.erp_invoice_id = w.invoice
     join erp_link l on l.company_id = $1 and l.connection_id = $2 and l.kind = 'subcontractor-invoice' and l.item_id = i.id
     left join erp_posted_invoice e on e.company_id = $1 and e.connection_id = $2 and e.vendor = w.vendor and e.invoice = w.invoice`,
    [company, connection, rows.map((each) => each.vendor), rows.map((each) => each.invoice)],
  )
  const said = table === 'erp_posted_invoice' ? ours : []
  await recordAll(
    sql,
    company,
    said.map(({ id, status, paid }) => ({
      actor: undefined,
      action: 'paid-status',
      subject: { kind: 'subcontractor-invoice', id },
      body: { status, amount_paid: paid },
    })),
  )
  for (const { id } of ours) await announce(sql, company, 'subcontractor-invoice', id)
}

export interface ErpPayment {
  payment: string
  /** The ERP's own word: a check, a void. */
  type: string
  bankAccount: string
  checkNumber: string
  /** Below zero: a payment taken back. */
  amount: string
  paidOn: string | null
}

/** As the ERP has them, voids among them; none while the invoice is not linked. */
export function erpPayments(sql: Sql, company: CompanyId, invoice: Pick<Invoice, 'id'>): Promise<ErpPayment[]> {
  return sql.query(
    `select p.payment, p.type, p.bank_account as "bankAccount", p.check_number as "checkNumber", p.amount, p.paid_on as "paidOn"
     from subcontractor_invoice i
     join erp_link l on l.company_id = i.company_id and l.kind = 'subcontractor-invoice' and l.item_id = i.id
     join erp_invoice_payment p on p.company_id = i.company_id and p.connection_id = l.connection_id
       and p.vendor = i.erp_vendor_id and p.invoice = i.erp_invoice_id
     where i.company_id = $1 and i.id = $2 order by p.paid_on nulls last, length(p.payment), p.payment`,
    [company, invoice.id],
  )
}
