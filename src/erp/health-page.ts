/** Everything the health page shows, gathered in a few questions and judged by `health.ts`. */
import type { CompanyId, ConnectionId, ItemId } from '../ids.ts'
import type { Sql } from '../platform/db.ts'
import { VERSION } from '../platform/version.ts'
import { agentsOf } from './agents.ts'
import { feedsOf } from './connection-page.ts'
import { type ConnectionRow, connectionsOf } from './connections.ts'
import { translate } from './failures.ts'
import { freezeOf } from './freeze.ts'
import { judgeAgent, judgeFeed, judgeQueue, judgeVersion, lagMinutes } from './health.ts'
import type { Hub } from './hub.ts'

export async function healthOf(hub: Hub, sql: Sql, company: CompanyId) {
  const rows = await connectionsOf(sql, company)
  const frozen = (await freezeOf(sql, company))?.sentence ?? null
  const connections = []
  for (const row of rows) connections.push(await connectionHealth(hub, sql, company, row, frozen))
  return { server: await serverFacts(sql), connections, queues: await queuesOf(hub, sql, company, rows) }
}

async function serverFacts(sql: Sql) {
  const database = await sql.one<{ version: string; bytes: number; restored_at: Date | null; reason: string | null }>(
    `select current_setting('server_version') as version, pg_database_size(current_database()) as bytes,
       raised_at as restored_at, reason from erp_generation`,
  )
  return {
    version: VERSION,
    up_seconds: Math.floor(process.uptime()),
    database_version: database.version,
    database_bytes: database.bytes,
    restored_at: database.restored_at,
    restored_because: database.reason,
  }
}

async function connectionHealth(hub: Hub, sql: Sql, company: CompanyId, row: ConnectionRow, frozen: string | null) {
  const now = hub.clock.now()
  const enrolled = (await agentsOf(sql, company, row.id)).some((each) => each.revoked_at === null)
  const agent = { ...row, enrolled, frozen, erpReachable: row.erp_reachable, lastContact: row.last_contact }
  const feeds = await feedsOf(hub, sql, company, row)
  return {
    id: row.id,
    name: row.name,
    agent: judgeAgent(agent, now),
    version: judgeVersion(row.agent_version, VERSION),
    agent_version: row.agent_version,
    last_contact_at: row.last_contact,
    queue_depth: row.queue_depth,
    last_warning: row.last_warning,
    last_warning_at: row.last_warning_at,
    feeds: feeds.map(({ feed, label, last_read_at, every_minutes, unsyncable, read }) => {
      const failed = read?.state === 'failed' ? (read.error ?? 'The agent gave no reason.') : null
      const reading = read?.state === 'asked' || read?.state === 'running'
      const facts = { lastReadAt: last_read_at, everyMinutes: every_minutes, failed, reading, connected: row.connected }
      return {
        feed,
        label,
        state: judgeFeed(facts, now),
        last_read_at,
        every_minutes,
        lag_minutes: lagMinutes(facts, now),
        rows: read?.rows ?? null,
        unsyncable,
        last_error: failed,
      }
    }),
  }
}

interface Queue {
  kind: string
  queued: number
  oldest_at: Date | null
  oldest_item: ItemId | null
  failed: number
  needs_review: number
}

/** Of every kind that was ever sent: how much is on its way, since when, and what went wrong last. */
async function queuesOf(hub: Hub, sql: Sql, company: CompanyId, connections: ConnectionRow[]) {
  const queues = await sql.query<Queue>(
    `select o.kind, count(*) filter (where o.state in ('QUEUED', 'LEASED', 'RUNNING', 'UNCERTAIN')) as queued,
       min(o.created_at) filter (where o.state in ('QUEUED', 'LEASED', 'RUNNING', 'UNCERTAIN')) as oldest_at,
       (array_agg(o.item_id order by o.created_at) filter (where o.state in ('QUEUED', 'LEASED', 'RUNNING', 'UNCERTAIN')))[1] as oldest_item,
       count(*) filter (where o.state = 'REFUSED' and i.state = 'ACCEPTED') as failed,
       count(*) filter (where o.state = 'NEEDS_HUMAN') as needs_review
     from erp_op o left join erp_item i on i.company_id = o.company_id and i.kind = o.kind and i.item_id = o.item_id and i.op_key = o.op_key
     where o.company_id = $1 and o.state not in ('CONFIRMED', 'CANCELLED') group by o.kind`,
    [company],
  )
  const errors = await lastErrors(hub, sql, company, connections)
  const inboxes = await sql.query<{ kind: string; waiting: number; since: Date }>(
    `select kind, count(*) as waiting, min(sent_at) as since from erp_item where company_id = $1 and state = 'SENT' group by kind`,
    [company],
  )
  const connected = connections.some((each) => each.connected)
  return hub.registry.entities
    .filter((entity) => entity.outbound)
    .map(({ kind, tab, many }) => {
      const found = queues.find((each) => each.kind === kind)
      const inbox = inboxes.find((each) => each.kind === kind)
      const [queued, oldestAt] = [found?.queued ?? 0, found?.oldest_at ?? null]
      const waiting = inbox?.waiting ?? 0
      const [failed, needsReview] = [found?.failed ?? 0, found?.needs_review ?? 0]
      return {
        kind,
        title: tab?.title ?? many,
        state: judgeQueue({ queued, oldestAt, waiting, failed, needsReview, connected }, hub.clock.now()),
        waiting_for_approver: waiting,
        waiting_since: inbox?.since ?? null,
        queued,
        oldest_at: oldestAt,
        oldest_item: found?.oldest_item ?? null,
        failed,
        needs_review: needsReview,
        last_error: errors.get(kind) ?? null,
      }
    })
}

/** The last thing that went wrong of what is still wrong, in words a person can act on. */
async function lastErrors(hub: Hub, sql: Sql, company: CompanyId, connections: ConnectionRow[]) {
  const rows = await sql.query<{
    kind: string
    item_id: ItemId
    connection_id: ConnectionId
    state: string
    at: Date
    sentence: string
    raw: string | null
  }>(
    `select distinct on (o.kind) o.kind, o.item_id, o.connection_id, o.state, e.at, e.sentence, e.raw
     from erp_op o join erp_op_event e on e.company_id = o.company_id and e.op_key = o.op_key
       and e.to_state in ('REFUSED', 'NEEDS_HUMAN')
     left join erp_item i on i.company_id = o.company_id and i.op_key = o.op_key and i.state = 'ACCEPTED'
     where o.company_id = $1 and (o.state = 'NEEDS_HUMAN' or (o.state = 'REFUSED' and i.item_id is not null))
     order by o.kind, e.at desc, e.id desc`,
    [company],
  )
  return new Map(
    rows.map(({ kind, item_id, connection_id, state, at, sentence, raw }) => {
      const { connector } = connections.find((each) => each.id === connection_id) ?? {}
      const known =
        raw && connector && state === 'REFUSED' ? translate(hub.registry.connector(connector).failures, raw) : undefined
      const said = known ? `${known.cause} ${known.remedy}` : sentence
      return [kind, { item_id, at, sentence: said, raw }]
    }),
  )
}
