/** Insurance of companies: what the feed brings, applied set by set, and what the pages show. */
import { type Applied, NOTHING_APPLIED, type Scope } from '../erp/entity.ts'
import type { CompanyId } from '../ids.ts'
import type { Sql } from '../platform/db.ts'
import { newId } from '../platform/new-id.ts'
import type { VendorId } from './model.ts'
import { type DaysLeft, INSURANCE_TYPES, type Insurance } from './model-insurance.ts'

/** Of one company of the directory, or of all; `today` is the company's civil day. */
export function listInsurance(
  sql: Sql,
  company: CompanyId,
  today: string,
  vendor?: VendorId,
): Promise<(Insurance & { vendorName: string; daysLeft: DaysLeft })[]> {
  return sql.query(
    `select i.id, i.vendor_id as vendor, v.name as "vendorName", i.insurance_type as type, i.policy_number as "policyNumber", i.provider,
       i.limit_amount as "limit", i.effective_date as "effectiveDate", i.expiration_date as "expirationDate",
       i.expiration_date - $2::date as "daysLeft"
     from vendor_insurance i join vendor v on v.company_id = i.company_id and v.id = i.vendor_id
     where i.company_id = $1 and ($3::int8 is null or i.vendor_id = $3)
     order by v.name, v.id, array_position($4::text[], i.insurance_type)`,
    [company, today, vendor ?? null, INSURANCE_TYPES],
  )
}

/** The types of one row side by side, each a row of its own; one that was not entered has neither policy number nor provider. */
const ENTERED = INSURANCE_TYPES.map(
  (
    type,
  ) => `select vendor, '${type}' as type, ${type}_policy as policy, ${type}_provider as provider, ${type}_limit as limit_amount,
    ${type}_effective as effective, ${type}_expiration as expiration, line from incoming where ${type}_policy <> '' or ${type}_provider <> ''`,
).join(' union all ')

/** Companies linked in the scope's ERP company file. */
const LINKED = `(select vendor_of_item(l.company_id, l.item_id) as vendor_id, l.erp_id from erp_link l
  where l.company_id = $1 and l.connection_id = $2 and l.kind = 'company') l`

/** Rows of linked vendors, and of each the types that were entered. */
const ROWS = `(select distinct on (l.vendor_id, e.type) l.vendor_id, e.type, e.policy, e.provider, e.limit_amount, e.effective, e.expiration
  from (${ENTERED}) e join ${LINKED} on l.erp_id = e.vendor order by l.vendor_id, e.type, e.line desc)`

/** Feed `vendor-insurance`: what is there is taken, what a vendor no longer has goes. Rows of vendors that are not linked are passed over. */
export async function applyInsurance({ sql, company, connection }: Scope): Promise<Applied> {
  const values = [company, connection]
  const vanished = await sql.run(
    `delete from vendor_insurance i using ${LINKED}
     where i.company_id = $1 and i.connection_id = $2 and i.vendor_id = l.vendor_id and exists (select from incoming n where n.vendor = l.erp_id)
       and not exists (select from ${ROWS} r where r.vendor_id = i.vendor_id and r.type = i.insurance_type)`,
    values,
  )
  const changed = await sql.run(
    `update vendor_insurance i set policy_number = r.policy, provider = r.provider, limit_amount = r.limit_amount,
       effective_date = r.effective, expiration_date = r.expiration
     from ${ROWS} r where i.company_id = $1 and i.connection_id = $2 and i.vendor_id = r.vendor_id and i.insurance_type = r.type
       and (i.policy_number, i.provider, i.limit_amount, i.effective_date, i.expiration_date)
         is distinct from (r.policy, r.provider, r.limit_amount, r.effective, r.expiration)`,
    values,
  )
  const missing = await sql.query<{ vendor_id: VendorId; type: string }>(
    `select r.vendor_id, r.type from ${ROWS} r where not exists (select from vendor_insurance i
       where i.company_id = $1 and i.connection_id = $2 and i.vendor_id = r.vendor_id and i.insurance_type = r.type)`,
    values,
  )
  const inserted = await sql.run(
    `insert into vendor_insurance (company_id, id, vendor_id, connection_id, insurance_type, policy_number, provider, limit_amount, effective_date, expiration_date)
     select $1, n.id, r.vendor_id, $2, r.type, r.policy, r.provider, r.limit_amount, r.effective, r.expiration
     from ${ROWS} r join unnest($3::int8[], $4::int8[], $5::text[]) as n (id, vendor_id, type) on n.vendor_id = r.vendor_id and n.type = r.type`,
    [...values, missing.map(() => newId()), missing.map((each) => each.vendor_id), missing.map((each) => each.type)],
  )
  const { rows } = await sql.one<{ rows: number }>(
    `select count(*)::int as rows from ${ROWS} r where $1::int8 is not null and $2::int8 is not null`,
    values,
  )
  return { ...NOTHING_APPLIED, inserted, changed, vanished, unchanged: rows - inserted - changed }
}

/** After a full pass: a vendor that is gone from the ERP has no insurance there. */
export async function finishInsurance({ sql, company, connection }: Scope): Promise<Applied> {
  const vanished = await sql.run(
    `delete from vendor_insurance i using ${LINKED}
     where i.company_id = $1 and i.connection_id = $2 and i.vendor_id = l.vendor_id and not exists (select from seen s where s.vendor = l.erp_id)`,
    [company, connection],
  )
  return { ...NOTHING_APPLIED, vanished }
}

/** The company is no longer linked in the file: what the ERP says there of a vendor is no longer said of it. */
export async function forgetInsurance({ sql, company, connection }: Scope, vendor: VendorId): Promise<void> {
  await sql.run('delete from vendor_insurance where company_id = $1 and vendor_id = $2 and connection_id = $3', [
    company,
    vendor,
    connection,
  ])
}
