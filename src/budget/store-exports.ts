/** The ledgers of what the ERP has of a budget, and what follows from them: what is still to be sent, what still waits to be posted. Ledgers only grow. */
import type { CompanyId, ProjectId } from '../ids.ts'
import type { Sql } from '../platform/db.ts'
import { newId } from '../platform/new-id.ts'
import type { BudgetDocument } from './document.ts'
import type { BudgetExportId, Delta, ErpState, OnItsWay, PastExport, Unequal } from './model-exports.ts'

export interface BudgetExport {
  id: BudgetExportId
  rev: number
  project: ProjectId
  projectName: string
  number: number
  batch: string | null
  ended: boolean
}

export function findExport(sql: Sql, company: CompanyId, id: BudgetExportId): Promise<BudgetExport | undefined> {
  return sql.maybe(
    `select e.id, e.rev, e.project_id as project, p.name as "projectName", e.number, e.batch, e.ended_at is not null as ended
     from budget_export e join project p on p.company_id = $1 and p.id = e.project_id where e.company_id = $1 and e.id = $2`,
    [company, id],
  )
}

/** The export that is sent next; made when the budget is locked for the first time after the last one. */
export async function nextExport(
  sql: Sql,
  company: CompanyId,
  project: ProjectId,
): Promise<BudgetExportId | undefined> {
  const row = await sql.maybe<{ id: BudgetExportId }>(
    'select id from budget_export where company_id = $1 and project_id = $2 and synced_at is null and ended_at is null',
    [company, project],
  )
  return row?.id
}

/** The budget is locked: whatever its lines are now is what would be sent. */
export async function prepareExport(sql: Sql, company: CompanyId, project: ProjectId): Promise<void> {
  await sql.run(
    `insert into budget_export (company_id, id, project_id, number)
     select $1, $2, $3, coalesce(max(number), 0) + 1 from budget_export where company_id = $1 and project_id = $3
     on conflict (company_id, project_id) where synced_at is null and ended_at is null do update set rev = budget_export.rev + 1`,
    [company, newId<BudgetExportId>(), project],
  )
}

/** What the ledger says the ERP should show, by line. `$1` company, `$2` project. */
export const ledgerSums = `select cost_code_id, cost_type_id, sum(amount) as amount, sum(quantity) as quantity, max(export_id) as last_export
  from budget_export_line where company_id = $1 and project_id = $2 group by cost_code_id, cost_type_id`

/** What the ERP shows, by line: as the job costs were last read. */
export const shownSums = `select l.cost_code_id, l.cost_type_id, sum(s.original_estimate) as amount, sum(s.original_estimate_units) as quantity
  from job_cost_line l join job_cost_summary s on s.company_id = $1 and s.line_id = l.id
  where l.company_id = $1 and l.project_id = $2 and l.cost_code_id is not null and l.cost_type_id is not null
  group by l.cost_code_id, l.cost_type_id`

/** What each line has beyond what the ERP has. A line without difference in its amount is not among them, whatever its units are. */
export function deltas(sql: Sql, company: CompanyId, project: ProjectId): Promise<Delta[]> {
  return sql.query<Delta>(
    `with ledger as (${ledgerSums}), budgeted as (select * from budget_line where company_id = $1 and project_id = $2)
     select cost_code_id, cost_type_id, code.sub_job_code as sub_job, code.code as cost_code, type.code as cost_type,
       type.name as cost_type_name, code.active as code_active,
       (coalesce(b.original_amount, 0) - coalesce(ledger.amount, 0))::numeric(18,2)::text as amount,
       (coalesce(b.quantity, 0) - coalesce(ledger.quantity, 0))::numeric(14,4)::text as quantity, coalesce(b.uom, '') as uom
     from budgeted b full join ledger using (cost_code_id, cost_type_id)
     join cost_code code on code.company_id = $1 and code.id = cost_code_id
     join cost_type type on type.company_id = $1 and type.id = cost_type_id
     where coalesce(b.original_amount, 0) <> coalesce(ledger.amount, 0)
     order by code.sub_job_code, code.code, type.code`,
    [company, project],
  )
}

interface UnequalRow extends Unequal {
  standing: 'waiting' | 'differing' | 'unknown'
}

/** Where the budget stands with the ERP: derived from the ledger, the job costs last read, and the way of the next export. */
export async function erpState(sql: Sql, company: CompanyId, project: ProjectId): Promise<ErpState> {
  const { exported, on_its_way } = await sql.one<{ exported: boolean; on_its_way: OnItsWay }>(
    `select exists (select from budget_export_line l where l.company_id = $1 and l.project_id = $2 and l.origin = 'exported') as exported,
       (select case when i.state = 'SENT' then 'sent' when o.state = 'NEEDS_HUMAN' then 'review' else 'exporting' end
        from budget_export e
        join erp_item i on i.company_id = $1 and i.kind = 'budget' and i.item_id = e.id
        left join erp_op o on o.company_id = $1 and o.op_key = i.op_key
        where e.company_id = $1 and e.project_id = $2 and e.synced_at is null and e.ended_at is null
          and (i.state = 'SENT' or (i.state = 'ACCEPTED' and o.state not in ('CONFIRMED', 'REFUSED', 'CANCELLED')))) as on_its_way`,
    [company, project],
  )
  const unequal = await sql.query<UnequalRow>(
    `with ledger as (${ledgerSums}), shown as (${shownSums}),
     unequal as (
       select cost_code_id, cost_type_id, coalesce(ledger.amount, 0) as expected, coalesce(shown.amount, 0) as shown, ledger.last_export
       from ledger full join shown using (cost_code_id, cost_type_id)
       where coalesce(ledger.amount, 0) <> coalesce(shown.amount, 0))
     select code.sub_job_code as sub_job, code.code as cost_code, code.name as cost_code_name, type.code as cost_type,
       u.cost_code_id, u.cost_type_id, u.expected::numeric(18,2)::text as expected, u.shown::numeric(18,2)::text as shown, e.batch,
       case when u.last_export is null then 'unknown'
         when u.shown = u.expected - (select sum(amount) from budget_export_line x
           where x.company_id = $1 and x.export_id = u.last_export and x.cost_code_id = u.cost_code_id and x.cost_type_id = u.cost_type_id)
         then 'waiting' else 'differing' end as standing
     from unequal u
     join cost_code code on code.company_id = $1 and code.id = u.cost_code_id
     join cost_type type on type.company_id = $1 and type.id = u.cost_type_id
     left join budget_export e on e.company_id = $1 and e.id = u.last_export
     order by code.sub_job_code, code.code, type.code`,
    [company, project],
  )
  const standing = (which: UnequalRow['standing']): Unequal[] =>
    unequal.flatMap(({ standing, ...each }) => (standing === which ? [each] : []))
  return {
    exported: exported || on_its_way === 'exporting' || on_its_way === 'review',
    onItsWay: on_its_way,
    waiting: standing('waiting'),
    differing: standing('differing'),
    unknown: standing('unknown'),
  }
}

/** What has gone to the ERP so far, latest first. */
export async function listExports(sql: Sql, company: CompanyId, project: ProjectId): Promise<PastExport[]> {
  const rows = await sql.query<Omit<PastExport, 'synced_at'> & { synced_at: Date }>(
    `select e.id, e.number, e.batch, e.synced_at, count(*)::int as lines, sum(l.amount)::numeric(18,2)::text as amount
     from budget_export e join budget_export_line l on l.company_id = $1 and l.export_id = e.id and l.origin = 'exported'
     where e.company_id = $1 and e.project_id = $2 and e.synced_at is not null and e.ended_at is null
     group by e.id, e.number, e.batch, e.synced_at order by e.number desc`,
    [company, project],
  )
  return rows.map((row) => ({ ...row, synced_at: row.synced_at.toISOString() }))
}

/** What an export brought to the ERP, by line. */
export function exportedLines(sql: Sql, company: CompanyId, id: BudgetExportId): Promise<{ amount: string }[]> {
  return sql.query(
    `select sum(amount)::text as amount from budget_export_line where company_id = $1 and export_id = $2 and origin = 'exported'
     group by cost_code_id, cost_type_id`,
    [company, id],
  )
}

/** In the transaction that links: the ERP has what the document says, in that batch. */
export async function exportSynced(
  sql: Sql,
  company: CompanyId,
  at: Date,
  { id, project }: Pick<BudgetExport, 'id' | 'project'>,
  batch: string,
  lines: BudgetDocument['lines'],
): Promise<void> {
  await sql.run(
    'update budget_export set batch = $3, synced_at = $4, ended_at = null where company_id = $1 and id = $2',
    [company, id, batch, at],
  )
  await sql.run(
    `insert into budget_export_line (company_id, project_id, cost_code_id, cost_type_id, origin, export_id, amount, quantity, at)
     select $1, $2, n.code, n.type, 'exported', $3, n.amount, n.quantity, $4
     from unnest($5::int8[], $6::int8[], $7::numeric[], $8::numeric[]) as n (code, type, amount, quantity)`,
    [
      company,
      project,
      id,
      at,
      lines.map((each) => each.costCodeId),
      lines.map((each) => each.costTypeId),
      lines.map((each) => each.amount),
      lines.map((each) => each.quantity ?? '0'),
    ],
  )
}

/** The ERP no longer has that export: it may go again, unless another one is open by now. */
export async function exportGone(
  sql: Sql,
  company: CompanyId,
  at: Date,
  { id, project }: Pick<BudgetExport, 'id' | 'project'>,
): Promise<void> {
  const open = (await nextExport(sql, company, project)) !== undefined
  await sql.run(
    `update budget_export set synced_at = case when $4 then synced_at end, batch = case when $4 then batch end, ended_at = case when $4 then $3::timestamptz end
     where company_id = $1 and id = $2`,
    [company, id, at, open],
  )
  await sql.run(
    `insert into budget_export_line (company_id, project_id, cost_code_id, cost_type_id, origin, export_id, amount, quantity, at)
     select $1, project_id, cost_code_id, cost_type_id, 'undone', $2, -sum(amount), -sum(quantity), $3
     from budget_export_line where company_id = $1 and export_id = $2
     group by project_id, cost_code_id, cost_type_id having sum(amount) <> 0 or sum(quantity) <> 0`,
    [company, id, at],
  )
}
