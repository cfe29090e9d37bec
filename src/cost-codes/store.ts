/** The standard lists of the company and their options. Codes of projects: `store-project.ts`; what the ERP sends: `store-feeds.ts`. */
import type { Scope } from '../erp/entity.ts'
import type { CompanyId, ConnectionId, ProjectId } from '../ids.ts'
import type { Sql } from '../platform/db.ts'
import { record } from '../platform/history.ts'
import { announce } from '../platform/live.ts'
import { Refused, refusal, refuseIf } from '../platform/refusal.ts'
import type { CostType, CostTypeId, StandardCostCode, StandardCostCodeId } from './model.ts'
import { refusalsToSetOptions } from './rules.ts'

/** Whose books, and who acts; an undefined actor is the system itself. */
export type Who = Pick<Scope, 'company' | 'actor'>

const STANDARD = `id, connection_id as connection, code, name, is_group as "isGroup", active,
  available_for_new_projects as "availableForNewProjects", default_cost_types as "defaultCostTypes", in_erp as "inErp"`

export interface StandardFilter {
  connection?: ConnectionId
  /** Only codes that may be put on a project. */
  usable?: boolean
}

export function listStandardCodes(
  sql: Sql,
  company: CompanyId,
  filter: StandardFilter = {},
): Promise<StandardCostCode[]> {
  return sql.query(
    `select ${STANDARD} from standard_cost_code
     where company_id = $1 and ($2::int8 is null or connection_id = $2) and (not $3 or (active and in_erp)) order by code, connection_id`,
    [company, filter.connection ?? null, filter.usable ?? false],
  )
}

/** The codes asked for, in no order; an id that is not the company's is a 404. */
export async function getStandardCodes(
  sql: Sql,
  company: CompanyId,
  ids: StandardCostCodeId[],
): Promise<StandardCostCode[]> {
  const found = await sql.query<StandardCostCode>(
    `select ${STANDARD} from standard_cost_code where company_id = $1 and id = any($2)`,
    [company, ids],
  )
  const missing = ids.find((id) => !found.some((each) => each.id === id))
  if (missing !== undefined)
    throw new Refused(refusal('not-found', `There is no standard cost code with the id ${missing}.`), 404)
  return found
}

export function listCostTypes(sql: Sql, company: CompanyId, connection?: ConnectionId): Promise<CostType[]> {
  return sql.query(
    `select id, connection_id as connection, code, name, base_type as "baseType", in_erp as "inErp" from cost_type
     where company_id = $1 and ($2::int8 is null or connection_id = $2) order by code`,
    [company, connection ?? null],
  )
}

/** Whose standard lists hold for a project; null: it belongs to no ERP company file yet. */
export async function fileOf(sql: Sql, company: CompanyId, project: ProjectId): Promise<ConnectionId | null> {
  const { file } = await sql.one<{ file: ConnectionId | null }>('select project_connection($1, $2) as file', [
    company,
    project,
  ])
  return file
}

/** The standard lists there are: one for each connection that ever sent a code. */
export function listStandardLists(sql: Sql, company: CompanyId): Promise<{ id: ConnectionId; name: string }[]> {
  return sql.query(
    `select c.id, c.name from erp_connection c where c.company_id = $1
       and exists (select 1 from standard_cost_code s where s.company_id = $1 and s.connection_id = c.id)
     order by c.name`,
    [company],
  )
}

export interface StandardOptions {
  active?: boolean
  availableForNewProjects?: boolean
  defaultCostTypes?: CostTypeId[]
}

/** WBS-3. @throws Refused with what may not be; an option left out stays as it is. */
export async function setStandardOptions(
  sql: Sql,
  who: Who,
  id: StandardCostCodeId,
  options: StandardOptions,
): Promise<StandardCostCode> {
  const [code] = await getStandardCodes(sql, who.company, [id])
  const types = options.defaultCostTypes
    ? pickCostTypes(await listCostTypes(sql, who.company, code!.connection), code!.connection, options.defaultCostTypes)
    : []
  refuseIf(refusalsToSetOptions(code!, options, types))
  await sql.run(
    `update standard_cost_code set active = coalesce($3, active),
       available_for_new_projects = coalesce($4, available_for_new_projects),
       default_cost_types = coalesce($5, default_cost_types),
       default_cost_types_chosen = default_cost_types_chosen or $5::int8[] is not null
     where company_id = $1 and id = $2`,
    [
      who.company,
      id,
      options.active ?? null,
      options.availableForNewProjects ?? null,
      options.defaultCostTypes ?? null,
    ],
  )
  await record(sql, { ...who, action: 'options-set', subject: { kind: 'standard-cost-code', id }, body: options })
  await announce(sql, who.company, 'standard-cost-code', id)
  return (await getStandardCodes(sql, who.company, [id]))[0]!
}

/** The cost types asked for, out of a list; one that is not on this connection's is refused. */
export function pickCostTypes(types: CostType[], connection: ConnectionId, ids: CostTypeId[]): CostType[] {
  return ids.map((id) => {
    const type = types.find((each) => each.id === id && each.connection === connection)
    if (!type)
      throw new Refused(
        refusal('unknown-cost-type', `There is no cost type with the id ${id} on the ERP's list.`, {
          field: 'line_item_type_ids',
        }),
      )
    return type
  })
}
