/** Budget changes: their SQL. Every write raises `rev` and goes into the history. */
import { todayOf } from '../access/store-lists.ts'
import type { CostCodeId, CostTypeId } from '../cost-codes/model.ts'
import type { Scope } from '../erp/entity.ts'
import type { CompanyId, ProjectId } from '../ids.ts'
import type { Sql } from '../platform/db.ts'
import { record } from '../platform/history.ts'
import { newId } from '../platform/new-id.ts'
import { Refused, refusal, refuseIf } from '../platform/refusal.ts'
import type { BudgetChange, BudgetChangeId, ChangeFields, ChangeLineFields, ChangeStatus } from './model-changes.ts'
import {
  mayMakeChanges,
  refusalsOfGivenLines,
  refusalsToDeleteChange,
  refusalsToEditChange,
  refusalsToMove,
} from './rules-changes.ts'
import { whileInErp } from './rules-exports.ts'
import { isLocked } from './store.ts'
import { erpState } from './store-exports.ts'
import type { Who } from './store-lines.ts'

const LINES = `(select coalesce(jsonb_agg(jsonb_build_object('id', l.id, 'position', l.position, 'costCodeId', l.cost_code_id,
      'costTypeId', l.cost_type_id, 'subJob', code.sub_job_code, 'costCode', code.code, 'costCodeName', code.name, 'costType', type.code,
      'amount', l.amount::text, 'quantity', l.quantity::text, 'comment', l.comment, 'budgeted', b.id is not null) order by l.position), '[]')
    from budget_change_line l
    join cost_code code on code.company_id = l.company_id and code.id = l.cost_code_id
    join cost_type type on type.company_id = l.company_id and type.id = l.cost_type_id
    left join budget_line b on b.company_id = l.company_id and b.project_id = c.project_id and b.cost_code_id = l.cost_code_id and b.cost_type_id = l.cost_type_id
    where l.company_id = c.company_id and l.budget_change_id = c.id)`

const SELECT = `select c.id, c.rev, c.project_id as project, c.number, c.title, c.description, c.status, c.date, c.net_confirmed as "netConfirmed",
    maker.name as "createdBy", approver.name as "approvedBy", c.approved_at as "approvedAt", ${LINES} as lines
  from budget_change c
  left join person maker on maker.id = c.created_by
  left join person approver on approver.id = c.approved_by`

export async function listChanges(
  sql: Sql,
  company: CompanyId,
  filter: { project: ProjectId; status?: ChangeStatus | undefined },
  { limit, offset }: { limit: number; offset: number },
): Promise<{ rows: BudgetChange[]; total: number }> {
  const where = 'where c.company_id = $1 and c.project_id = $2 and ($3::text is null or c.status = $3)'
  const values = [company, filter.project, filter.status ?? null]
  const rows = await sql.query<BudgetChange>(`${SELECT} ${where} order by c.number desc limit $4 offset $5`, [
    ...values,
    limit,
    offset,
  ])
  const { total } = await sql.one<{ total: number }>(`select count(*) as total from budget_change c ${where}`, values)
  return { rows, total }
}

export function findChange(sql: Sql, company: CompanyId, id: BudgetChangeId): Promise<BudgetChange | undefined> {
  return sql.maybe(`${SELECT} where c.company_id = $1 and c.id = $2`, [company, id])
}

/** `lock`: others who change it wait until this transaction ends. @throws Refused 404, also when it is another project's. */
export async function getChange(
  sql: Sql,
  company: CompanyId,
  project: ProjectId,
  id: BudgetChangeId,
  lock = false,
): Promise<BudgetChange> {
  if (lock) await sql.query('select 1 from budget_change where company_id = $1 and id = $2 for update', [company, id])
  const found = await findChange(sql, company, id)
  if (found?.project === project) return found
  throw new Refused(
    refusal('not-found', `There is no budget change with the id ${id} on this project.`, { field: 'id' }),
    404,
  )
}

/** Becomes a draft under the project's next number. */
export async function createChange(
  scope: Pick<Scope, 'sql' | 'clock'> & Who,
  project: ProjectId,
  fields: ChangeFields,
): Promise<BudgetChange> {
  const { sql, company } = scope
  await requireCodes(sql, company, project, fields.lines)
  await requireOpen(sql, company, project)
  const today = await todayOf(scope)
  const id = newId<BudgetChangeId>()
  // Two people at once would take the same number: one waits for the other.
  await sql.query(`select pg_advisory_xact_lock(hashtextextended('budget change number', $1))`, [project])
  await sql.run(
    `insert into budget_change (company_id, id, project_id, number, title, description, date, net_confirmed, created_by)
     select $1, $2, $3, coalesce(max(number), 0) + 1, $4, $5, $6, $7, $8 from budget_change where company_id = $1 and project_id = $3`,
    [company, id, project, fields.title, fields.description, today, fields.netConfirmed, scope.actor],
  )
  await writeLines(sql, company, id, fields.lines)
  const made = await getChange(sql, company, project, id)
  refuseIf(refusalsOfGivenLines(made.lines))
  await note(sql, scope, made, 'create', { ...fields })
  return made
}

/** Only the fields given change; lines are given whole. New lines take back the word that they need not balance, unless it is given anew. */
export async function updateChange(
  sql: Sql,
  who: Who,
  project: ProjectId,
  id: BudgetChangeId,
  fields: Partial<ChangeFields>,
): Promise<BudgetChange> {
  const before = await getChange(sql, who.company, project, id, true)
  if (fields.lines) await requireCodes(sql, who.company, project, fields.lines)
  refuseIf(refusalsToEditChange(before), 409)
  await requireOpen(sql, who.company, project)
  if (fields.lines) await writeLines(sql, who.company, id, fields.lines)
  await sql.run(
    `update budget_change set rev = rev + 1, title = $3, description = $4, net_confirmed = $5 where company_id = $1 and id = $2`,
    [
      who.company,
      id,
      fields.title ?? before.title,
      fields.description ?? before.description,
      fields.netConfirmed ?? (fields.lines ? false : before.netConfirmed),
    ],
  )
  const after = await getChange(sql, who.company, project, id)
  refuseIf(refusalsOfGivenLines(after.lines))
  await note(sql, who, after, 'change', fields)
  return after
}

/** Draft, under review, approved, void. Approving is for good: from then on the figures of the budget count it. */
export async function moveChange(
  scope: Pick<Scope, 'sql' | 'clock'> & Who,
  project: ProjectId,
  id: BudgetChangeId,
  to: ChangeStatus,
): Promise<BudgetChange> {
  const { sql, company, actor } = scope
  const change = await getChange(sql, company, project, id, true)
  if (change.status === to) return change
  if (to !== 'void') await requireOpen(sql, company, project)
  refuseIf(refusalsToMove(change, to), 409)
  const approved = to === 'approved'
  await sql.run(
    `update budget_change set rev = rev + 1, status = $3, approved_by = $4, approved_at = $5 where company_id = $1 and id = $2`,
    [company, id, to, approved ? actor : null, approved ? scope.clock.now() : null],
  )
  await note(sql, scope, change, approved ? 'approve' : 'change-status', { from: change.status, to })
  return getChange(sql, company, project, id)
}

export async function deleteChange(sql: Sql, who: Who, project: ProjectId, id: BudgetChangeId): Promise<void> {
  const change = await getChange(sql, who.company, project, id, true)
  refuseIf(refusalsToDeleteChange(change), 409)
  await sql.run('delete from budget_change where company_id = $1 and id = $2', [who.company, id])
  await note(sql, who, change, 'delete', change)
}

/** BUD-5: also for changes that were drafted before the budget was sent. Voiding and deleting one move nothing and stay possible. */
async function requireOpen(sql: Sql, company: CompanyId, project: ProjectId): Promise<void> {
  refuseIf(mayMakeChanges(await isLocked(sql, company, project)), 409)
  refuseIf(whileInErp(await erpState(sql, company, project)), 409)
}

async function writeLines(
  sql: Sql,
  company: CompanyId,
  change: BudgetChangeId,
  lines: ChangeLineFields[],
): Promise<void> {
  await sql.run('delete from budget_change_line where company_id = $1 and budget_change_id = $2', [company, change])
  await sql.run(
    `insert into budget_change_line (company_id, budget_change_id, id, position, cost_code_id, cost_type_id, amount, quantity, comment)
     select $1, $2, n.id, n.rank, n.code, n.type, n.amount, n.quantity, n.comment
     from unnest($3::int8[], $4::int8[], $5::int8[], $6::numeric[], $7::numeric[], $8::text[]) with ordinality
       as n (id, code, type, amount, quantity, comment, rank)`,
    [
      company,
      change,
      lines.map(() => newId()),
      lines.map((each) => each.costCodeId),
      lines.map((each) => each.costTypeId),
      lines.map((each) => each.amount),
      lines.map((each) => each.quantity),
      lines.map((each) => each.comment),
    ],
  )
}

/** Codes are the project's own, types those of its ERP company file. */
async function requireCodes(sql: Sql, company: CompanyId, project: ProjectId, lines: ChangeLineFields[]) {
  const codes = await sql.query<{ id: CostCodeId }>(
    'select id from cost_code where company_id = $1 and project_id = $2 and id = any($3)',
    [company, project, lines.map((each) => each.costCodeId)],
  )
  const types = await sql.query<{ id: CostTypeId }>(
    `select id from cost_type where company_id = $1 and id = any($3) and coalesce(connection_id = project_connection($1, $2), true)`,
    [company, project, lines.map((each) => each.costTypeId)],
  )
  const [known, knownTypes] = [new Set(codes.map((each) => each.id)), new Set(types.map((each) => each.id))]
  refuseIf(
    lines.flatMap((line, index) =>
      known.has(line.costCodeId) && knownTypes.has(line.costTypeId)
        ? []
        : [
            refusal(
              'unknown-code',
              `Line ${index + 1}: the project has no such cost code, or the company no such cost type.`,
              { field: 'adjustment_line_items' },
            ),
          ],
    ),
  )
}

function note(sql: Sql, { company, actor }: Who, change: Pick<BudgetChange, 'id'>, action: string, body: object) {
  return record(sql, { company, actor, action, subject: { kind: 'budget-change', id: change.id }, body })
}
