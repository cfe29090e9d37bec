/** What the ERP says of its commitments, kept under their codes there: it may be read before the link is made. */
import type { Applied, Scope } from '../erp/entity.ts'
import type { ItemId } from '../ids.ts'

const ROWS = `(select distinct on (erp_id) erp_id, coalesce(posted, false) as posted from incoming where erp_id <> '' order by erp_id, line desc)`

/** Feed `commitments`: a page from the temporary table `incoming`; a row that is unchanged is not written. */
export async function applyPosted({ sql, company, connection }: Scope): Promise<Applied> {
  const { rows } = await sql.one<{ rows: number }>(`select count(*) as rows from ${ROWS} r`)
  const written = await sql.query<{ fresh: boolean; item: ItemId | null }>(
    `with written as (
       insert into commitment_in_erp as c (company_id, connection_id, erp_id, posted) select $1, $2, erp_id, posted from ${ROWS} r
       on conflict (company_id, connection_id, erp_id) do update set posted = excluded.posted where c.posted <> excluded.posted
       returning erp_id, xmax = 0 as fresh)
     select w.fresh, l.item_id as item from written w
     left join erp_link l on l.company_id = $1 and l.connection_id = $2 and l.kind = 'commitment' and l.erp_id = w.erp_id`,
    [company, connection],
  )
  const inserted = written.filter((each) => each.fresh).length
  const touched = written.map((each) => each.item).filter((item) => item !== null)
  return {
    inserted,
    changed: written.length - inserted,
    unchanged: rows - written.length,
    vanished: 0,
    unsyncable: 0,
    touched,
  }
}

/** After a full pass: nothing is known any more of what the ERP no longer has. The link itself is looked after by its own checks. */
export async function removeVanished({ sql, company, connection }: Scope): Promise<Applied> {
  const vanished = await sql.run(
    `delete from commitment_in_erp c where company_id = $1 and connection_id = $2 and not exists (select from seen s where s.erp_id = c.erp_id)`,
    [company, connection],
  )
  return { inserted: 0, changed: 0, unchanged: 0, vanished, unsyncable: 0 }
}
