/** Tax codes: their SQL. They come from the ERP and are changed only there. */
import { type Applied, NOTHING_APPLIED, type Scope } from '../erp/entity.ts'
import type { CompanyId, ProjectId } from '../ids.ts'
import type { Sql } from '../platform/db.ts'
import { newId } from '../platform/new-id.ts'
import type { TaxCode, TaxCodeId } from './model.ts'

const SELECT = `select id, code, name, rate, in_erp as "inErp" from tax_code`

/** Of the ERP company file of the project $2, where one is named and has one. */
const OF_PROJECT =
  'company_id = $1 and ($2::int8 is null or coalesce(connection_id = project_connection($1, $2), true))'

/** By code; those the ERP no longer has stand last. */
export function listTaxCodes(sql: Sql, company: CompanyId, project?: ProjectId): Promise<TaxCode[]> {
  return sql.query(`${SELECT} where ${OF_PROJECT} order by not in_erp, code, id`, [company, project ?? null])
}

/** Those of the ids that lines of the project may name. */
export function taxCodesOf(sql: Sql, company: CompanyId, project: ProjectId, ids: TaxCodeId[]): Promise<TaxCode[]> {
  return sql.query(`${SELECT} where ${OF_PROJECT} and id = any($3)`, [company, project, ids])
}

const ROWS = `(select distinct on (code) code, name, coalesce(rate, 0) as rate from incoming where code <> '' order by code, line desc)`

/** Feed `tax-groups`: a page of them from the temporary table `incoming`. Running it twice changes nothing the second time. */
export async function applyTaxGroups({ sql, company, connection }: Scope): Promise<Applied> {
  const { rows } = await sql.one<{ rows: number }>(`select count(*) as rows from ${ROWS} r`)
  const changed = await sql.run(
    `update tax_code t set name = r.name, rate = r.rate, in_erp = true from ${ROWS} r
     where t.company_id = $1 and t.connection_id = $2 and t.code = r.code and (t.name, t.rate, t.in_erp) is distinct from (r.name, r.rate, true)`,
    [company, connection],
  )
  const missing = await sql.query<{ code: string }>(
    `select code from ${ROWS} r where not exists (
       select from tax_code t where t.company_id = $1 and t.connection_id = $2 and t.code = r.code)`,
    [company, connection],
  )
  const inserted = await sql.run(
    `insert into tax_code (company_id, id, connection_id, code, name, rate)
     select $1, n.id, $2, r.code, r.name, r.rate from ${ROWS} r join unnest($3::text[], $4::int8[]) as n (code, id) on n.code = r.code`,
    [company, connection, missing.map((each) => each.code), missing.map(() => newId<TaxCodeId>())],
  )
  return { ...NOTHING_APPLIED, inserted, changed, unchanged: rows - inserted - changed }
}

/** After a full pass: what the ERP no longer has is marked, never deleted, for commitments still name it. */
export async function finishTaxGroups({ sql, company, connection }: Scope): Promise<Applied> {
  const vanished = await sql.run(
    `update tax_code t set in_erp = false where company_id = $1 and connection_id = $2 and in_erp
     and not exists (select from seen s where s.code = t.code)`,
    [company, connection],
  )
  return { ...NOTHING_APPLIED, vanished }
}
