/** Employees: their SQL. They come from the ERP, applied directly: nobody need decide about them. */
import type { Applied, Scope } from '../erp/entity.ts'
import type { CompanyId, ProjectId } from '../ids.ts'
import type { Sql } from '../platform/db.ts'
import { newId } from '../platform/new-id.ts'
import type { Employee, EmployeeId } from './model.ts'

/** Of the ERP company file of the project $2, where one is named and has one. */
const OF_PROJECT = `from employee where company_id = $1
  and ($2::int8 is null or coalesce(connection_id = project_connection($1, $2), true))`

/** By name; those who are not active stand last. */
export function listEmployees(
  sql: Sql,
  company: CompanyId,
  project: ProjectId | undefined,
  { limit, offset }: { limit: number; offset: number },
): Promise<Employee[]> {
  return sql.query(
    `select id, code, name, pay_id as "payId", active ${OF_PROJECT}
     order by not active, name, id limit $3 offset $4`,
    [company, project ?? null, limit, offset],
  )
}

export async function countEmployees(sql: Sql, company: CompanyId, project: ProjectId | undefined): Promise<number> {
  return (await sql.one<{ n: number }>(`select count(*)::int as n ${OF_PROJECT}`, [company, project ?? null])).n
}

const ROWS = `(select distinct on (code) code, coalesce(name, '') as name, coalesce(pay_id, '') as pay_id,
    lower(coalesce(status, '')) = 'active' as active from incoming where code <> '' order by code, line desc)`

/** Feed `employees`: a page from the temporary table `incoming`. Running it twice changes nothing the second time. */
export async function applyEmployees({ sql, company, connection }: Scope): Promise<Applied> {
  const { rows } = await sql.one<{ rows: number }>(`select count(*) as rows from ${ROWS} r`)
  const changed = await sql.run(
    `update employee e set name = r.name, pay_id = r.pay_id, active = r.active from ${ROWS} r
     where e.company_id = $1 and e.connection_id = $2 and e.code = r.code
       and (e.name, e.pay_id, e.active) is distinct from (r.name, r.pay_id, r.active)`,
    [company, connection],
  )
  const missing = await sql.query<{ code: string }>(
    `select code from ${ROWS} r where not exists (
       select from employee e where e.company_id = $1 and e.connection_id = $2 and e.code = r.code)`,
    [company, connection],
  )
  const inserted = await sql.run(
    `insert into employee (company_id, id, connection_id, code, name, pay_id, active)
     select $1, n.id, $2, r.code, r.name, r.pay_id, r.active from ${ROWS} r
     join unnest($3::text[], $4::int8[]) as n (code, id) on n.code = r.code`,
    [company, connection, missing.map((each) => each.code), missing.map(() => newId<EmployeeId>())],
  )
  return { inserted, changed, unchanged: rows - inserted - changed, vanished: 0, unsyncable: 0 }
}

/** After a full pass: whom the ERP no longer has is not active; timecards still name them. */
export async function finishEmployees({ sql, company, connection }: Scope): Promise<Applied> {
  const vanished = await sql.run(
    `update employee e set active = false where company_id = $1 and connection_id = $2 and active
     and not exists (select from seen s where s.code = e.code)`,
    [company, connection],
  )
  return { inserted: 0, changed: 0, unchanged: 0, vanished, unsyncable: 0 }
}
