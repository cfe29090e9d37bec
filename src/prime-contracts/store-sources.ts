/** The ERP's contracts that feed a prime contract, and their items: what is new there, and how it becomes lines. */
import type { CostCodeId } from '../cost-codes/model.ts'
import type { Applied, Scope } from '../erp/entity.ts'
import type { CompanyId, ProjectId } from '../ids.ts'
import type { Sql } from '../platform/db.ts'
import { isZero } from '../platform/money.ts'
import { newId } from '../platform/new-id.ts'
import { Refused, refusal } from '../platform/refusal.ts'
import type { BillingLevel, PrimeContract, PrimeContractId, Source, SourceId } from './model.ts'
import { addPrimeLines, type NewLine } from './store-lines.ts'

export interface NewSource {
  feed: string
  erpId: string
  job: string
  level: BillingLevel | null
}

/** Items that belong to a source's level and are not lines yet. */
const NEW_ITEMS = `prime_contract_erp_item i where i.company_id = s.company_id and i.connection_id = s.connection_id and i.feed = s.feed
  and i.contract = s.erp_id and (s.billing_level is null or (s.billing_level = 'job' and i.cost_code is null)
    or (s.billing_level = 'division' and i.cost_code is not null and i.is_group)
    or (s.billing_level = 'section' and i.cost_code is not null and not i.is_group))
  and not exists (select from prime_contract_line l where l.company_id = s.company_id and l.source_id = s.id and l.erp_item = i.item)`

const SELECT = `select s.id, s.contract_id as contract, s.feed, s.erp_id as "erpId", s.job, s.billing_level as level, k.item_id is not null as linked,
    (select count(*)::int from ${NEW_ITEMS}) as "newItems", o.name as "otherProject"
  from prime_contract_source s join prime_contract c on c.company_id = s.company_id and c.id = s.contract_id
  left join erp_link k on k.company_id = s.company_id and k.kind = 'prime-contract' and k.item_id = s.id
  left join lateral (select p.name from prime_contract_source x join prime_contract xc on xc.company_id = x.company_id and xc.id = x.contract_id
    join project p on p.company_id = xc.company_id and p.id = xc.project_id
    where x.company_id = s.company_id and x.connection_id = s.connection_id and x.feed = s.feed and x.erp_id = s.erp_id
      and xc.project_id <> c.project_id limit 1) o on true`

export function listSources(sql: Sql, company: CompanyId, contract: PrimeContractId): Promise<Source[]> {
  return sql.query(`${SELECT} where s.company_id = $1 and s.contract_id = $2 order by s.erp_id, s.id`, [
    company,
    contract,
  ])
}

export function findSource(sql: Sql, company: CompanyId, id: SourceId): Promise<Source | undefined> {
  return sql.maybe(`${SELECT} where s.company_id = $1 and s.id = $2`, [company, id])
}

/** Notes that the ERP's contract feeds the prime contract; the same one again is the same row. */
export async function addSource(
  { sql, company, connection }: Scope,
  contract: PrimeContractId,
  { feed, erpId, job, level }: NewSource,
): Promise<SourceId> {
  const row = await sql.one<{ id: SourceId }>(
    `insert into prime_contract_source (company_id, id, contract_id, connection_id, feed, erp_id, job, billing_level)
     values ($1, $2, $3, $4, $5, $6, $7, $8)
     on conflict (company_id, contract_id, connection_id, feed, erp_id) do update set job = excluded.job, billing_level = excluded.billing_level
     returning id`,
    [company, newId(), contract, connection, feed, erpId, job, level],
  )
  return row.id
}

/** Takes every item that is no line yet, in the ERP's order. Cost codes of the job are matched with the project's. @returns how many */
export async function importNewItems(scope: Scope, contract: PrimeContract, source: SourceId): Promise<number> {
  const items = await scope.sql.query<{
    item: string
    description: string
    amount: string
    cost_code: string | null
    cost_code_id: CostCodeId | null
  }>(
    `select n.item, n.description, n.amount, n.cost_code, cc.id as cost_code_id from prime_contract_source s
     join lateral (select i.* from ${NEW_ITEMS}) n on true
     left join cost_code cc on cc.company_id = s.company_id and cc.project_id = $3 and cc.sub_job_code = n.extra and cc.code = n.cost_code
     where s.company_id = $1 and s.id = $2 order by n.item`,
    [scope.company, source, contract.project],
  )
  const unknown = items.find((each) => each.cost_code !== null && each.cost_code_id === null)
  if (unknown)
    throw new Refused(
      refusal('cost-code-unknown', `Cost code ${unknown.cost_code} of the job is not on the project yet.`, {
        remedy: 'Refresh the project’s cost codes, then import.',
      }),
    )
  const lines = items.map(
    ({ item, description, amount, cost_code_id }): NewLine => ({
      source,
      erpItem: item,
      item,
      description,
      amount,
      costCodeId: cost_code_id,
      // The ERP knows no units of the owner's contract: as one unit they can be counted otherwise here, the amount stays.
      ...(contract.accountingMethod === 'unit' ? { quantity: '1', unitCost: amount } : {}),
    }),
  )
  if (lines.length > 0) await addPrimeLines(scope.sql, scope, contract, lines)
  return lines.length
}

/** Prime contracts of the project that is linked with the job, those fed by it first. */
export function candidates(
  { sql, company, connection }: Scope,
  job: string,
): Promise<{ id: PrimeContractId; number: string; title: string; erpIds: string[] }[]> {
  return sql.query(
    `select c.id, c.number, c.title, coalesce(array_agg(k.erp_id order by k.erp_id) filter (where k.erp_id is not null), '{}') as "erpIds"
     from erp_link j join prime_contract c on c.company_id = j.company_id and c.project_id = j.item_id
     left join prime_contract_source s on s.company_id = c.company_id and s.contract_id = c.id
     left join erp_link k on k.company_id = s.company_id and k.kind = 'prime-contract' and k.item_id = s.id
     where j.company_id = $1 and j.connection_id = $2 and j.kind = 'job' and j.erp_id = $3 group by c.id, c.number, c.title
     order by count(k.erp_id) desc, c.number`,
    [company, connection, job],
  )
}

export async function projectOfJob({ sql, company, connection }: Scope, job: string): Promise<ProjectId | undefined> {
  const row = await sql.maybe<{ item_id: ProjectId }>(
    `select item_id from erp_link where company_id = $1 and connection_id = $2 and kind = 'job' and erp_id = $3`,
    [company, connection, job],
  )
  return row?.item_id
}

/** `items`: a query over `incoming` (as i) for the columns of `prime_contract_erp_item` from `contract` on, one row for each key. */
export async function keepItems({ sql, company, connection }: Scope, feed: string, items: string): Promise<Applied> {
  const values = [company, connection, feed]
  const { rows } = await sql.one<{ rows: number }>('select count(*)::int as rows from incoming')
  const vanished = await sql.run(
    `delete from prime_contract_erp_item k using (${items}) n where k.company_id = $1 and k.connection_id = $2 and k.feed = $3
       and k.contract = n.contract and k.item = n.item and n.amount is null`,
    values,
  )
  const written = await sql.one<{ inserted: number; changed: number }>(
    `with written as (
       insert into prime_contract_erp_item as k (company_id, connection_id, feed, contract, item, description, extra, cost_code, is_group, amount)
       select $1, $2, $3, contract, item, description, extra, cost_code, is_group, amount from (${items}) n where amount is not null
       on conflict (company_id, connection_id, feed, contract, item) do update
         set description = excluded.description, is_group = excluded.is_group, amount = excluded.amount
         where (k.description, k.is_group, k.amount) is distinct from (excluded.description, excluded.is_group, excluded.amount)
       returning xmax = 0 as fresh)
     select count(*) filter (where fresh)::int as inserted, count(*) filter (where not fresh)::int as changed from written`,
    values,
  )
  return {
    ...written,
    vanished,
    unchanged: Math.max(0, rows - written.inserted - written.changed - vanished),
    unsyncable: 0,
  }
}

/** After a full pass: items whose contract and item are not among the rows of the query are gone; the one item of a whole job came by another feed. */
export async function dropVanishedItems(
  { sql, company, connection }: Scope,
  feed: string,
  seen: string,
): Promise<Applied> {
  const vanished = await sql.run(
    `delete from prime_contract_erp_item k where k.company_id = $1 and k.connection_id = $2 and k.feed = $3
       and k.item <> k.contract and not exists (select from (${seen}) n where n.contract = k.contract and n.item = k.item)`,
    [company, connection, feed],
  )
  return { inserted: 0, changed: 0, unchanged: 0, vanished, unsyncable: 0 }
}

/** The one item of a job whose schedule of values is a single amount; nothing: there is none. */
export async function keepJobItem(
  { sql, company, connection }: Scope,
  { feed, job, title, amount }: { feed: string; job: string; title: string; amount: string | null },
): Promise<void> {
  const of = [company, connection, feed, job]
  if (amount === null || isZero(amount))
    await sql.run(
      `delete from prime_contract_erp_item where company_id = $1 and connection_id = $2 and feed = $3 and contract = $4 and item = $4`,
      of,
    )
  else
    await sql.run(
      `insert into prime_contract_erp_item (company_id, connection_id, feed, contract, item, description, amount)
       values ($1, $2, $3, $4, $4, $5, $6)
       on conflict (company_id, connection_id, feed, contract, item) do update
         set description = excluded.description, amount = excluded.amount`,
      [...of, title, amount],
    )
}

/** An item of an ERP's contract as last read; undefined: the ERP has none with this code. */
export function findErpItem(
  { sql, company, connection }: Scope,
  contract: string,
  item: string,
): Promise<{ amount: string } | undefined> {
  return sql.maybe(
    `select amount from prime_contract_erp_item where company_id = $1 and connection_id = $2 and feed = 'contract-items'
       and contract = $3 and item = $4`,
    [company, connection, contract, item],
  )
}
