/** What the Billing module of the ERP makes of costs, kept under its own numbers; a cost names its number (BRT-1). */
import type { Applied, Scope } from '../erp/entity.ts'

const ROWS = `(select distinct on (wip_id) wip_id, units, rate, coalesce(amount, 0) as amount from incoming where wip_id is not null order by wip_id, line desc)`

/** Feed `billed-rate-transactions`: a page from the temporary table `incoming`; a row that is unchanged is not written. */
export async function applyBilledRates({ sql, company, connection }: Scope): Promise<Applied> {
  const { rows } = await sql.one<{ rows: number }>(`select count(*) as rows from ${ROWS} r`)
  const counts = await sql.one<{ inserted: number; changed: number }>(
    `with written as (
       insert into billed_rate as b (company_id, connection_id, wip_id, units, rate, amount)
       select $1, $2, wip_id, units, rate, amount from ${ROWS} r
       on conflict (company_id, connection_id, wip_id) do update set units = excluded.units, rate = excluded.rate, amount = excluded.amount
       where (b.units, b.rate, b.amount) is distinct from (excluded.units, excluded.rate, excluded.amount)
       returning xmax = 0 as fresh)
     select count(*) filter (where fresh) as inserted, count(*) filter (where not fresh) as changed from written`,
    [company, connection],
  )
  return { ...counts, unchanged: rows - counts.inserted - counts.changed, vanished: 0, unsyncable: 0 }
}

/** After a full pass: work in progress that the ERP no longer has bills nothing. */
export async function removeVanishedRates({ sql, company, connection }: Scope): Promise<Applied> {
  const vanished = await sql.run(
    `delete from billed_rate b where company_id = $1 and connection_id = $2 and not exists (select from seen s where s.wip_id = b.wip_id)`,
    [company, connection],
  )
  return { inserted: 0, changed: 0, unchanged: 0, vanished, unsyncable: 0 }
}
