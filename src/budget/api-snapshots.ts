/** Routes of the budget's snapshots. */
import { z } from 'zod'
import type { ProjectId } from '../ids.ts'
import { bodyId, companyScope, id, line } from '../platform/rest.ts'
import { type Route, route } from '../platform/route.ts'
import { asViewer, columnReply, rowReply } from './api-views.ts'
import { shownColumns, type ViewId } from './model-views.ts'
import {
  compareWithNow,
  getSnapshot,
  listSnapshots,
  removeSnapshot,
  type Snapshot,
  type SnapshotId,
  takeSnapshot,
} from './store-snapshots.ts'

const inQuery = z.strictObject({ ...companyScope, project_id: id<ProjectId>() })
const ofSnapshot = z.object({ snapshot_id: id<SnapshotId>() })
const read = { tool: 'Budget', level: 'Read Only' } as const
const write = { tool: 'Budget', level: 'Standard' } as const

const snapshotReply = z.object({
  id: z.int(),
  name: z.string(),
  description: z.string(),
  view_name: z.string(),
  taken_by: z.string().nullable(),
  taken_at: z.string(),
  columns: z.array(columnReply),
})
const differenceReply = z.object({
  sub_job: z.string(),
  cost_code: z.string(),
  cost_code_name: z.string(),
  cost_type: z.string(),
  column: z.string(),
  was: z.string(),
  is: z.string(),
  difference: z.string(),
})

const shown = (snapshot: Snapshot) => ({
  ...snapshot,
  taken_at: snapshot.taken_at.toISOString(),
  columns: shownColumns(snapshot.columns),
})

export const snapshotRoutes: Route[] = [
  route({
    method: 'GET',
    path: '/rest/v1.0/budget_view_snapshots',
    summary: 'Snapshots of a project’s budget, the newest first',
    gate: read,
    query: inQuery,
    reply: z.array(snapshotReply),
    handler: async (ctx) => (await asViewer(ctx, ctx.query.project_id, listSnapshots)).map(shown),
  }),
  route({
    method: 'POST',
    path: '/rest/v1.0/budget_view_snapshots',
    summary: 'Keep what a view shows now under a name',
    gate: write,
    body: z.strictObject({
      ...companyScope,
      project_id: bodyId<ProjectId>(),
      budget_view_snapshot: z.strictObject({
        name: line(100).min(1),
        description: line(1000).default(''),
        budget_view_id: bodyId<ViewId>(),
      }),
    }),
    reply: snapshotReply,
    status: 201,
    handler: (ctx) =>
      asViewer(ctx, ctx.body.project_id, async (sql, viewer) => {
        const { budget_view_id: view, ...wanted } = ctx.body.budget_view_snapshot
        return shown(await takeSnapshot({ sql, clock: ctx.clock }, viewer, { ...wanted, view }))
      }),
  }),
  route({
    method: 'GET',
    path: '/rest/v1.0/budget_view_snapshots/:snapshot_id',
    summary: 'A snapshot with its rows',
    gate: read,
    params: ofSnapshot,
    query: inQuery,
    reply: snapshotReply.extend({ rows: z.array(rowReply) }),
    handler: (ctx) =>
      asViewer(ctx, ctx.query.project_id, async (sql, viewer) => {
        const snapshot = await getSnapshot(sql, viewer, ctx.params.snapshot_id)
        return { ...shown(snapshot), rows: snapshot.rows }
      }),
  }),
  route({
    method: 'GET',
    path: '/rest/v1.0/budget_view_snapshots/:snapshot_id/differences',
    summary: 'What is another value now than in the snapshot, by row and column',
    gate: read,
    params: ofSnapshot,
    query: inQuery,
    reply: z.array(differenceReply),
    handler: (ctx) =>
      asViewer(ctx, ctx.query.project_id, (sql, viewer) => compareWithNow(sql, viewer, ctx.params.snapshot_id)),
  }),
  route({
    method: 'DELETE',
    path: '/rest/v1.0/budget_view_snapshots/:snapshot_id',
    summary: 'Delete a snapshot',
    gate: write,
    params: ofSnapshot,
    query: inQuery,
    reply: z.null(),
    status: 204,
    async handler(ctx) {
      await asViewer(ctx, ctx.query.project_id, (sql, viewer) => removeSnapshot(sql, viewer, ctx.params.snapshot_id))
      return null
    },
  }),
]
