/** Routes of the agent's log on the connection's page. */
import { z } from 'zod'
import type { CompanyId, ConnectionId } from '../ids.ts'
import { refuseIf } from '../platform/refusal.ts'
import { id } from '../platform/rest.ts'
import { type Route, route } from '../platform/route.ts'
import { askLog, logOf, logRefusals } from './agent-log.ts'
import { refusalShape } from './api-shapes.ts'
import { connectionOf } from './connections.ts'
import type { Hub } from './hub.ts'

const MANAGE = { action: 'manage-connection' } as const
const path = '/rest/v1.0/companies/:company_id/erp/connections/:connection_id/log'
const params = z.object({ company_id: id<CompanyId>(), connection_id: id<ConnectionId>() })
const line = z.object({
  level: z.enum(['info', 'warn', 'error']),
  at: z.string(),
  sentence: z.string(),
  facts: z.string(),
})

export function agentLogRoutes(hub: Hub): Route[] {
  return [
    route({
      method: 'GET',
      path,
      summary: 'The last lines of the agent’s log as they came last, and why no newer ones can be asked for',
      gate: MANAGE,
      params,
      reply: z.object({ at: z.date().nullable(), lines: z.array(line), refusals: z.array(refusalShape) }),
      handler: (ctx) =>
        ctx.db.company(ctx.company, async (sql) => {
          const connection = await connectionOf(sql, ctx.company, ctx.params.connection_id)
          return { ...(await logOf(sql, ctx.company, connection.id)), refusals: logRefusals(connection) }
        }),
    }),
    route({
      method: 'POST',
      path: `${path}/ask`,
      summary: 'Asks the agent for the last lines of its log; they come within a second or two',
      gate: MANAGE,
      params,
      body: z.strictObject({}).default({}),
      reply: z.object({}),
      handler: (ctx) =>
        ctx.db.company(ctx.company, async (sql) => {
          const connection = await connectionOf(sql, ctx.company, ctx.params.connection_id)
          refuseIf(logRefusals(connection), 409)
          await askLog(sql, ctx.company, connection.id, hub.clock.now())
          return {}
        }),
    }),
  ]
}
