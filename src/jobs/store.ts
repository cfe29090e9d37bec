/** Projects: their SQL. Every write raises `rev` and goes into the history. */
import { setProjectMembership } from '../access/store.ts'
import { listTemplates, projectsVisibleTo } from '../access/store-lists.ts'
import type { Scope } from '../erp/entity.ts'
import type { CompanyId, ConnectionId, ProjectId, UserId } from '../ids.ts'
import type { Sql } from '../platform/db.ts'
import { record } from '../platform/history.ts'
import { announce } from '../platform/live.ts'
import { newId } from '../platform/new-id.ts'
import { Refused, refusal, refuseIf } from '../platform/refusal.ts'
import type { Project, ProjectFields } from './model.ts'
import { refusalsToDelete, refusalsToEdit, refusalsToMove } from './rules.ts'

/** Whose books, and who acts. */
export type Who = Pick<Scope, 'company' | 'actor'>

/** Columns by field; the one place that knows both names. */
const COLUMNS: Record<keyof ProjectFields, string> = {
  name: 'name',
  number: 'number',
  description: 'description',
  address: 'address',
  address2: 'address_2',
  city: 'city',
  state: 'state',
  zip: 'zip',
  phone: 'phone',
  startDate: 'start_date',
  completionDate: 'completion_date',
  active: 'active',
  usesErpCostCodes: 'uses_erp_cost_codes',
  originId: 'origin_id',
  originCode: 'origin_code',
  originData: 'origin_data',
  connectionId: 'connection_id',
}

const FROM = `from project p left join erp_link l on l.company_id = p.company_id and l.kind = 'job' and l.item_id = p.id`
const SELECT = `select p.id, p.rev, p.job_cost_transactions_enabled as "jobCostTransactionsEnabled",
  ${Object.entries(COLUMNS)
    .map(([field, column]) => `p.${column} as "${field}"`)
    .join(
      ', ',
    )}, l.erp_id as "erpId", coalesce(p.connection_id, project_connection(p.company_id, p.id)) as file ${FROM}`

export interface ProjectFilter {
  /** Part of the name or number. */
  search?: string | undefined
  synced?: boolean | undefined
  originId?: string | undefined
  active?: boolean | undefined
  /** Only these, where not all: what the person may know of. */
  among?: 'all' | ProjectId[] | undefined
}

export async function listProjects(
  sql: Sql,
  company: CompanyId,
  filter: ProjectFilter,
  { limit, offset }: { limit: number; offset: number },
): Promise<{ rows: Project[]; total: number }> {
  const where = `where p.company_id = $1 and ($2::text is null or p.name ilike '%' || $2 || '%' or p.number ilike '%' || $2 || '%')
    and ($3::bool is null or (l.erp_id is not null) = $3) and ($4::text is null or coalesce(l.erp_id, p.origin_id) = $4)
    and ($5::bool is null or p.active = $5) and ($6::int8[] is null or p.id = any($6))`
  const values = [
    company,
    filter.search?.replace(/[\\%_]/g, '\\$&') ?? null,
    filter.synced ?? null,
    filter.originId ?? null,
    filter.active ?? null,
    filter.among === 'all' ? null : (filter.among ?? null),
  ]
  const rows = await sql.query<Project>(`${SELECT} ${where} order by p.name, p.id limit $7 offset $8`, [
    ...values,
    limit,
    offset,
  ])
  const { total } = await sql.one<{ total: number }>(`select count(*)::int as total ${FROM} ${where}`, values)
  return { rows, total }
}

export function findProject(sql: Sql, company: CompanyId, id: ProjectId): Promise<Project | undefined> {
  return sql.maybe(`${SELECT} where p.company_id = $1 and p.id = $2`, [company, id])
}

/** @throws Refused 404 */
export async function getProject(sql: Sql, company: CompanyId, id: ProjectId): Promise<Project> {
  const found = await findProject(sql, company, id)
  if (!found) throw new Refused(refusal('not-found', `There is no project with the id ${id}.`, { field: 'id' }), 404)
  return found
}

/** By the job ID or an integrator's own key. @throws Refused 409 when two ERP company files have a job of that ID */
export async function findProjectByOrigin(
  sql: Sql,
  company: CompanyId,
  originId: string,
): Promise<Project | undefined> {
  const [found, other] = await sql.query<Project>(
    `${SELECT} where p.company_id = $1 and coalesce(l.erp_id, p.origin_id) = $2 order by l.erp_id nulls last limit 2`,
    [company, originId],
  )
  if (found?.erpId && other?.erpId)
    throw new Refused(
      refusal('origin-in-several-files', `Several ERP company files have a job “${originId}”.`, {
        field: 'origin_id',
        remedy: 'Name the project by its id.',
      }),
      409,
    )
  return found
}

/** Projects without a job, for finding the one that is the same as a job. */
export function listUnlinked(sql: Sql, company: CompanyId): Promise<Project[]> {
  return sql.query(`${SELECT} where p.company_id = $1 and l.erp_id is null and p.active order by p.name limit 5000`, [
    company,
  ])
}

export async function createProject(
  sql: Sql,
  who: Who,
  fields: Partial<ProjectFields> & { name: string },
): Promise<Project> {
  await requireFree(sql, who.company, fields, undefined)
  const id = newId<ProjectId>()
  const given = givenColumns(fields)
  await sql.run(
    `insert into project (company_id, id, ${given.map(([column]) => column).join(', ')})
     values ($1, $2, ${given.map((_, index) => `$${index + 3}`).join(', ')})`,
    [who.company, id, ...given.map(([, value]) => value)],
  )
  await record(sql, { ...who, action: 'create', subject: { kind: 'project', id }, body: fields })
  if (who.actor !== undefined) await admitCreator(sql, who.company, who.actor, id)
  return getProject(sql, who.company, id)
}

/** Only the fields given change; nothing new writes nothing. */
export async function updateProject(
  sql: Sql,
  who: Who,
  id: ProjectId,
  change: Partial<ProjectFields>,
): Promise<Project> {
  const project = await getProject(sql, who.company, id)
  refuseIf(refusalsToEdit(project, change))
  if (change.connectionId != null && change.connectionId !== project.file) await requireMovable(sql, who.company, id)
  await requireFree(sql, who.company, change, project)
  const given = givenColumns(change).filter(([, value, field]) => project[field] !== value)
  if (given.length === 0) return project
  await sql.run(
    `update project set rev = rev + 1, ${given.map(([column], index) => `${column} = $${index + 3}`).join(', ')}
     where company_id = $1 and id = $2`,
    [who.company, id, ...given.map(([, value]) => value)],
  )
  const body = Object.fromEntries(given.map(([, value, field]) => [field, { from: project[field], to: value }]))
  await record(sql, { ...who, action: 'change', subject: { kind: 'project', id }, body })
  return getProject(sql, who.company, id)
}

/** A linked project belongs to the link's file. Told by the link in the history. */
export async function keepFile(sql: Sql, company: CompanyId, id: ProjectId, file: ConnectionId): Promise<void> {
  await sql.run('update project set connection_id = $3 where company_id = $1 and id = $2 and connection_id is null', [
    company,
    id,
    file,
  ])
}

/** May the project go to another ERP company file? */
async function requireMovable(sql: Sql, company: CompanyId, id: ProjectId): Promise<void> {
  const facts = await sql.one<{ sent: boolean; codes: number }>(
    `select exists (select from erp_item i left join erp_op o on o.company_id = i.company_id and o.op_key = i.op_key
         where i.company_id = $1 and i.kind = 'job' and i.item_id = $2
           and (i.state = 'SENT' or (i.state = 'ACCEPTED' and o.state not in ('REFUSED', 'CANCELLED')))) as sent,
       (select count(*)::int from cost_code where company_id = $1 and project_id = $2) as codes`,
    [company, id],
  )
  refuseIf(refusalsToMove(facts), 409)
}

/** CFG-12. */
export async function setJobCostTransactions(sql: Sql, who: Who, id: ProjectId, enabled: boolean): Promise<Project> {
  const project = await getProject(sql, who.company, id)
  if (project.jobCostTransactionsEnabled === enabled) return project
  await sql.run(`update project set job_cost_transactions_enabled = $3 where company_id = $1 and id = $2`, [
    who.company,
    id,
    enabled,
  ])
  await record(sql, {
    ...who,
    action: 'configure',
    subject: { kind: 'project', id },
    body: { jobCostTransactionsEnabled: enabled },
  })
  await announce(sql, who.company, 'project', id)
  return getProject(sql, who.company, id)
}

export async function deleteProject(sql: Sql, who: Who, id: ProjectId): Promise<void> {
  const project = await getProject(sql, who.company, id)
  const { n } = await sql.one<{ n: number }>(
    `select count(*)::int as n from commitment where company_id = $1 and project_id = $2`,
    [who.company, id],
  )
  refuseIf(refusalsToDelete(project, n), 409)
  await sql.run(`delete from project_membership where company_id = $1 and project_id = $2`, [who.company, id])
  await sql.run(`delete from project where company_id = $1 and id = $2`, [who.company, id])
  await record(sql, { ...who, action: 'delete', subject: { kind: 'project', id }, body: project })
}

/** Whoever makes a project keeps sight of it: unless they see all projects anyway, they get the first template that is Admin of Project Admin. */
async function admitCreator(sql: Sql, company: CompanyId, person: UserId, project: ProjectId): Promise<void> {
  if ((await projectsVisibleTo(sql, company, person)) === 'all') return
  const templates = await listTemplates(sql, company)
  const template = templates.find((each) => each.scope === 'project' && each.levels['Project Admin'] === 'Admin')
  if (template) await setProjectMembership(sql, company, project, person, template.id, person)
}

/** Number and origin_id belong to one project each; a number may stand again in another ERP company file. */
async function requireFree(sql: Sql, company: CompanyId, fields: Partial<ProjectFields>, before: Project | undefined) {
  const own = before?.id
  const number = fields.connectionId === undefined ? fields.number : (fields.number ?? before?.number)
  if (number) {
    const file = fields.connectionId ?? before?.connectionId ?? null
    const other = await sql.maybe<{ id: ProjectId; name: string }>(
      `select id, name from project p where company_id = $1 and number = $2 and id is distinct from $3
         and (connection_id is not distinct from $4::int8
           or coalesce(project_connection($1, p.id) = coalesce($4, project_connection($1, $3)), true)) limit 1`,
      [company, number, own ?? null, file],
    )
    if (other)
      throw new Refused(
        refusal('number-taken', `The project number “${number}” belongs to “${other.name}” already.`, {
          field: 'project_number',
          remedy: 'Give this project another number; a job of the ERP that is the same project is linked, not added.',
        }),
        409,
      )
  }
  if (fields.originId != null) {
    const other = await findProjectByOrigin(sql, company, fields.originId)
    if (other && other.id !== own)
      throw new Refused(
        refusal('origin-taken', `The origin_id “${fields.originId}” belongs to “${other.name}” already.`, {
          field: 'origin_id',
        }),
        409,
      )
  }
}

function givenColumns(fields: Partial<ProjectFields>): [column: string, value: unknown, field: keyof ProjectFields][] {
  return (Object.keys(COLUMNS) as (keyof ProjectFields)[])
    .filter((field) => fields[field] !== undefined)
    .map((field) => [COLUMNS[field], fields[field], field])
}
