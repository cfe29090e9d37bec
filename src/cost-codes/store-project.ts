/** The codes on a project or on a sub job of it: adding standard ones, and the set of new ones that waits to go to the ERP (WBS-4, WBS-5). */
import type { CompanyId, ProjectId } from '../ids.ts'
import type { Sql } from '../platform/db.ts'
import { record } from '../platform/history.ts'
import { newId } from '../platform/new-id.ts'
import { Refused, refusal, refuseIf } from '../platform/refusal.ts'
import type { CostCodeInDocument } from './document.ts'
import type { CodeToAdd, CostCode, CostCodeId, CostTypeId, StandardCostCode, SubJobId } from './model.ts'
import { refusalsOfLists, refusalsToAdd, refusalsToRemove } from './rules.ts'
import { fileOf, getStandardCodes, listCostTypes, listStandardCodes, pickCostTypes, type Who } from './store.ts'
import { requireChangeable, subJobCodeOf } from './store-sub-jobs.ts'

const CODES = `
  select c.id, c.project_id as project, c.sub_job_code as "subJobCode", c.code, c.name, c.is_group as "isGroup",
    c.standard_cost_code_id as "standardCostCodeId", c.project_specific as "projectSpecific", c.active, c.erp_synced as "erpSynced",
    coalesce((select jsonb_agg(jsonb_build_object('id', t.id, 'code', t.code, 'name', t.name, 'baseType', t.base_type,
                'erpSynced', x.erp_synced) order by t.code)
              from cost_code_cost_type x join cost_type t on t.company_id = x.company_id and t.id = x.cost_type_id
              where x.company_id = c.company_id and x.cost_code_id = c.id and not x.erp_vanished), '[]') as "costTypes"
  from cost_code c`

/** Of the project and all its sub jobs, or of one of these (by code; empty = the project itself). */
export function listCostCodes(sql: Sql, company: CompanyId, project: ProjectId, subJob?: string): Promise<CostCode[]> {
  return sql.query(
    `${CODES} where c.company_id = $1 and c.project_id = $2 and ($3::text is null or c.sub_job_code = $3)
     order by c.sub_job_code, c.code`,
    [company, project, subJob ?? null],
  )
}

export function getCostCodes(sql: Sql, company: CompanyId, ids: CostCodeId[]): Promise<CostCode[]> {
  return sql.query(`${CODES} where c.company_id = $1 and c.id = any($2)`, [company, ids])
}

/** Every standard code marked "available for use on new projects", with its default cost types. */
export async function addAvailableCodes(sql: Sql, who: Who, project: ProjectId, subJob?: SubJobId): Promise<void> {
  const connection = await fileOf(sql, who.company, project)
  const usable = await listStandardCodes(sql, who.company, { usable: true, ...(connection && { connection }) })
  const available = usable.filter((each) => each.availableForNewProjects)
  await addStandardCodes(
    sql,
    who,
    project,
    available.map((each) => ({ standardCostCodeId: each.id })),
    subJob,
  )
}

/**
 * Puts standard codes with cost types on a project or a sub job of it; a code that is there gets the cost types it lacks. All or none.
 * Refused: deactivated codes, codes and cost types the ERP no longer lists, ids that are not the company's, a sub job the ERP has.
 */
export async function addStandardCodes(
  sql: Sql,
  who: Who,
  project: ProjectId,
  wanted: CodeToAdd[],
  subJob?: SubJobId,
): Promise<void> {
  const owner = await subJobCodeOf(sql, who.company, project, subJob)
  await requireChangeable(sql, who.company, project, owner)
  const codes = await getStandardCodes(
    sql,
    who.company,
    wanted.map((each) => each.standardCostCodeId),
  )
  const file = await fileOf(sql, who.company, project)
  refuseIf(
    refusalsOfLists(
      file,
      codes.map((each) => each.connection),
    ),
  )
  const known = await listCostTypes(sql, who.company)
  const additions = wanted.map((each) => {
    const code = codes.find((one) => one.id === each.standardCostCodeId)!
    return { code, types: pickCostTypes(known, code.connection, each.costTypeIds ?? code.defaultCostTypes) }
  })
  refuseIf(additions.flatMap(({ code, types }) => refusalsToAdd(code, types)))
  await insertCodes(sql, who.company, project, owner, codes)
  const ties = additions.flatMap(({ code, types }) => types.map((each): Tie => [code.code, each.id]))
  await tieTypes(sql, who.company, project, owner, ties)
  await raiseSet(sql, who.company, project, owner)
  await record(sql, {
    ...who,
    action: 'cost-codes-added',
    subject: { kind: 'project', id: project },
    body: {
      ...(owner === '' ? {} : { subJob: owner }),
      codes: additions.map(({ code, types }) => ({ code: code.code, costTypes: types.map((each) => each.code) })),
    },
  })
}

/** Ties more cost types to a code of the project. */
export async function addCostTypes(sql: Sql, who: Who, project: ProjectId, id: CostCodeId, types: CostTypeId[]) {
  const code = (await getCostCodes(sql, who.company, [id])).find((each) => each.project === project)
  if (!code) throw new Refused(refusal('not-found', `There is no cost code with the id ${id} on this project.`), 404)
  await requireChangeable(sql, who.company, project, code.subJobCode)
  const known = await sql.query(
    `select 1 from cost_type where company_id = $1 and id = any($2) and in_erp and ($3::int8 is null or connection_id = $3)`,
    [who.company, types, await fileOf(sql, who.company, project)],
  )
  if (known.length < new Set(types).size)
    throw new Refused(
      refusal('unknown-cost-type', 'A cost type is not on the ERP’s list.', { field: 'line_item_type_ids' }),
    )
  const ties = types.map((each): Tie => [code.code, each])
  await tieTypes(sql, who.company, project, code.subJobCode, ties)
  await raiseSet(sql, who.company, project, code.subJobCode)
  await record(sql, { ...who, action: 'cost-types-added', subject: { kind: 'cost-code', id }, body: { types } })
}

/** Takes a code off the project that the ERP does not know and nothing uses. */
export async function removeCode(sql: Sql, who: Who, project: ProjectId, id: CostCodeId): Promise<void> {
  const code = (await getCostCodes(sql, who.company, [id])).find((each) => each.project === project)
  if (!code) throw new Refused(refusal('not-found', `There is no cost code with the id ${id} on this project.`), 404)
  await requireChangeable(sql, who.company, project, code.subJobCode)
  const erpSynced = code.erpSynced || code.costTypes.some((each) => each.erpSynced)
  refuseIf(refusalsToRemove({ code: code.code, erpSynced, inUse: false }), 409)
  if (!(await deleted(sql, who.company, id)))
    refuseIf(refusalsToRemove({ code: code.code, erpSynced, inUse: true }), 409)
  await raiseSet(sql, who.company, project, code.subJobCode)
  await record(sql, { ...who, action: 'cost-code-removed', subject: { kind: 'project', id: project }, body: code })
}

/** Deletes it unless some line names it: the database knows best which those are. @returns false when one does */
async function deleted(sql: Sql, company: CompanyId, id: CostCodeId): Promise<boolean> {
  await sql.run('savepoint removal')
  try {
    await sql.run('delete from cost_code where company_id = $1 and id = $2', [company, id])
    await sql.run('release savepoint removal')
    return true
  } catch (error) {
    await sql.run('rollback to savepoint removal')
    if (error instanceof Error && 'code' in error && error.code === FOREIGN_KEY_VIOLATION) return false
    throw error
  }
}

const FOREIGN_KEY_VIOLATION = '23503'

/**
 * The codes for a document: all of the project itself or of one sub job, or only what the ERP does not have yet (a new code, or a new cost
 * type on an old code).
 */
export async function codesForDocument(
  sql: Sql,
  company: CompanyId,
  project: ProjectId,
  which: 'all' | 'new',
  subJob = '',
): Promise<CostCodeInDocument[]> {
  const codes = (await listCostCodes(sql, company, project, subJob)).filter((each) => each.active)
  return codes
    .map((each) => ({
      id: each.id,
      code: each.code,
      name: each.name,
      extra: each.subJobCode,
      isGroup: each.isGroup,
      categories: each.costTypes
        .filter((type) => which === 'all' || !type.erpSynced)
        .map(({ id, code, name }) => ({ id, code, name })),
      synced: each.erpSynced,
    }))
    .filter((each) => which === 'all' || !each.synced || each.categories.length > 0)
    .map(({ synced: _, ...rest }) => rest)
}

/** In the transaction that links the document that carried them: these codes and ties stand in the ERP. */
export async function markCodesSynced(sql: Sql, company: CompanyId, codes: CostCodeInDocument[]): Promise<void> {
  await sql.run(`update cost_code set erp_synced = true, erp_vanished = false where company_id = $1 and id = any($2)`, [
    company,
    codes.map((each) => each.id),
  ])
  const ties = codes.flatMap((each) => each.categories.map((type) => [each.id, type.id] as const))
  await sql.run(
    `update cost_code_cost_type x set erp_synced = true, erp_vanished = false
     from unnest($2::int8[], $3::int8[]) as t (code, type)
     where x.company_id = $1 and x.cost_code_id = t.code and x.cost_type_id = t.type`,
    [company, ties.map(([code]) => code), ties.map(([, type]) => type)],
  )
}

/** The job, or one sub job of it (by code), was unlinked: nothing of it is known to stand in the ERP any more. */
export async function markCodesUnsynced(
  sql: Sql,
  company: CompanyId,
  project: ProjectId,
  subJob?: string,
): Promise<void> {
  const values = [company, project, subJob ?? null]
  await sql.run(
    `update cost_code set erp_synced = false where company_id = $1 and project_id = $2 and ($3::text is null or sub_job_code = $3)`,
    values,
  )
  await sql.run(
    `update cost_code_cost_type x set erp_synced = false from cost_code c
     where c.company_id = $1 and c.project_id = $2 and ($3::text is null or c.sub_job_code = $3)
       and x.company_id = $1 and x.cost_code_id = c.id`,
    values,
  )
}

/** Of these (code, cost type) pairs, how many does the ERP not have yet (WBS-8)? Those of sub jobs go with their sub job. */
export async function countUnsynced(sql: Sql, company: CompanyId, pairs: [CostCodeId, CostTypeId][]): Promise<number> {
  const row = await sql.one<{ n: number }>(
    `select count(*)::int as n from unnest($2::int8[], $3::int8[]) as p (code, type)
     left join cost_code c on c.company_id = $1 and c.id = p.code
     left join cost_code_cost_type x on x.company_id = $1 and x.cost_code_id = p.code and x.cost_type_id = p.type
     where c.sub_job_code = '' and not coalesce(c.erp_synced and x.erp_synced, false)`,
    [company, pairs.map(([code]) => code), pairs.map(([, type]) => type)],
  )
  return row.n
}

export interface CodeSetFacts {
  projectName: string
  projectNumber: string
  usesErpCostCodes: boolean
  jobErpId: string | null
  /** Rises whenever a person adds to the set. */
  rev: number
  /** Codes that are new in the ERP or have a new cost type. */
  newCodes: number
}

/** What is known of a project's set of new codes; undefined when there is no such project. */
export function codeSetFacts(sql: Sql, company: CompanyId, project: ProjectId): Promise<CodeSetFacts | undefined> {
  return sql.maybe(
    `select p.name as "projectName", p.number as "projectNumber", p.uses_erp_cost_codes as "usesErpCostCodes",
       l.erp_id as "jobErpId", coalesce(s.rev, 1) as rev,
       (select count(*)::int from cost_code c where c.company_id = $1 and c.project_id = $2 and c.active and c.sub_job_code = ''
          and (not c.erp_synced or exists (select 1 from cost_code_cost_type x
            where x.company_id = $1 and x.cost_code_id = c.id and not x.erp_synced and not x.erp_vanished))) as "newCodes"
     from project p
     left join cost_code_set s on s.company_id = $1 and s.project_id = p.id and s.sub_job_code = ''
     left join erp_link l on l.company_id = $1 and l.kind = 'job' and l.item_id = p.id
     where p.company_id = $1 and p.id = $2`,
    [company, project],
  )
}

async function insertCodes(
  sql: Sql,
  company: CompanyId,
  project: ProjectId,
  subJob: string,
  codes: StandardCostCode[],
): Promise<void> {
  await sql.run(
    `insert into cost_code (company_id, id, project_id, sub_job_code, code, name, is_group, standard_cost_code_id)
     select $1, n.id, $2, $3, n.code, n.name, n.is_group, n.standard
     from unnest($4::int8[], $5::text[], $6::text[], $7::bool[], $8::int8[]) as n (id, code, name, is_group, standard)
     on conflict (company_id, project_id, sub_job_code, code)
       do update set active = true, erp_vanished = false where cost_code.erp_vanished`,
    [
      company,
      project,
      subJob,
      codes.map(() => newId<CostCodeId>()),
      codes.map((each) => each.code),
      codes.map((each) => each.name),
      codes.map((each) => each.isGroup),
      codes.map((each) => each.id),
    ],
  )
}

type Tie = [code: string, type: CostTypeId]

async function tieTypes(sql: Sql, company: CompanyId, project: ProjectId, subJob: string, ties: Tie[]): Promise<void> {
  await sql.run(
    `insert into cost_code_cost_type (company_id, cost_code_id, cost_type_id)
     select distinct c.company_id, c.id, t.type from unnest($4::text[], $5::int8[]) as t (code, type)
     join cost_code c on c.company_id = $1 and c.project_id = $2 and c.sub_job_code = $3 and c.code = t.code
     on conflict (company_id, cost_code_id, cost_type_id)
       do update set erp_vanished = false where cost_code_cost_type.erp_vanished`,
    [company, project, subJob, ties.map(([code]) => code), ties.map(([, type]) => type)],
  )
}

async function raiseSet(sql: Sql, company: CompanyId, project: ProjectId, subJob: string) {
  await sql.run(
    `insert into cost_code_set (company_id, project_id, sub_job_code) values ($1, $2, $3)
     on conflict (company_id, project_id, sub_job_code) do update set rev = cost_code_set.rev + 1`,
    [company, project, subJob],
  )
}
