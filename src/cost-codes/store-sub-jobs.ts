/** The sub job whose codes are meant: its code on them, and whether they may be changed here. */
import type { CompanyId, ProjectId } from '../ids.ts'
import type { Sql } from '../platform/db.ts'
import { Refused, refusal, refuseIf } from '../platform/refusal.ts'
import type { SubJobId } from './model.ts'
import { refusalsToChangeCodesOf, type SubJobOfCodes } from './rules.ts'

/** Empty without a sub job: the project itself. @throws Refused 404 when the project has no such sub job. */
export async function subJobCodeOf(
  sql: Sql,
  company: CompanyId,
  project: ProjectId,
  subJob: SubJobId | undefined,
): Promise<string> {
  if (subJob === undefined) return ''
  const found = await sql.maybe<{ code: string }>(
    'select code from sub_job where company_id = $1 and project_id = $2 and id = $3',
    [company, project, subJob],
  )
  if (found) return found.code
  throw new Refused(
    refusal('not-found', `There is no sub job with the id ${subJob} on this project.`, { field: 'sub_job_id' }),
    404,
  )
}

/** @throws Refused while the codes of the sub job are the ERP's. The project's own codes may always be added to. */
export async function requireChangeable(
  sql: Sql,
  company: CompanyId,
  project: ProjectId,
  subJobCode: string,
): Promise<void> {
  if (subJobCode === '') return
  const found = await sql.maybe<SubJobOfCodes>(
    `select s.code, l.item_id is not null as linked, exists (select from erp_op o where o.company_id = s.company_id and o.kind = 'sub-job'
       and o.item_id = s.id and o.state in ('QUEUED', 'LEASED', 'RUNNING', 'UNCERTAIN', 'NEEDS_HUMAN')) as exporting
     from sub_job s left join erp_link l on l.company_id = s.company_id and l.kind = 'sub-job' and l.item_id = s.id
     where s.company_id = $1 and s.project_id = $2 and s.code = $3`,
    [company, project, subJobCode],
  )
  // Codes of an extra that was never added as a sub job came from the ERP and are kept there.
  refuseIf(refusalsToChangeCodesOf(found ?? { code: subJobCode, linked: true, exporting: false }), 409)
}

/** The sub job got another code: its cost codes go along. @throws Refused when codes of that name are there already. */
export async function moveCodes(
  sql: Sql,
  company: CompanyId,
  project: ProjectId,
  from: string,
  to: string,
): Promise<void> {
  const values = [company, project, from, to]
  const taken = await sql.maybe(
    'select 1 as one from cost_code where company_id = $1 and project_id = $2 and sub_job_code = $4 and $3::text is not null limit 1',
    values,
  )
  if (taken)
    throw new Refused(
      refusal('codes-there', `The project has cost codes of an extra “${to}” already, which came from the ERP.`, {
        field: 'code',
        remedy: 'Add that extra on the tab Sub Jobs of ERP Integrations, or choose another code.',
      }),
      409,
    )
  await sql.run(
    'update cost_code set sub_job_code = $4 where company_id = $1 and project_id = $2 and sub_job_code = $3',
    values,
  )
  await sql.run('delete from cost_code_set where company_id = $1 and project_id = $2 and sub_job_code = $3', [
    company,
    project,
    to,
  ])
  await sql.run(
    'update cost_code_set set sub_job_code = $4 where company_id = $1 and project_id = $2 and sub_job_code = $3',
    values,
  )
}
