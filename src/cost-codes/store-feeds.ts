/**
 * What the ERP sends about codes, applied set by set from the temporary tables `incoming` (a page of rows) and `seen` (the keys of
 * a full pass). What is gone in the ERP is marked, never deleted: documents still name it.
 */
import { type Applied, NOTHING_APPLIED, type Scope } from '../erp/entity.ts'
import type { Sql } from '../platform/db.ts'
import { newId } from '../platform/new-id.ts'
import { ACCUMULATES } from './model.ts'

/** Feed `standard-categories`: the company's cost types. */
export async function applyCostTypes({ sql, company, connection }: Scope): Promise<Applied> {
  const rows = `(select distinct on (code) code, name, accumulate_as, coalesce((select base from
      unnest($3::text[], $4::text[]) with ordinality as a (start, base, rank)
      where starts_with(lower(accumulate_as), start) order by rank limit 1), 'other') as base_type
    from incoming where code <> '' order by code, line desc)`
  const values = [company, connection, ACCUMULATES.map(([start]) => start), ACCUMULATES.map(([, base]) => base)]
  return upsert(sql, {
    rows,
    values,
    missing: `not exists (select 1 from cost_type t where t.company_id = $1 and t.connection_id = $2 and t.code = r.code)`,
    insert: `insert into cost_type (company_id, id, connection_id, code, name, base_type, accumulate_as)
      select $1, n.id, $2, n.code, n.name, n.base_type, n.accumulate_as from numbered n`,
    update: `update cost_type t set name = r.name, base_type = r.base_type, accumulate_as = r.accumulate_as, in_erp = true
      from ${rows} r where t.company_id = $1 and t.connection_id = $2 and t.code = r.code
      and (t.name, t.base_type, t.accumulate_as, t.in_erp) is distinct from (r.name, r.base_type, r.accumulate_as, true)`,
  })
}

/** After a full pass of `standard-categories`. */
export async function finishCostTypes({ sql, company, connection }: Scope): Promise<Applied> {
  const vanished = await sql.run(
    `update cost_type t set in_erp = false where company_id = $1 and connection_id = $2 and in_erp
     and not exists (select 1 from seen s where s.code = t.code)`,
    [company, connection],
  )
  return { ...NOTHING_APPLIED, vanished }
}

/** Feed `standard-cost-codes`. The ERP's categories set the default cost types until a person has chosen. */
export async function applyStandardCodes({ sql, company, connection }: Scope): Promise<Applied> {
  const rows = `(select distinct on (code) code, name, coalesce(is_group, false) as is_group,
      coalesce(categories, '') as categories,
      coalesce((select array_agg(t.id order by t.code) from cost_type t where t.company_id = $1 and t.connection_id = $2
                and t.code = any(string_to_array(replace(categories, ' ', ''), ','))), '{}') as types
    from incoming where code <> '' order by code, line desc)`
  return upsert(sql, {
    rows,
    values: [company, connection],
    missing: `not exists (select 1 from standard_cost_code s where s.company_id = $1 and s.connection_id = $2 and s.code = r.code)`,
    insert: `insert into standard_cost_code (company_id, id, connection_id, code, name, is_group, erp_categories, default_cost_types)
      select $1, n.id, $2, n.code, n.name, n.is_group, n.categories, n.types from numbered n`,
    update: `update standard_cost_code s set name = r.name, is_group = r.is_group, erp_categories = r.categories, in_erp = true,
        default_cost_types = case when s.default_cost_types_chosen then s.default_cost_types else r.types end
      from ${rows} r where s.company_id = $1 and s.connection_id = $2 and s.code = r.code
      and ((s.name, s.is_group, s.erp_categories, s.in_erp) is distinct from (r.name, r.is_group, r.categories, true)
        or (not s.default_cost_types_chosen and s.default_cost_types <> r.types))`,
  })
}

/** After a full pass of `standard-cost-codes`. */
export async function finishStandardCodes({ sql, company, connection }: Scope): Promise<Applied> {
  const vanished = await sql.run(
    `update standard_cost_code c set in_erp = false where company_id = $1 and connection_id = $2 and in_erp
     and not exists (select 1 from seen s where s.code = c.code)`,
    [company, connection],
  )
  return { ...NOTHING_APPLIED, vanished }
}

/** Links of projects to jobs. */
const JOBS = `erp_link l where l.company_id = $1 and l.connection_id = $2 and l.kind = 'job'`

/** Feed `job-cost-codes`: codes of linked jobs; rows of other jobs count as unchanged. */
export async function applyJobCodes({ sql, company, connection }: Scope): Promise<Applied> {
  const rows = `(select distinct on (i.job, coalesce(i.extra, ''), i.code) l.item_id as project_id, coalesce(i.extra, '') as extra,
      i.code, i.name, coalesce(i.is_group, false) as is_group, lower(coalesce(i.status, '')) <> 'closed' as active, s.id as standard_id
    from incoming i
    join (select l.item_id, l.erp_id from ${JOBS}) l on l.erp_id = i.job
    left join standard_cost_code s on s.company_id = $1 and s.connection_id = $2 and s.code = i.code
    where i.code <> '' order by i.job, coalesce(i.extra, ''), i.code, i.line desc)`
  const applied = await upsert(sql, {
    rows,
    values: [company, connection],
    missing: `not exists (select 1 from cost_code c where c.company_id = $1 and c.project_id = r.project_id
      and c.sub_job_code = r.extra and c.code = r.code)`,
    insert: `insert into cost_code (company_id, id, project_id, sub_job_code, code, name, is_group, standard_cost_code_id, active, erp_synced)
      select $1, n.id, n.project_id, n.extra, n.code, n.name, n.is_group, n.standard_id, n.active, true from numbered n`,
    update: `update cost_code c set name = r.name, is_group = r.is_group, active = r.active, standard_cost_code_id = r.standard_id,
        erp_synced = true, erp_vanished = false
      from ${rows} r where c.company_id = $1 and c.project_id = r.project_id and c.sub_job_code = r.extra and c.code = r.code
      and (c.name, c.is_group, c.active, c.standard_cost_code_id, c.erp_synced, c.erp_vanished)
        is distinct from (r.name, r.is_group, r.active, r.standard_id, true, false)`,
  })
  return { ...applied, unchanged: (await incomingRows(sql)) - applied.inserted - applied.changed }
}

/** After a full pass of `job-cost-codes`. Codes that wait to be exported were never there and stay. */
export async function finishJobCodes({ sql, company, connection }: Scope): Promise<Applied> {
  const vanished = await sql.run(
    `update cost_code c set erp_synced = false, erp_vanished = true, active = false
     from (select l.item_id, l.erp_id from ${JOBS}) l
     where c.company_id = $1 and c.project_id = l.item_id and c.erp_synced and not exists
       (select 1 from seen s where s.job = l.erp_id and coalesce(s.extra, '') = c.sub_job_code and s.code = c.code)`,
    [company, connection],
  )
  return { ...NOTHING_APPLIED, vanished }
}

/** Feed `job-categories`: which cost types stand on which code. A row whose code or cost type is unknown here is unsyncable. */
export async function applyJobCategories({ sql, company, connection }: Scope): Promise<Applied> {
  const rows = `(select distinct i.job, coalesce(i.extra, '') as extra, i.cost_code, i.code, l.item_id as project_id,
      c.id as cost_code_id, t.id as cost_type_id
    from incoming i
    join (select l.item_id, l.erp_id from ${JOBS}) l on l.erp_id = i.job
    left join cost_code c on c.company_id = $1 and c.project_id = l.item_id and c.sub_job_code = coalesce(i.extra, '') and c.code = i.cost_code
    left join cost_type t on t.company_id = $1 and t.connection_id = $2 and t.code = i.code)`
  const values = [company, connection]
  const unsyncable = await sql.run(
    `insert into unsyncable (erp_key, reason, raw)
     select concat_ws(' | ', job, nullif(extra, ''), cost_code, code),
       case when cost_code_id is null then 'Cost code ' || cost_code || ' of job ' || job || ' is not known here: refresh the cost codes.'
         else 'Cost type ' || code || ' is not on the list of standard cost types: add it to the standard list in the ERP.' end,
       concat_ws(',', job, extra, cost_code, code)
     from ${rows} r where cost_code_id is null or cost_type_id is null`,
    values,
  )
  const changed = await sql.run(
    `update cost_code_cost_type x set erp_synced = true, erp_vanished = false from ${rows} r
     where x.company_id = $1 and x.cost_code_id = r.cost_code_id and x.cost_type_id = r.cost_type_id
     and (not x.erp_synced or x.erp_vanished)`,
    values,
  )
  const inserted = await sql.run(
    `insert into cost_code_cost_type (company_id, cost_code_id, cost_type_id, erp_synced)
     select $1, cost_code_id, cost_type_id, true from ${rows} r where cost_code_id is not null and cost_type_id is not null
     on conflict do nothing`,
    values,
  )
  return {
    inserted,
    changed,
    unsyncable,
    vanished: 0,
    unchanged: (await incomingRows(sql)) - inserted - changed - unsyncable,
  }
}

/** After a full pass of `job-categories`. */
export async function finishJobCategories({ sql, company, connection }: Scope): Promise<Applied> {
  const vanished = await sql.run(
    `update cost_code_cost_type x set erp_synced = false, erp_vanished = true
     from cost_code c, cost_type t, (select l.item_id, l.erp_id from ${JOBS}) l
     where x.company_id = $1 and x.erp_synced and c.company_id = $1 and c.id = x.cost_code_id and c.project_id = l.item_id
     and t.company_id = $1 and t.id = x.cost_type_id and not exists
       (select 1 from seen s where s.job = l.erp_id and coalesce(s.extra, '') = c.sub_job_code
        and s.cost_code = c.code and s.code = t.code)`,
    [company, connection],
  )
  return { ...NOTHING_APPLIED, vanished }
}

interface Upsert {
  /** Parenthesised query of the page's rows, one for each key. */
  rows: string
  values: unknown[]
  /** Condition on `r`: we do not have it yet. */
  missing: string
  /** Reads `numbered`: the missing rows, each with a new `id`. */
  insert: string
  update: string
}

/** Changes what differs, then inserts what is missing under ids of ours. Running it twice changes nothing the second time. */
async function upsert(sql: Sql, { rows, values, missing, insert, update }: Upsert): Promise<Applied> {
  const { n: total } = await sql.one<{ n: number }>(
    `select count(*)::int as n from ${rows} r where $1::int8 is not null and $2::int8 is not null`,
    values,
  )
  const changed = await sql.run(update, values)
  const { n: fresh } = await sql.one<{ n: number }>(`select count(*)::int as n from ${rows} r where ${missing}`, values)
  if (fresh > 0) {
    const ids = Array.from({ length: fresh }, () => newId())
    const inserted = await sql.run(
      `with ranked as (select r.*, row_number() over () as rank from ${rows} r where ${missing}),
       numbered as (select ranked.*, i.id from ranked
                    join unnest($${values.length + 1}::int8[]) with ordinality as i (id, rank) using (rank))
       ${insert}`,
      [...values, ids],
    )
    return { ...NOTHING_APPLIED, inserted, changed, unchanged: total - inserted - changed }
  }
  return { ...NOTHING_APPLIED, changed, unchanged: total - changed }
}

async function incomingRows(sql: Sql): Promise<number> {
  return (await sql.one<{ n: number }>(`select count(*)::int as n from incoming`)).n
}
