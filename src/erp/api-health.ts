/** The route of the health page. */
import { z } from 'zod'
import type { CompanyId } from '../ids.ts'
import { id } from '../platform/rest.ts'
import { type Route, route } from '../platform/route.ts'
import { VIEW } from './gates.ts'
import { healthOf } from './health-page.ts'
import type { Hub } from './hub.ts'

const state = z.object({
  word: z.string(),
  colour: z.enum(['green', 'yellow', 'red', 'grey']),
  advice: z.string().nullable(),
})
const moment = z.date().nullable()
const words = z.string().nullable()
const count = z.number()

const feed = z.object({
  feed: z.string(),
  label: z.string(),
  state,
  last_read_at: moment,
  every_minutes: count,
  lag_minutes: count.nullable(),
  rows: count.nullable(),
  unsyncable: count,
  last_error: words,
})

const connection = z.object({
  id: count,
  name: z.string(),
  agent: state,
  version: state.nullable(),
  agent_version: words,
  last_contact_at: moment,
  queue_depth: count,
  last_warning: words,
  last_warning_at: moment,
  feeds: z.array(feed),
})

const queue = z.object({
  kind: z.string(),
  title: z.string(),
  state,
  waiting_for_approver: count,
  waiting_since: moment,
  queued: count,
  oldest_at: moment,
  oldest_item: count.nullable(),
  failed: count,
  needs_review: count,
  last_error: z.object({ item_id: count, at: z.date(), sentence: z.string(), raw: words }).nullable(),
})

const server = z.object({
  version: z.string(),
  up_seconds: count,
  database_version: z.string(),
  database_bytes: count,
  restored_at: moment,
  restored_because: words,
})

export function healthRoutes(hub: Hub): Route[] {
  return [
    route({
      method: 'GET',
      path: '/rest/v1.0/companies/:company_id/erp/health',
      summary:
        'How the integration is: agents, reads behind their schedule, queues with their oldest item and last error, the server',
      gate: VIEW,
      params: z.object({ company_id: id<CompanyId>() }),
      reply: z.object({ server, connections: z.array(connection), queues: z.array(queue) }),
      handler: (ctx) => ctx.db.company(ctx.company, (sql) => healthOf(hub, sql, ctx.company)),
    }),
  ]
}
