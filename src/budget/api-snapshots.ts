/** Routes of the budget's snapshots. */
import { z } from 'zod'
import type { ProjectId } from '../ids.ts'
import { bodyId, companyScope, id, line } from '../platform/rest.ts'
import { type Route, route } from '../platform/route.ts'
import { columnReply, rowReply } from './api-views.ts'
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
    handler: async ({ db, company, query }) =>
      (await db.company(company, (sql) => listSnapshots(sql, company, query.project_id))).map(shown),
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
    handler: ({ db, clock, company, person, body }) =>
      db.company(company, async (sql) => {
        const { budget_view_id: view, ...wanted } = body.budget_view_snapshot
        const scope = { sql, clock, company, actor: person.id }
        return shown(await takeSnapshot(scope, body.project_id, { ...wanted, view }))
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
    handler: ({ db, company, params, query }) =>
      db.company(company, async (sql) => {
        const snapshot = await getSnapshot(sql, company, query.project_id, params.snapshot_id)
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
    handler: ({ db, company, params, query }) =>
      db.company(company, (sql) => compareWithNow(sql, company, query.project_id, params.snapshot_id)),
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
    async handler({ db, company, person, params, query }) {
      const who = { company, actor: person.id }
      await db.company(company, (sql) => removeSnapshot(sql, who, query.project_id, params.snapshot_id))
      return null
    },
  }),
]
