/** Sub jobs: their SQL. Every write raises `rev` and goes into the history. */
import type { CostCodeId, CostTypeId, SubJobId } from '../cost-codes/model.ts'
import { countUnsynced } from '../cost-codes/store-project.ts'
import { moveCodes } from '../cost-codes/store-sub-jobs.ts'
import type { Need, Scope } from '../erp/entity.ts'
import type { CompanyId, ItemId, ProjectId } from '../ids.ts'
import { type Sql, together } from '../platform/db.ts'
import { record } from '../platform/history.ts'
import { newId } from '../platform/new-id.ts'
import { Refused, refusal, refuseIf } from '../platform/refusal.ts'
import type { SubJob, SubJobFields } from './model-sub-jobs.ts'
import { refusalsToDelete, refusalsToEdit } from './rules-sub-jobs.ts'
import type { Who } from './store.ts'

const SELECT = `select s.id, s.project_id as project, p.name as "projectName", s.rev + coalesce(n.rev, 0) as rev, s.code, s.name, s.active,
    j.erp_id as "jobErpId", l.erp_id as "erpId", c.codes as "costCodes", c.fresh as "newCodes", c.known as "knownInErp",
    exists (select from erp_op o where o.company_id = s.company_id and o.kind = 'sub-job' and o.item_id = s.id
      and o.state in ('QUEUED', 'LEASED', 'RUNNING', 'UNCERTAIN', 'NEEDS_HUMAN')) as exporting
  from sub_job s
  join project p on p.company_id = s.company_id and p.id = s.project_id
  left join cost_code_set n on n.company_id = s.company_id and n.project_id = s.project_id and n.sub_job_code = s.code
  left join erp_link j on j.company_id = s.company_id and j.kind = 'job' and j.item_id = s.project_id
  left join erp_link l on l.company_id = s.company_id and l.kind = 'sub-job' and l.item_id = s.id
  cross join lateral (select count(*)::int as codes, coalesce(bool_or(k.erp_synced), false) as known,
      (count(*) filter (where not k.erp_synced or exists (select from cost_code_cost_type x where x.company_id = k.company_id
        and x.cost_code_id = k.id and not x.erp_synced and not x.erp_vanished)))::int as fresh from cost_code k
    where k.company_id = s.company_id and k.project_id = s.project_id and k.sub_job_code = s.code and not k.erp_vanished) c`

export function listSubJobs(sql: Sql, company: CompanyId, project: ProjectId): Promise<SubJob[]> {
  return sql.query(`${SELECT} where s.company_id = $1 and s.project_id = $2 order by s.code`, [company, project])
}

export function findSubJob(sql: Sql, company: CompanyId, id: SubJobId): Promise<SubJob | undefined> {
  return sql.maybe(`${SELECT} where s.company_id = $1 and s.id = $2`, [company, id])
}

/** @throws Refused 404, also for a sub job of another project. */
export async function getSubJob(sql: Sql, company: CompanyId, id: SubJobId, project?: ProjectId): Promise<SubJob> {
  const found = await findSubJob(sql, company, id)
  if (!found || (project !== undefined && found.project !== project))
    throw new Refused(refusal('not-found', `There is no sub job with the id ${id}.`, { field: 'id' }), 404)
  return found
}

/** A cost code and a cost type on it. */
type Pair = [CostCodeId, CostTypeId]

/** What whoever books on these codes needs in the ERP first: the sub jobs they belong to, and those that are new. */
export async function needsOfCodes(
  { sql, company }: Scope,
  project: ProjectId,
  projectName: string,
  given: readonly { costCodeId: CostCodeId | null; costTypeId: CostTypeId | null }[],
): Promise<Need[]> {
  const pairs = given.flatMap(({ costCodeId, costTypeId }): Pair[] =>
    costCodeId !== null && costTypeId !== null ? [[costCodeId, costTypeId]] : [],
  )
  const [subJobs, unsynced] = await together([
    subJobsOfCodes(
      sql,
      company,
      pairs.map(([code]) => code),
    ),
    countUnsynced(sql, company, pairs),
  ])
  const needs = subJobs.map(({ id, code, name }): Need => {
    const sentence = `Sub job “${code} ${name}” must be linked to an extra of the ERP.`
    return { kind: 'sub-job', item: id as number as ItemId, sentence }
  })
  if (unsynced === 0) return needs
  // WBS-8: new codes go first, by themselves; those of a sub job go with it.
  const sentence = `New cost codes of project “${projectName}” must be in the ERP first.`
  return [...needs, { kind: 'cost-code', item: project as number as ItemId, sentence }]
}

function subJobsOfCodes(
  sql: Sql,
  company: CompanyId,
  codes: CostCodeId[],
): Promise<{ id: SubJobId; code: string; name: string }[]> {
  return sql.query(
    `select distinct s.id, s.code, s.name from cost_code c
     join sub_job s on s.company_id = c.company_id and s.project_id = c.project_id and s.code = c.sub_job_code
     where c.company_id = $1 and c.id = any($2) order by s.code`,
    [company, codes],
  )
}

export async function createSubJob(
  sql: Sql,
  who: Who,
  project: ProjectId,
  fields: Pick<SubJobFields, 'code' | 'name'> & Partial<SubJobFields>,
): Promise<SubJob> {
  await requireFree(sql, who.company, project, fields.code)
  const id = newId<SubJobId>()
  await sql.run(
    'insert into sub_job (company_id, id, project_id, code, name, active) values ($1, $2, $3, $4, $5, $6)',
    [who.company, id, project, fields.code, fields.name, fields.active ?? true],
  )
  await record(sql, { ...who, action: 'create', subject: { kind: 'sub-job', id }, body: { project, ...fields } })
  return getSubJob(sql, who.company, id)
}

/** Only the fields given change; nothing new writes nothing. A new code takes the cost codes along. */
export async function updateSubJob(sql: Sql, who: Who, id: SubJobId, change: Partial<SubJobFields>): Promise<SubJob> {
  const subJob = await getSubJob(sql, who.company, id)
  refuseIf(refusalsToEdit(subJob, change), 409)
  if (change.code !== undefined && change.code !== subJob.code)
    await requireFree(sql, who.company, subJob.project, change.code)
  return write(sql, who, subJob, change)
}

/** The name the ERP gives a linked sub job. */
export async function followErp(sql: Sql, who: Who, id: SubJobId, name: string): Promise<void> {
  await write(sql, who, await getSubJob(sql, who.company, id), { name })
}

export async function deleteSubJob(sql: Sql, who: Who, id: SubJobId, project: ProjectId): Promise<void> {
  const subJob = await getSubJob(sql, who.company, id, project)
  refuseIf(refusalsToDelete(subJob), 409)
  await sql.run('delete from sub_job where company_id = $1 and id = $2', [who.company, id])
  await record(sql, { ...who, action: 'delete', subject: { kind: 'sub-job', id }, body: subJob })
}

/** The project that is linked with the job; undefined when none is. */
export async function projectOfJob({ sql, company, connection }: Scope, job: string): Promise<ProjectId | undefined> {
  const row = await sql.maybe<{ id: ProjectId }>(
    `select item_id as id from erp_link where company_id = $1 and connection_id = $2 and kind = 'job' and erp_id = $3`,
    [company, connection, job],
  )
  return row?.id
}

async function write(sql: Sql, who: Who, subJob: SubJob, change: Partial<SubJobFields>): Promise<SubJob> {
  const { code, name, active } = { ...subJob, ...change }
  const changed = (['code', 'name', 'active'] as const).filter(
    (field) => change[field] !== undefined && change[field] !== subJob[field],
  )
  if (changed.length === 0) return subJob
  const { company } = who
  if (code !== subJob.code) await moveCodes(sql, company, subJob.project, subJob.code, code)
  await sql.run(
    'update sub_job set rev = rev + 1, code = $3, name = $4, active = $5 where company_id = $1 and id = $2',
    [company, subJob.id, code, name, active],
  )
  const body = Object.fromEntries(changed.map((field) => [field, { from: subJob[field], to: change[field] }]))
  await record(sql, { ...who, action: 'change', subject: { kind: 'sub-job', id: subJob.id }, body })
  return getSubJob(sql, company, subJob.id)
}

/** A code belongs to one sub job of the project. */
async function requireFree(sql: Sql, company: CompanyId, project: ProjectId, code: string): Promise<void> {
  const other = await sql.maybe<{ name: string }>(
    'select name from sub_job where company_id = $1 and project_id = $2 and code = $3',
    [company, project, code],
  )
  if (other)
    throw new Refused(
      refusal('code-taken', `The code “${code}” belongs to the sub job “${other.name}” of this project already.`, {
        field: 'code',
        remedy: 'Choose another code.',
      }),
      409,
    )
}
