/**
 * A company of the directory in several ERP company files: in each it is a vendor of its own, and an item of its own (decision 0013). In the
 * first file that item is the company itself; a company with one file has no rows here.
 */
import type { Scope } from '../erp/entity.ts'
import type { CompanyId, ConnectionId, ItemId } from '../ids.ts'
import type { Sql } from '../platform/db.ts'
import { record } from '../platform/history.ts'
import { newId } from '../platform/new-id.ts'
import { Refused, refusal } from '../platform/refusal.ts'
import type { VendorId } from './model.ts'
import type { Who } from './store.ts'

export interface Account {
  connection: ConnectionId
  /** Of the ERP company file. */
  name: string
  /** What is sent to it or linked in it; null until it is chosen. */
  item: ItemId | null
  erpId: string | null
}

/** Where the company's own item belongs: chosen, linked, or once sent. */
const OWN = `coalesce((select a.connection_id from vendor_account a where a.company_id = $1 and a.id = $2),
  (select l.connection_id from erp_link l where l.company_id = $1 and l.kind = 'company' and l.item_id = $2),
  (select i.connection_id from erp_item i where i.company_id = $1 and i.kind = 'company' and i.item_id = $2))`

/** Every ERP company file with the vendor the company is there. */
export function listAccounts(sql: Sql, company: CompanyId, vendor: VendorId): Promise<Account[]> {
  return sql.query(
    `select c.id as connection, c.name, l.erp_id as "erpId",
       coalesce(a.id, case when c.id = ${OWN} then $2::int8 end) as item
     from erp_connection c
     left join vendor_account a on a.company_id = c.company_id and a.vendor_id = $2 and a.connection_id = c.id
     left join erp_link l on l.company_id = c.company_id and l.kind = 'company' and l.connection_id = c.id and l.item_id = coalesce(a.id, $2)
     where c.company_id = $1 order by c.name`,
    [company, vendor],
  )
}

/** The file an item belongs to; undefined while nobody chose one. */
export async function fileOfItem({ sql, company }: Scope, item: ItemId): Promise<ConnectionId | undefined> {
  const { file } = await sql.one<{ file: ConnectionId | null }>(`select ${OWN} as file`, [company, item])
  return file ?? undefined
}

/** The item of the company in a file: its own while that belongs to no other file, else one more. */
export async function itemIn(
  { sql, company }: Pick<Scope, 'sql' | 'company'>,
  vendor: VendorId,
  connection: ConnectionId,
): Promise<ItemId> {
  // Two people at once would make two: one waits for the other.
  await sql.query('select 1 from vendor where company_id = $1 and id = $2 for update', [company, vendor])
  const { known, own } = await sql.one<{ known: ItemId | null; own: ConnectionId | null }>(
    `select (select id from vendor_account where company_id = $1 and vendor_id = $2 and connection_id = $3) as known, ${OWN} as own`,
    [company, vendor, connection],
  )
  if (known !== null) return known
  if (own === null || own === connection) return vendor as number as ItemId
  const item = newId<ItemId>()
  await keep(sql, company, item, vendor, connection)
  return item
}

/** The company shall be a vendor of this file too. @returns the item to send @throws Refused 404 when the company has no such file */
export async function chooseFile(sql: Sql, who: Who, vendor: VendorId, connection: ConnectionId): Promise<ItemId> {
  const { company } = who
  const file = await sql.maybe<{ name: string }>('select name from erp_connection where company_id = $1 and id = $2', [
    company,
    connection,
  ])
  if (!file)
    throw new Refused(
      refusal('not-found', `There is no ERP company file with the id ${connection}.`, { field: 'connection_id' }),
      404,
    )
  const item = await itemIn({ sql, company }, vendor, connection)
  await keep(sql, company, item, vendor, connection)
  await record(sql, {
    ...who,
    action: 'file-chosen',
    subject: { kind: 'company', id: vendor },
    body: { file: file.name, item },
  })
  return item
}

async function keep(sql: Sql, company: CompanyId, item: ItemId, vendor: VendorId, connection: ConnectionId) {
  await sql.run(
    'insert into vendor_account (company_id, id, vendor_id, connection_id) values ($1, $2, $3, $4) on conflict do nothing',
    [company, item, vendor, connection],
  )
}
