/** Of every exported kind an item that may be sent, in a company that has one of everything, and the places an item of the ERP tool can stand at. */
import pg from 'pg'
import { newId } from '../../src/platform/new-id.ts'
import type { Named } from './company.ts'

/** As the owner of the database: what the product itself would only come to by a journey. */
export interface Owner {
  run(statement: string, values?: unknown[]): Promise<void>
  close(): Promise<void>
}

export async function ownerOf(url: string): Promise<Owner> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  return {
    run: async (statement, values) => {
      await client.query(statement, values)
    },
    close: () => client.end(),
  }
}

/** The item of each exported kind. All of it belongs to the company's one ERP company file. */
export async function fillSendables(owner: Owner, of: Named): Promise<Record<string, number>> {
  await owner.run('delete from erp_connection where company_id = $1 and id <> $2', [of.company, of.connection])
  await linked(owner, of)
  const invoice = await fillInvoice(owner, of)
  const budget = await fillBudgetExport(owner, of)
  const [vendor, project] = [newId(), newId()]
  await owner.run(`insert into vendor (company_id, id, name) values ($1, $2, 'Rebar Works')`, [of.company, vendor])
  await owner.run(
    `insert into project (company_id, id, name, number, connection_id) values ($1, $2, 'Quay', 'Q-1', $3)`,
    [of.company, project, of.connection],
  )
  await ready(owner, of)
  return {
    'cost-code': of.project,
    company: vendor,
    job: project,
    'sub-job': of.subJob,
    commitment: of.purchaseOrder,
    'subcontractor-invoice': invoice,
    payment: of.payment,
    'commitment-change-order': of.changeOrder,
    'prime-change-order': of.primeChangeOrder,
    'owner-invoice': of.ownerInvoice,
    timecards: of.timesheet,
    budget,
    'budget-change': of.budgetChange,
  }
}

/** What the items stand on: in the ERP already. */
async function linked(owner: Owner, of: Named): Promise<void> {
  const links: [kind: string, item: number, erpId: string][] = [
    ['job', of.project, '24-0118'],
    ['company', of.vendor, 'BAYPAVE'],
    ['commitment', of.subcontract, 'SC-1'],
    ['subcontractor-invoice', of.invoice, 'INV-1'],
  ]
  for (const [kind, item, erpId] of links) await link(owner, of, kind, item, erpId)
  await owner.run(
    `update commitment set erp_locked = true, erp_commitment_id = 'SC-1' where company_id = $1 and id = $2`,
    [of.company, of.subcontract],
  )
  await owner.run(
    `update subcontractor_invoice set erp_locked = true, erp_vendor_id = 'BAYPAVE', erp_invoice_id = 'INV-1', status = 'Approved'
     where company_id = $1 and id = $2`,
    [of.company, of.invoice],
  )
  await owner.run(
    `insert into erp_link (company_id, connection_id, kind, item_id, erp_id)
     select company_id, connection_id, 'prime-contract', id, erp_id from prime_contract_source where company_id = $1`,
    [of.company],
  )
}

/** Statuses and settings under which each may be sent, no workflow before it; one code of the project is not in the ERP yet. */
async function ready(owner: Owner, of: Named): Promise<void> {
  const approved: [table: string, id: number, status: string][] = [
    ['commitment', of.purchaseOrder, 'Approved'],
    ['commitment_change_order', of.changeOrder, 'Approved'],
    ['prime_change_order', of.primeChangeOrder, 'Approved'],
    ['timesheet', of.timesheet, 'approved'],
    ['budget_change', of.budgetChange, 'approved'],
  ]
  for (const [table, id, status] of approved)
    await owner.run(`update ${table} set status = $3 where company_id = $1 and id = $2`, [of.company, id, status])
  await owner.run(
    `insert into erp_setting (company_id, key, value, set_by, set_at) values ($1, 'sub-jobs-as-extras', 'true', 1, now())`,
    [of.company],
  )
  await owner.run(`update workflow_template set from_amount = '1000000' where company_id = $1`, [of.company])
  await owner.run('update cost_code set erp_synced = false where company_id = $1 and id = $2', [
    of.company,
    of.bareCode,
  ])
  await owner.run('insert into cost_code_cost_type (company_id, cost_code_id, cost_type_id) values ($1, $2, $3)', [
    of.company,
    of.bareCode,
    of.costType,
  ])
}

/** An invoice after the one that is in the ERP. */
async function fillInvoice(owner: Owner, of: Named): Promise<number> {
  const invoice = newId()
  await owner.run(
    `insert into subcontractor_invoice (company_id, id, project_id, commitment_id, period_id, number, invoice_number, status, billing_date)
     values ($1, $2, $3, $4, $5, 2, 'I-2', 'Approved', '2026-04-30')`,
    [of.company, invoice, of.project, of.subcontract, of.emptyPeriod],
  )
  await owner.run(
    `insert into subcontractor_invoice_line (company_id, id, invoice_id, commitment_line_id, work_amount) values ($1, $2, $3, $4, 20)`,
    [of.company, newId(), invoice, of.subcontractLine],
  )
  return invoice
}

/** Beside the change order of 50.00 another one, of 5.00. */
export async function smallChangeOrder(owner: Owner, of: Named): Promise<number> {
  const id = newId()
  await owner.run(
    `insert into commitment_change_order (company_id, id, project_id, commitment_id, number, title, status, date_created)
     values ($1, $2, $3, $4, '002', 'Small change', 'Approved', '2026-03-03')`,
    [of.company, id, of.project, of.subcontract],
  )
  await owner.run(
    `insert into commitment_change_order_line (company_id, id, change_order_id, position, commitment_line_id, quantity, unit_cost, amount)
     values ($1, $2, $3, 1, $4, 1, 5, 5)`,
    [of.company, newId(), id, of.subcontractLine],
  )
  return id
}

async function fillBudgetExport(owner: Owner, of: Named): Promise<number> {
  const id = newId()
  await owner.run('insert into budget (company_id, project_id, locked) values ($1, $2, true)', [of.company, of.project])
  await owner.run('insert into budget_export (company_id, id, project_id, number) values ($1, $2, $3, 1)', [
    of.company,
    id,
    of.project,
  ])
  return id
}

export const PLACES = ['not sent', 'waiting', 'queued', 'failed', 'synced'] as const
export type Place = (typeof PLACES)[number]

/** Puts an item there, whatever became of it before. */
export async function put(owner: Owner, of: Named, kind: string, item: number, place: Place): Promise<void> {
  const which = [of.company, kind, item]
  const where = 'company_id = $1 and kind = $2 and item_id = $3'
  await owner.run(`delete from erp_link where ${where}`, which)
  await owner.run(`delete from erp_item where ${where}`, which)
  await owner.run(
    `delete from erp_op_event where company_id = $1 and op_key in (select op_key from erp_op where ${where})`,
    which,
  )
  await owner.run(`delete from erp_op where ${where}`, which)
  if (place === 'not sent') return
  if (place === 'synced') return link(owner, of, kind, item, `${kind}-1`)
  const op = place === 'waiting' ? null : await queued(owner, of, kind, item)
  if (op && place === 'failed') await refuse(owner, of, op)
  await owner.run(
    `insert into erp_item (company_id, kind, item_id, connection_id, state, rev, op_key, sent_by, sent_at, moved_by, moved_at)
     values ($1, $2, $3, $4, $5, 1, $6, $7, now(), $7, now())`,
    [...which, of.connection, op === null ? 'SENT' : 'ACCEPTED', op, of.colleague],
  )
}

function link(owner: Owner, of: Named, kind: string, item: number, erpId: string): Promise<void> {
  return owner.run(
    'insert into erp_link (company_id, kind, item_id, connection_id, erp_id) values ($1, $2, $3, $4, $5)',
    [of.company, kind, item, of.connection, erpId],
  )
}

/** An export that was accepted and has not been handed to the agent. */
async function queued(owner: Owner, of: Named, kind: string, item: number): Promise<string> {
  const op = `op-${kind}`
  await owner.run(
    `insert into erp_op (company_id, op_key, connection_id, marker, kind, item_id, intent_no, rev, seen_rev, document, rendering, payload_sha256,
       answers, sent_by, approved_by, created_at, changed_at, state)
     values ($1, $2, $3, $2, $4, $5, 1, 1, 1, '{}', '{"files":[],"probes":[],"shown":[]}', $2, '{}', $6, $6, now(), now(), 'QUEUED')`,
    [of.company, op, of.connection, kind, item, of.colleague],
  )
  return op
}

/** In words that the ERP's table of failures knows. */
async function refuse(owner: Owner, of: Named, op: string): Promise<void> {
  await owner.run(`update erp_op set state = 'LEASED' where company_id = $1 and op_key = $2`, [of.company, op])
  await owner.run(`update erp_op set state = 'REFUSED', evidence = $3 where company_id = $1 and op_key = $2`, [
    of.company,
    op,
    JSON.stringify(REFUSED),
  ])
}

const REFUSED = {
  result: 'REFUSED',
  readBack: { verdict: 'ABSENT' },
  report: '',
  rejections: '',
  sentences: ['The period is closed.'],
}
