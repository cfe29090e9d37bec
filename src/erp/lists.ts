/** The tabs' lists: which items stand under which filter, counted, searched, sorted and paged in SQL. */
import type { CompanyId, ConnectionId, ItemId, ProjectId } from '../ids.ts'
import type { Sql } from '../platform/db.ts'
import { orderBy } from '../platform/rest.ts'
import type { Entity, Kind } from './entity.ts'
import type { OwnedFeed, Registry } from './registry.ts'
import type { InboxState, LinkState, OpState, TabFilter } from './states.ts'

export interface ListRow {
  kind: Kind
  /** The ERP company file it is in, or goes to. */
  connection_id: ConnectionId
  item_id: ItemId
  project_id: ProjectId | null
  project_name: string
  number: string
  title: string
  amount: string | null
  path: string
  columns: Record<string, string>
  inbox: InboxState | null
  op: OpState | null
  op_key: string | null
  link: LinkState | null
  erp_id: string | null
  rev: number | null
  reason: string | null
  waiting_for: string | null
  moved_at: Date | null
  moved_by: string | null
}

export interface ListQuery {
  kind: Kind
  filter: TabFilter
  /** Only of this ERP company file. */
  connection_id?: ConnectionId | undefined
  search?: string | undefined
  /** A column's key, `-` before it for descending. */
  sort?: string | undefined
  limit: number
  offset: number
}

/** Filters of items (the others are of staged records): condition over i, o, l, and whether the tab's own kind or its updates are meant. */
const CONDITIONS: Partial<Record<TabFilter, { sql: string; of: 'own' | 'updates' | 'both' }>> = {
  'Ready to Export': { sql: `i.state = 'SENT'`, of: 'own' },
  'Ready to Update': { sql: `i.state = 'SENT'`, of: 'updates' },
  Exporting: { sql: `o.state in ('QUEUED', 'LEASED', 'RUNNING', 'UNCERTAIN')`, of: 'both' },
  Failed: { sql: `i.state = 'ACCEPTED' and o.state = 'REFUSED'`, of: 'both' },
  'Needs review': { sql: `o.state = 'NEEDS_HUMAN'`, of: 'both' },
  Synced: { sql: `l.item_id is not null`, of: 'own' },
  Rejected: { sql: `i.state = 'REJECTED' and o.state is distinct from 'NEEDS_HUMAN'`, of: 'both' },
}

const STAGED: Partial<Record<TabFilter, string>> = {
  'Ready to Import': `state = 'staged' and not gone`,
  Archived: `state = 'archived'`,
}

const STAGED_SORTS = { title: 'title', erp_id: 'erp_id' }

const SORTS: Record<string, string> = {
  number: 's.number',
  title: 's.title',
  amount: 's.amount',
  project_name: 's.project_name',
  erp_id: 'l.erp_id',
  moved_at: 'coalesce(i.moved_at, l.linked_at)',
}

const LATEST = 'moved_at desc nulls last, n.kind, n.item_id'

const FILE = 'coalesce(l.connection_id, i.connection_id)'

const FROM = `from (select company_id, kind, item_id from erp_item where company_id = $1 and kind = any($2::text[])
    union select company_id, kind, item_id from erp_link where company_id = $1 and kind = any($2::text[])) n
  left join erp_item i on i.company_id = n.company_id and i.kind = n.kind and i.item_id = n.item_id
  left join erp_op o on o.company_id = n.company_id and o.op_key = i.op_key
  left join erp_link l on l.company_id = n.company_id and l.kind = n.kind and l.item_id = n.item_id
  left join erp_summary s on s.company_id = n.company_id and s.kind = n.kind and s.item_id = n.item_id
  left join person p on p.id = coalesce(i.moved_by, l.linked_by)`

export async function listItems(
  sql: Sql,
  registry: Registry,
  company: CompanyId,
  query: ListQuery,
): Promise<{ rows: ListRow[]; total: number }> {
  const condition = CONDITIONS[query.filter]
  if (!condition) return { rows: [], total: 0 }
  const where = `where ${condition.sql} and ($3 = '' or s.number ilike $3 or s.title ilike $3 or s.project_name ilike $3 or l.erp_id ilike $3)
    and ($4::int8 is null or ${FILE} = $4)`
  const values = [
    company,
    kindsOf(registry, query.kind, condition.of),
    query.search ? `%${escaped(query.search)}%` : '',
    query.connection_id ?? null,
  ]
  const rows = await sql.query<ListRow>(
    `select n.kind, n.item_id, ${FILE} as connection_id, s.project_id, coalesce(s.project_name, '') as project_name, coalesce(s.number, '') as number,
       coalesce(s.title, '') as title, s.amount, coalesce(s.path, '') as path, coalesce(s.columns, '{}') as columns, i.state as inbox,
       o.state as op, o.op_key, l.status as link, l.erp_id, i.rev, coalesce(i.reason, l.sentence) as reason, o.waiting_for,
       coalesce(i.moved_at, l.linked_at) as moved_at, p.name as moved_by
     ${FROM} ${where} order by ${orderBy(SORTS, query.sort, LATEST)} limit $5 offset $6`,
    [...values, query.limit, query.offset],
  )
  const { total } = await sql.one<{ total: number }>(`select count(*) as total ${FROM} ${where}`, values)
  return { rows, total }
}

export interface StagedListRow {
  connection_id: ConnectionId
  kind: Kind
  erp_id: string
  title: string
  data: Record<string, string | null>
  state: string
  reason: string | null
  gone: boolean
  changed_at: Date
}

export async function listStaged(
  sql: Sql,
  company: CompanyId,
  query: ListQuery,
): Promise<{ rows: StagedListRow[]; total: number }> {
  const condition = STAGED[query.filter]
  if (!condition) return { rows: [], total: 0 }
  const where = `where company_id = $1 and kind = $2 and ${condition} and ($3 = '' or erp_id ilike $3 or title ilike $3)
    and ($4::int8 is null or connection_id = $4)`
  const values = [company, query.kind, query.search ? `%${escaped(query.search)}%` : '', query.connection_id ?? null]
  const rows = await sql.query<StagedListRow>(
    `select connection_id, kind, erp_id, title, data, state, reason, gone, changed_at from erp_staged ${where}
     order by ${orderBy(STAGED_SORTS, query.sort, 'erp_id, connection_id')} limit $5 offset $6`,
    [...values, query.limit, query.offset],
  )
  const { total } = await sql.one<{ total: number }>(`select count(*) as total from erp_staged ${where}`, values)
  return { rows, total }
}

export interface TabRow {
  entity: Entity
  counts: Partial<Record<TabFilter, number>>
  feeds: string[]
}

/** Every tab with what waits under each of its filters, in all ERP company files or in one. */
export async function tabsOf(
  sql: Sql,
  registry: Registry,
  company: CompanyId,
  connection?: ConnectionId,
): Promise<TabRow[]> {
  const counted = new Map<string, number>()
  const add = (rows: { kind: Kind; filter: TabFilter; count: number }[]) => {
    for (const row of rows) counted.set(`${row.kind}/${row.filter}`, row.count)
  }
  const cases = Object.entries(CONDITIONS).map(
    ([filter, { sql: condition }]) => `select '${filter}' as filter where ${condition}`,
  )
  const kinds = registry.entities
    .filter((entity) => entity.outbound || entity.inbound?.stage)
    .map((entity) => entity.kind)
  add(
    await sql.query(
      `select n.kind, f.filter, count(*) as count ${FROM} cross join lateral (${cases.join(' union all ')}) f
       where $3::int8 is null or ${FILE} = $3 group by 1, 2`,
      [company, kinds, connection ?? null],
    ),
  )
  add(
    await sql.query(
      `select kind, case state when 'staged' then 'Ready to Import' else 'Archived' end as filter, count(*) as count
       from erp_staged where company_id = $1 and (state = 'archived' or (state = 'staged' and not gone))
         and ($2::int8 is null or connection_id = $2) group by 1, 2`,
      [company, connection ?? null],
    ),
  )
  return registry.entities
    .filter((entity) => entity.tab)
    .map((entity) => ({
      entity,
      counts: countsOf(registry, entity, counted),
      feeds: feedsOf(registry, entity)
        .filter(({ feed }) => feed.onDemand)
        .map(({ feed }) => feed.feed),
    }))
}

function countsOf(registry: Registry, entity: Entity, counted: Map<string, number>): TabRow['counts'] {
  const counts: TabRow['counts'] = {}
  const sum = (kinds: Kind[], filter: TabFilter) =>
    kinds.reduce((total, kind) => total + (counted.get(`${kind}/${filter}`) ?? 0), 0)
  if (entity.inbound?.stage)
    for (const filter of Object.keys(STAGED) as TabFilter[]) counts[filter] = sum([entity.kind], filter)
  for (const [filter, { of }] of Object.entries(CONDITIONS) as [TabFilter, { of: 'own' | 'updates' | 'both' }][]) {
    const kinds = kindsOf(registry, entity.kind, of)
    const offered =
      filter === 'Synced'
        ? entity.outbound || entity.inbound?.stage
        : kinds.some((kind) => registry.entity(kind).outbound)
    if (offered) counts[filter] = sum(kinds, filter)
  }
  return counts
}

function kindsOf(registry: Registry, kind: Kind, of: 'own' | 'updates' | 'both'): Kind[] {
  const updates = registry.entities.filter((entity) => entity.updatesOf === kind).map((entity) => entity.kind)
  return of === 'own' ? [kind] : of === 'updates' ? updates : [kind, ...updates]
}

/** The tab's own feeds, those of its updates, and those of no tab at all that must be read before them. */
export function feedsOf(registry: Registry, entity: Entity): OwnedFeed[] {
  const own = registry.feeds.filter((owned) => owned.entity === entity || owned.entity.updatesOf === entity.kind)
  const before = new Set(own.flatMap(({ feed }) => feed.after))
  const homeless = registry.feeds.filter(
    ({ feed, entity: { tab, updatesOf } }) => before.has(feed.feed) && !tab && !updatesOf,
  )
  return [...homeless, ...own]
}

/** The caller's text is searched for as it stands. */
const escaped = (text: string): string => text.replace(/[\\%_]/g, '\\$&')
