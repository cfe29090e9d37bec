/** The directory's SQL. Every write raises `rev` and goes into the history. */
import type { Scope } from '../erp/entity.ts'
import type { CompanyId, ItemId } from '../ids.ts'
import type { Sql } from '../platform/db.ts'
import { record } from '../platform/history.ts'
import { newId } from '../platform/new-id.ts'
import { Refused, refusal, refuseIf } from '../platform/refusal.ts'
import type { Vendor, VendorFields, VendorId } from './model.ts'
import { refusalsToDelete, refusalsToEdit } from './rules.ts'

/** Whose books, and who acts. */
export type Who = Pick<Scope, 'company' | 'actor'>

/** Columns by field; the one place that knows both names. */
const COLUMNS: Record<keyof VendorFields, string> = {
  name: 'name',
  address: 'address',
  address2: 'address_2',
  city: 'city',
  state: 'state',
  zip: 'zip',
  phone: 'phone',
  fax: 'fax',
  email: 'email',
  website: 'website',
  notes: 'notes',
  isActive: 'is_active',
  originId: 'origin_id',
  originCode: 'origin_code',
  originData: 'origin_data',
}

/** Its vendor's ID; of one that is linked in a further ERP company file only, the ID there. */
const ERP_ID = `coalesce(l.erp_id, (select min(k.erp_id) from vendor_account a
  join erp_link k on k.company_id = a.company_id and k.kind = 'company' and k.item_id = a.id
  where a.company_id = v.company_id and a.vendor_id = v.id))`

const SELECT = `select v.id, v.rev, ${Object.entries(COLUMNS)
  .map(([field, column]) => `v.${column} as "${field}"`)
  .join(', ')}, ${ERP_ID} as "erpId"
  from vendor v left join erp_link l on l.company_id = v.company_id and l.kind = 'company' and l.item_id = v.id`

export interface VendorFilter {
  /** Part of the name. */
  search?: string | undefined
  synced?: boolean | undefined
  originId?: string | undefined
  active?: boolean | undefined
}

export async function listVendors(
  sql: Sql,
  company: CompanyId,
  filter: VendorFilter,
  { limit, offset }: { limit: number; offset: number },
): Promise<{ rows: Vendor[]; total: number }> {
  const where = `where v.company_id = $1 and ($2::text is null or v.name ilike '%' || $2 || '%')
    and ($3::bool is null or (${ERP_ID} is not null) = $3) and ($4::text is null or coalesce(${ERP_ID}, v.origin_id) = $4)
    and ($5::bool is null or v.is_active = $5)`
  const values = [
    company,
    filter.search?.replace(/[\\%_]/g, '\\$&') ?? null,
    filter.synced ?? null,
    filter.originId ?? null,
    filter.active ?? null,
  ]
  const rows = await sql.query<Vendor>(`${SELECT} ${where} order by v.name, v.id limit $6 offset $7`, [
    ...values,
    limit,
    offset,
  ])
  const { total } = await sql.one<{ total: number }>(
    `select count(*)::int as total from vendor v
     left join erp_link l on l.company_id = v.company_id and l.kind = 'company' and l.item_id = v.id ${where}`,
    values,
  )
  return { rows, total }
}

export function findVendor(sql: Sql, company: CompanyId, id: VendorId): Promise<Vendor | undefined> {
  return sql.maybe(`${SELECT} where v.company_id = $1 and v.id = $2`, [company, id])
}

/** @throws Refused 404 */
export async function getVendor(sql: Sql, company: CompanyId, id: VendorId): Promise<Vendor> {
  const found = await findVendor(sql, company, id)
  if (!found)
    throw new Refused(
      refusal('not-found', `There is no company with the id ${id} in the Directory.`, { field: 'id' }),
      404,
    )
  return found
}

/** The company that an item of the pipeline stands for: itself, or its vendor in a further ERP company file. */
export function findVendorOfItem({ sql, company }: Scope, item: ItemId): Promise<Vendor | undefined> {
  return sql.maybe(`${SELECT} where v.company_id = $1 and v.id = vendor_of_item($1, $2)`, [company, item])
}

/** The vendor's ID in the scope's ERP company file; null while it is not linked there. */
export async function erpIdIn({ sql, company, connection }: Scope, vendor: VendorId): Promise<string | null> {
  const row = await sql.maybe<{ erp_id: string }>(
    `select erp_id from erp_link where company_id = $1 and connection_id = $3 and kind = 'company' and item_id = vendor_item($1, $2, $3)`,
    [company, vendor, connection],
  )
  return row?.erp_id ?? null
}

/** By the ERP's ID or an integrator's own key. @throws Refused 409 when vendors of two ERP company files have that ID */
export async function findVendorByOrigin(sql: Sql, company: CompanyId, originId: string): Promise<Vendor | undefined> {
  const [found, other] = await sql.query<Vendor>(
    `${SELECT} where v.company_id = $1 and coalesce(${ERP_ID}, v.origin_id) = $2 order by ${ERP_ID} nulls last limit 2`,
    [company, originId],
  )
  if (found?.erpId && other?.erpId)
    throw new Refused(
      refusal('origin-in-several-files', `Several ERP company files have a vendor “${originId}”.`, {
        field: 'origin_id',
        remedy: 'Name the company by its id.',
      }),
      409,
    )
  return found
}

export async function createVendor(
  sql: Sql,
  who: Who,
  fields: Partial<VendorFields> & { name: string },
): Promise<Vendor> {
  await requireFreeOrigin(sql, who.company, fields.originId, undefined)
  const id = newId<VendorId>()
  const given = givenColumns(fields)
  await sql.run(
    `insert into vendor (company_id, id, ${given.map(([column]) => column).join(', ')})
     values ($1, $2, ${given.map((_, index) => `$${index + 3}`).join(', ')})`,
    [who.company, id, ...given.map(([, value]) => value)],
  )
  await record(sql, { ...who, action: 'create', subject: { kind: 'company', id }, body: fields })
  return getVendor(sql, who.company, id)
}

/** Only the fields given change; nothing given or nothing new writes nothing. */
export async function updateVendor(sql: Sql, who: Who, id: VendorId, change: Partial<VendorFields>): Promise<Vendor> {
  const vendor = await getVendor(sql, who.company, id)
  refuseIf(refusalsToEdit(vendor, change))
  await requireFreeOrigin(sql, who.company, change.originId, id)
  const given = givenColumns(change).filter(([, value, field]) => vendor[field] !== value)
  if (given.length === 0) return vendor
  await sql.run(
    `update vendor set rev = rev + 1, ${given.map(([column], index) => `${column} = $${index + 3}`).join(', ')}
     where company_id = $1 and id = $2`,
    [who.company, id, ...given.map(([, value]) => value)],
  )
  const body = Object.fromEntries(given.map(([, value, field]) => [field, { from: vendor[field], to: value }]))
  await record(sql, { ...who, action: 'change', subject: { kind: 'company', id }, body })
  return getVendor(sql, who.company, id)
}

export async function deleteVendor(sql: Sql, who: Who, id: VendorId): Promise<void> {
  const vendor = await getVendor(sql, who.company, id)
  const { n } = await sql.one<{ n: number }>(
    `select count(*)::int as n from commitment where company_id = $1 and vendor_id = $2`,
    [who.company, id],
  )
  refuseIf(refusalsToDelete(vendor, n), 409)
  await sql.run(`delete from vendor where company_id = $1 and id = $2`, [who.company, id])
  await record(sql, { ...who, action: 'delete', subject: { kind: 'company', id }, body: vendor })
}

/** Companies, not linked in the scope's ERP company file, that may be the same firm, by name, telephone or street: a wide net, to be ranked by `likeness`. */
export function findAlike(
  { sql, company, connection }: Scope,
  firstWord: string,
  phone: string,
  address: string,
): Promise<Vendor[]> {
  return sql.query(
    `${SELECT} where v.company_id = $1 and v.is_active and not exists (select from erp_link k where k.company_id = $1
       and k.connection_id = $5 and k.kind = 'company' and k.item_id = vendor_item($1, v.id, $5)) and (
       ($2 <> '' and (v.name_key like $2 || '%' or v.name_key like '%' || $2 || '%'))
       or ($3 <> '' and v.phone_key = $3)
       or ($4 <> '' and lower(v.address) like $4 || '%'))
     order by v.name limit 200`,
    [
      company,
      firstWord.replace(/[^a-z0-9]/g, ''),
      phone.replace(/\D/g, '').slice(-10),
      (address.toLowerCase().match(/^\d+\s+\w+/)?.[0] ?? '').replace(/_/g, ''),
      connection,
    ],
  )
}

async function requireFreeOrigin(
  sql: Sql,
  company: CompanyId,
  originId: string | null | undefined,
  own: VendorId | undefined,
) {
  if (originId == null) return
  const other = await findVendorByOrigin(sql, company, originId)
  if (other && other.id !== own)
    throw new Refused(
      refusal('origin-taken', `The origin_id “${originId}” belongs to “${other.name}” already.`, {
        field: 'origin_id',
      }),
      409,
    )
}

function givenColumns(fields: Partial<VendorFields>): [column: string, value: unknown, field: keyof VendorFields][] {
  return (Object.keys(COLUMNS) as (keyof VendorFields)[])
    .filter((field) => fields[field] !== undefined)
    .map((field) => [COLUMNS[field], fields[field], field])
}
