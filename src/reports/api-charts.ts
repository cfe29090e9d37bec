/** Routes of the charts. */
import { z } from 'zod'
import type { Teller } from '../erp/entity.ts'
import type { ProjectId } from '../ids.ts'
import { type Route, route } from '../platform/route.ts'
import { PARAMS, PATHS } from './api.ts'
import { costOverTime, queueOf, syncLag } from './store-charts.ts'

const minutes = z.int().nullable()

export const chartRoutes = ({ kinds, feeds }: Pick<Teller, 'kinds' | 'feeds'>): Route[] => [
  route({
    method: 'GET',
    path: `${PATHS.project}/charts/cost_over_time`,
    summary: 'Budget, committed and cost of a project at the end of each month',
    gate: { tool: 'Budget', level: 'Read Only' },
    params: PARAMS.project,
    reply: z.object({
      cost_from: z.enum(['transactions', 'summary']),
      months: z.array(
        z.object({ month: z.string(), budget: z.string(), committed: z.string(), cost: z.string().nullable() }),
      ),
    }),
    handler: (ctx) =>
      ctx.db.company(ctx.company, (sql) => costOverTime(sql, ctx.company, ctx.project as ProjectId, ctx.clock.now())),
  }),
  route({
    method: 'GET',
    path: `${PATHS.company}/charts/queue`,
    summary: 'How long exports took, by day, and what waits now',
    gate: { action: 'view-erp-tool' },
    params: PARAMS.company,
    reply: z.object({
      days: z.array(z.object({ day: z.string(), exports: z.int(), median_minutes: minutes, p95_minutes: minutes })),
      waiting: z.array(
        z.object({
          kind: z.string(),
          label: z.string(),
          for: z.enum(['approval', 'export']),
          items: z.int(),
          oldest_at: z.string(),
        }),
      ),
    }),
    handler: (ctx) => ctx.db.company(ctx.company, (sql) => queueOf(sql, ctx.company, kinds, ctx.clock.now())),
  }),
  route({
    method: 'GET',
    path: `${PATHS.company}/charts/sync_lag`,
    summary: 'How old what was read from the accounting system got, by feed and day',
    gate: { action: 'view-erp-tool' },
    params: PARAMS.company,
    reply: z.object({
      feeds: z.array(
        z.object({
          connection_id: z.int(),
          feed: z.string(),
          label: z.string(),
          last_read_at: z.string().nullable(),
          failures: z.int(),
          median_minutes: minutes,
          longest_minutes: minutes,
        }),
      ),
      days: z.array(z.object({ day: z.string(), connection_id: z.int(), feed: z.string(), minutes: z.int() })),
    }),
    handler: (ctx) => ctx.db.company(ctx.company, (sql) => syncLag(sql, ctx.company, feeds, ctx.clock.now())),
  }),
]
