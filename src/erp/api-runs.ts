/** Route of the page of runs: every read of the ERP, with why it came about and what to do when it failed. Cancelling one: `api-connections.ts`. */
import { z } from 'zod'
import type { CompanyId, ConnectionId } from '../ids.ts'
import type { Sql } from '../platform/db.ts'
import { id, orderBy, paging, window } from '../platform/rest.ts'
import { Page, type Route, route } from '../platform/route.ts'
import { runShape } from './api-shapes.ts'
import { VIEW } from './gates.ts'
import type { Hub } from './hub.ts'
import { READ_FAILURES } from './read-failures.ts'
import type { ReadRow } from './reads-store.ts'

const query = z.object({
  feed: z.string().optional(),
  connection_id: id<ConnectionId>().optional(),
  state: z.enum(['open', 'asked', 'running', 'done', 'failed', 'cancelled']).optional(),
  sort: z.string().max(30).optional(),
  ...paging,
})

const COUNTS = ['rows', 'inserted', 'changed', 'unchanged', 'vanished', 'unsyncable']
/** By the name of the page's column. */
const SORTS: Record<string, string> = {
  ...Object.fromEntries(COUNTS.map((key) => [key, `r.${key}`])),
  label: 'array_position(k.feeds, r.feed)',
  file: 'c.name',
  by: `r.cause || coalesce(p.name, '')`,
  state: 'r.state',
  at: 'r.asked_at',
  took: 'coalesce(r.ended_at, k.now) - r.started_at',
}

export function runRoutes(hub: Hub): Route[] {
  return [
    route({
      method: 'GET',
      path: '/rest/v1.0/companies/:company_id/erp/reads',
      summary: 'Reads of the ERP over all connections, the latest first; `state=open`: asked for or under way',
      gate: VIEW,
      params: z.object({ company_id: id<CompanyId>() }),
      query,
      reply: z.array(runShape),
      handler: (ctx) =>
        ctx.db.company(ctx.company, async (sql) => {
          const { rows, total } = await runsOf(hub, sql, ctx.company, ctx.query)
          return new Page(
            rows.map((row) => shown(hub, row)),
            total,
          )
        }),
    }),
  ]
}

type RunRow = Omit<ReadRow, 'asked_by'> & { connection_name: string; asked_by: string | null }

async function runsOf(
  hub: Hub,
  sql: Sql,
  company: CompanyId,
  asked: z.output<typeof query>,
): Promise<{ rows: RunRow[]; total: number }> {
  const states = asked.state === 'open' ? ['asked', 'running'] : asked.state ? [asked.state] : null
  const values = [company, asked.connection_id ?? null, asked.feed ?? null, states]
  const where = `r.company_id = $1 and ($2::int8 is null or r.connection_id = $2) and ($3::text is null or r.feed = $3)
    and ($4::text[] is null or r.state = any($4))`
  const { limit, offset } = window(asked)
  const byLabel = hub.registry.feeds.map(({ feed }) => feed).sort((a, b) => a.label.localeCompare(b.label))
  const known = [byLabel.map(({ feed }) => feed), hub.clock.now()]
  const rows = await sql.query<RunRow>(
    `select r.*, c.name as connection_name, p.name as asked_by from erp_read r
     join erp_connection c on c.company_id = r.company_id and c.id = r.connection_id
     left join person p on p.id = r.asked_by
     cross join (select $7::text[] as feeds, $8::timestamptz as now) k
     where ${where} order by ${orderBy(SORTS, asked.sort, 'r.asked_at desc, r.read_id')} limit $5 offset $6`,
    [...values, limit, offset, ...known],
  )
  const { total } = await sql.one<{ total: number }>(`select count(*) as total from erp_read r where ${where}`, values)
  return { rows, total }
}

function shown(hub: Hub, row: RunRow) {
  const known = hub.registry.feeds.find(({ feed }) => feed.feed === row.feed)
  const ended = row.ended_at ?? (row.state === 'running' ? hub.clock.now() : null)
  return {
    ...row,
    label: known?.feed.label ?? row.feed,
    remedy: row.error_code ? READ_FAILURES[row.error_code].remedy : null,
    took_ms: row.started_at && ended ? ended.getTime() - row.started_at.getTime() : null,
  }
}
