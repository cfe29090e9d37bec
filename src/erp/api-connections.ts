/** Routes of the connection's page: what is connected, reading now, schedules, enrolling an agent, letting a stopped queue go on. */
import { z } from 'zod'
import type { CompanyId, ConnectionId } from '../ids.ts'
import { Refused, refusal } from '../platform/refusal.ts'
import { id, paging, window } from '../platform/rest.ts'
import { Page, type Route, route } from '../platform/route.ts'
import { type AgentId, createEnrolment, revokeAgent } from './agents.ts'
import { connectionShape, readShape } from './api-shapes.ts'
import { connectionPages } from './connection-page.ts'
import { connectionOf, createConnection } from './connections.ts'
import { unfreeze } from './freeze.ts'
import { VIEW } from './gates.ts'
import { type Hub, sendAll } from './hub.ts'
import { askRead, cancelRead } from './reads.ts'
import type { ReadRow } from './reads-store.ts'
import { setSchedule } from './schedule.ts'

const MANAGE = { action: 'manage-connection' } as const
const DECIDED = { decidedBy: 'handler', why: 'The feed names the row of the matrix that refreshes it.' } as const
const base = '/rest/v1.0/companies/:company_id/erp'
const company = z.object({ company_id: id<CompanyId>() })
const connection = company.extend({ connection_id: id<ConnectionId>() })
const feed = connection.extend({ feed: z.string() })

const time = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time of day such as "22:00"')
const planBody = z.object({
  every_minutes: z.int().min(0).max(10080).optional(),
  /** In the company's time zone; `to` at or before `from` is on the day after; null = at any time. */
  hours: z
    .object({ days: z.array(z.int().min(1).max(7)).max(7), from: time, to: time })
    .nullable()
    .optional(),
  /** `until` null = until somebody resumes it. */
  pause: z
    .object({ reason: z.string().trim().min(1).max(200), until: z.iso.datetime({ offset: true }).nullable() })
    .nullable()
    .optional(),
})

export function connectionRoutes(hub: Hub): Route[] {
  return [...pageRoutes(hub), ...readRoutes(hub)]
}

function pageRoutes(hub: Hub): Route[] {
  return [
    route({
      method: 'GET',
      path: `${base}/connections`,
      summary: 'Connections with their agents, versions, feeds and what stands still',
      gate: VIEW,
      params: company,
      reply: z.array(connectionShape),
      handler: (ctx) => ctx.db.company(ctx.company, (sql) => connectionPages(hub, sql, ctx.company)),
    }),
    route({
      method: 'GET',
      path: `${base}/files`,
      summary: 'The ERP company files of the company, one for each connection',
      gate: 'signed-in',
      params: company,
      reply: z.array(z.object({ id: z.number(), name: z.string() })),
      handler: (ctx) =>
        ctx.db.company(ctx.company, (sql) =>
          sql.query<object>('select id, name from erp_connection where company_id = $1 order by name', [ctx.company]),
        ),
    }),
    route({
      method: 'GET',
      path: `${base}/connectors`,
      summary: 'ERPs that can be connected',
      gate: VIEW,
      params: company,
      reply: z.array(z.object({ key: z.string(), name: z.string(), words: z.record(z.string(), z.string()) })),
      handler: async () => hub.registry.connectors.map(({ key, name, words }) => ({ key, name, words })),
    }),
    route({
      method: 'POST',
      path: `${base}/connections`,
      summary: 'A new connection; an agent is then enrolled for it',
      gate: MANAGE,
      params: company,
      body: z.object({ connector: z.string(), name: z.string().trim().min(1).max(100) }),
      reply: z.object({ id: z.number() }),
      status: 201,
      handler: (ctx) => {
        hub.registry.connector(ctx.body.connector)
        return ctx.db.company(ctx.company, async (sql) => ({
          id: await createConnection(sql, ctx.company, ctx.person.id, ctx.body),
        }))
      },
    }),
    route({
      method: 'POST',
      path: `${base}/connections/:connection_id/enrolments`,
      summary: 'A one-time code by which an agent enrols within ten minutes',
      gate: MANAGE,
      params: connection,
      body: z.strictObject({}).default({}),
      reply: z.object({ code: z.string(), expires_at: z.date() }),
      status: 201,
      handler: (ctx) =>
        ctx.db.company(ctx.company, async (sql) => {
          await connectionOf(sql, ctx.company, ctx.params.connection_id)
          const given = { company: ctx.company, connection: ctx.params.connection_id, by: ctx.person.id }
          const { code, expiresAt } = await createEnrolment(sql, hub.clock, given)
          return { code, expires_at: expiresAt }
        }),
    }),
    route({
      method: 'POST',
      path: `${base}/agents/:agent_id/revoke`,
      summary: 'Shuts an agent out; its line is cut within a second',
      gate: MANAGE,
      params: company.extend({ agent_id: id<AgentId>() }),
      body: z.object({ reason: z.string().trim().min(1).max(1000) }),
      reply: z.object({}),
      handler: (ctx) =>
        ctx.db.company(ctx.company, async (sql) => {
          const given = { company: ctx.company, agent: ctx.params.agent_id, by: ctx.person.id, why: ctx.body.reason }
          if (!(await revokeAgent(sql, hub.clock, given)))
            throw new Refused(refusal('not-there', 'There is no such agent in service.'), 404)
          return {}
        }),
    }),
    route({
      method: 'POST',
      path: `${base}/thaw`,
      summary: 'Lets exports go on after an assertion stopped them, with a reason',
      gate: MANAGE,
      params: company,
      body: z.object({ reason: z.string().max(1000) }),
      reply: z.object({}),
      handler: (ctx) =>
        ctx.db.company(ctx.company, async (sql) => {
          await unfreeze(hub, sql, ctx.company, ctx.person.id, ctx.body.reason)
          return {}
        }),
    }),
  ]
}

function readRoutes(hub: Hub): Route[] {
  return [
    route({
      method: 'POST',
      path: `${base}/connections/:connection_id/feeds/:feed/sync`,
      summary: 'Reads a feed now: what changed, or all of it',
      gate: DECIDED,
      params: feed,
      body: z.object({ mode: z.enum(['changed', 'full']).default('changed') }).default({ mode: 'changed' }),
      reply: z.object({ read_id: z.string() }),
      handler: async (ctx) => {
        await ctx.require({ action: hub.registry.feed(ctx.params.feed).feed.refreshAction ?? MANAGE.action })
        const { connection_id, feed: name } = ctx.params
        return ctx.db.company(ctx.company, async (sql) => ({
          read_id: await askRead(hub, sql, ctx.company, connection_id, name, ctx.person.id, ctx.body.mode === 'full'),
        }))
      },
    }),
    route({
      method: 'PUT',
      path: `${base}/connections/:connection_id/feeds/:feed/schedule`,
      summary:
        'When a feed is read by itself: minutes between reads (0 = by hand only), hours of the week, a pause; what is left out stays',
      gate: { action: 'configure-sync-schedule' },
      params: feed,
      body: planBody,
      reply: z.object({}),
      handler: (ctx) =>
        ctx.db.company(ctx.company, async (sql) => {
          const { connection_id, feed: name } = ctx.params
          await connectionOf(sql, ctx.company, connection_id)
          const given = { company: ctx.company, connection: connection_id, feed: name, by: ctx.person.id }
          const { every_minutes, hours, pause } = ctx.body
          const plan = {
            ...(every_minutes === undefined ? {} : { everyMinutes: every_minutes }),
            ...(hours === undefined ? {} : { hours }),
            ...(pause === undefined ? {} : { pause }),
          }
          await setSchedule(hub, sql, { ...given, plan })
          return {}
        }),
    }),
    route({
      method: 'GET',
      path: `${base}/connections/:connection_id/reads`,
      summary: 'Reads of a connection, the latest first',
      gate: VIEW,
      params: connection,
      query: z.object({ feed: z.string().optional(), ...paging }),
      reply: z.array(readShape),
      handler: (ctx) =>
        ctx.db.company(ctx.company, async (sql) => {
          const { limit, offset } = window(ctx.query)
          const where = `company_id = $1 and connection_id = $2 and ($3::text is null or feed = $3)`
          const values = [ctx.company, ctx.params.connection_id, ctx.query.feed ?? null]
          const rows = await sql.query<ReadRow>(
            `select * from erp_read where ${where} order by asked_at desc limit $4 offset $5`,
            [...values, limit, offset],
          )
          const { total } = await sql.one<{ total: number }>(
            `select count(*) as total from erp_read where ${where}`,
            values,
          )
          return new Page(rows, total)
        }),
    }),
    route({
      method: 'POST',
      path: `${base}/reads/:read_id/cancel`,
      summary: 'Stops a read; what has arrived stays',
      gate: MANAGE,
      params: company.extend({ read_id: z.string() }),
      body: z.strictObject({}).default({}),
      reply: z.object({}),
      handler: async (ctx) => {
        sendAll(
          hub,
          await ctx.db.company(ctx.company, (sql) =>
            cancelRead(hub, sql, ctx.company, ctx.params.read_id, ctx.person.id),
          ),
        )
        return {}
      },
    }),
    route({
      method: 'GET',
      path: `${base}/unsyncable`,
      summary: 'Records of the ERP that could not be taken, each with the reason',
      gate: VIEW,
      params: company,
      query: z.object({ feed: z.string().optional(), connection_id: id<ConnectionId>().optional(), ...paging }),
      reply: z.array(
        z.object({
          connection_id: z.number(),
          feed: z.string(),
          erp_key: z.string(),
          reason: z.string(),
          raw: z.string(),
          since: z.date(),
        }),
      ),
      handler: (ctx) =>
        ctx.db.company(ctx.company, async (sql) => {
          const { limit, offset } = window(ctx.query)
          const where =
            'company_id = $1 and ($2::text is null or feed = $2) and ($3::int8 is null or connection_id = $3)'
          const values = [ctx.company, ctx.query.feed ?? null, ctx.query.connection_id ?? null]
          const rows = await sql.query<object>(
            `select connection_id, feed, erp_key, reason, raw, since from erp_unsyncable where ${where}
             order by since desc, erp_key, connection_id limit $4 offset $5`,
            [...values, limit, offset],
          )
          const { total } = await sql.one<{ total: number }>(
            `select count(*) as total from erp_unsyncable where ${where}`,
            values,
          )
          return new Page(rows, total)
        }),
    }),
  ]
}
