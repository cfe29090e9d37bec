/** Counts for the workflows: where every item of a company, or of one project, stands on its way to the ERP. Reads only. */
import { erpState } from '../budget/store-exports.ts'
import type { CompanyId, ProjectId } from '../ids.ts'
import { PAID_STATUS } from '../invoices/store.ts'
import { type Sql, together } from '../platform/db.ts'
import type { Facts, Noun } from './model.ts'

/** Where a noun's items stand, the column of their project, and when they may be sent. */
const ITEMS: Record<Noun, { table: string; project: string; ready: string; more?: string }> = {
  job: { table: 'project', project: 't.id', ready: 'true' },
  'sub-job': { table: 'sub_job', project: 't.project_id', ready: 'true' },
  company: { table: 'vendor', project: 'null', ready: 'true' },
  budget: {
    table: 'budget_export',
    project: 't.project_id',
    ready: `exists (select 1 from budget b where b.company_id = t.company_id and b.project_id = t.project_id and b.locked)`,
    more: 'and t.ended_at is null',
  },
  commitment: { table: 'commitment', project: 't.project_id', ready: `t.status in ('Approved', 'Complete')` },
  'commitment-change-order': {
    table: 'commitment_change_order',
    project: 't.project_id',
    ready: `t.status = 'Approved'`,
  },
  'prime-change-order': { table: 'prime_change_order', project: 't.project_id', ready: `t.status = 'Approved'` },
  'subcontractor-invoice': {
    table: 'subcontractor_invoice',
    project: 't.project_id',
    ready: `t.status in ('Approved', 'Approved as Noted', 'Pending Owner Approval')`,
  },
}

/** Every count of the company's, or only of one project's. */
export async function factsOf(sql: Sql, company: CompanyId, project: ProjectId | null): Promise<Facts> {
  const rows = await sql.query<{ key: string; count: number }>(
    `${Object.entries(ITEMS).map(stagesOf).join(' union all ')} union all ${others}`,
    [company, project],
  )
  const facts = Object.fromEntries(rows.map(({ key, count }) => [key, count])) as Facts
  return { ...facts, ...(await postedBudgets(sql, company, project)) }
}

function stagesOf([noun, { table, project, ready, more = '' }]: [string, (typeof ITEMS)[Noun]]): string {
  return `select '${noun}.' || stage as key, count(*) as count from (
    select case
      when l.item_id is not null then 'synced'
      when o.state = 'NEEDS_HUMAN' or (i.state = 'ACCEPTED' and o.state = 'REFUSED') then 'trouble'
      when i.state = 'ACCEPTED' then 'going'
      when i.state = 'SENT' then 'waiting'
      when ${ready} then 'ready' else 'draft' end as stage
    from ${table} t
    left join erp_link l on l.company_id = t.company_id and l.kind = '${noun}' and l.item_id = t.id
    left join erp_item i on i.company_id = t.company_id and i.kind = '${noun}' and i.item_id = t.id
    left join erp_op o on o.company_id = t.company_id and o.op_key = i.op_key
    where t.company_id = $1 and ($2::int8 is null or ${project}::int8 is null or ${project}::int8 = $2) ${more}) s group by stage`
}

const OF_PROJECT = '($2::int8 is null or t.project_id = $2)'
const counted = (key: string, table: string, where = 'true') =>
  `select '${key}', count(*) from ${table} t where t.company_id = $1 and ${OF_PROJECT} and ${where}`
const staged = (kind: string, ofProject: string) =>
  `select 'staged-${kind}', count(*) from erp_staged t where t.company_id = $1 and t.kind = '${kind}' and t.state = 'staged' and not t.gone and ${ofProject}`
/** Records below a job belong to the project that is linked with it, in the same company file. */
const UNDER_JOB = `($2::int8 is null or (t.connection_id, t.data ->> 'job') = (select connection_id, erp_id from erp_link where company_id = $1 and kind = 'job' and item_id = $2))`

const others = [
  // A project that has its job waits for no other.
  staged(
    'job',
    `($2::int8 is null or not exists (select 1 from erp_link where company_id = $1 and kind = 'job' and item_id = $2))`,
  ),
  staged('company', 'true'),
  staged('sub-job', UNDER_JOB),
  staged('prime-contract', UNDER_JOB),
  counted('cost-codes', 'cost_code', 'not t.is_group and t.active'),
  `select 'cost-codes-waiting', count(*) from erp_item t where t.company_id = $1 and t.kind = 'cost-code' and t.state = 'SENT' and ($2::int8 is null or t.item_id = $2)`,
  `select case when coalesce(b.locked, false) then 'budget-locked' else 'budget-unlocked' end, count(*)
     from (select distinct company_id, project_id from budget_line) t left join budget b on b.company_id = t.company_id and b.project_id = t.project_id
     where t.company_id = $1 and ${OF_PROJECT} group by 1`,
  counted(
    'budget-reopened',
    'budget',
    `not t.locked and exists (select from budget_export_line l where l.company_id = t.company_id and l.project_id = t.project_id and l.origin = 'exported')`,
  ),
  `select 'budget-resent', count(*) from (select t.project_id from budget_export t
     where t.company_id = $1 and ${OF_PROJECT} and t.synced_at is not null group by 1 having count(*) > 1) again`,
  `select case when t.status = 'approved' then 'budget-change-approved' else 'budget-change-open' end, count(*)
     from budget_change t where t.company_id = $1 and ${OF_PROJECT} and t.status <> 'void' group by 1`,
  counted('prime-contract', 'prime_contract'),
  counted('prime-contract-approved', 'prime_contract', `t.status = 'Approved'`),
  counted('period', 'billing_period'),
  counted('period-open', 'billing_period', `t.status = 'open'`),
  `select case when ${PAID_STATUS} = 'paid' then 'invoice-paid' else 'invoice-unpaid' end, count(*)
     from subcontractor_invoice t
     join erp_link li on li.company_id = t.company_id and li.kind = 'subcontractor-invoice' and li.item_id = t.id
     left join erp_posted_invoice e on e.company_id = li.company_id and e.connection_id = li.connection_id
       and e.vendor = t.erp_vendor_id and e.invoice = t.erp_invoice_id
     where t.company_id = $1 and ${OF_PROJECT} group by 1`,
  `select 'connection', count(*) from erp_connection t where t.company_id = $1`,
  `select 'invoice-settings', count(*) from erp_setting t where t.company_id = $1 and t.key in ('direct-export-invoices', 'summarise-invoice-lines')`,
  `select 'vendor-linked', count(*) from erp_link t where t.company_id = $1 and t.kind = 'company'`,
].join(' union all ')

/** Lines of budgets that the books do not show yet, and budgets that they show whole (BUD-5). */
async function postedBudgets(sql: Sql, company: CompanyId, project: ProjectId | null): Promise<Facts> {
  const exported = await sql.query<{ project_id: ProjectId }>(
    `select distinct t.project_id from budget_export_line t where t.company_id = $1 and ${OF_PROJECT} and t.origin = 'exported'`,
    [company, project],
  )
  const states = await together(exported.map((each) => erpState(sql, company, each.project_id)))
  return {
    'budget-unposted': states.reduce((sum, { waiting }) => sum + waiting.length, 0),
    'budget-posted': states.filter(({ waiting }) => waiting.length === 0).length,
  }
}
