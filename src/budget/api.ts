/** Routes of the budget: its lock, and those of its lines, views, snapshots, changes and sheets. Conventions known from Procore's public REST API. */
import { z } from 'zod'
import type { ProjectId } from '../ids.ts'
import { refuseIf } from '../platform/refusal.ts'
import { id } from '../platform/rest.ts'
import { type Route, route } from '../platform/route.ts'
import { changeRoutes } from './api-changes.ts'
import { exportRoutes } from './api-exports.ts'
import { lineRoutes } from './api-lines.ts'
import { sheetRoutes } from './api-sheets.ts'
import { snapshotRoutes } from './api-snapshots.ts'
import { viewRoutes } from './api-views.ts'
import { lockSentence } from './rules.ts'
import { whileInErp } from './rules-exports.ts'
import * as store from './store.ts'
import { erpState, prepareExport } from './store-exports.ts'
import { note } from './store-lines.ts'

const projectParams = z.object({ project_id: id<ProjectId>() })
const lockReply = z.object({
  locked: z.boolean(),
  locked_at: z.string().nullable(),
  locked_by: z.string().nullable(),
  sentence: z.string(),
})

export const routes: Route[] = [
  route({
    method: 'GET',
    path: '/rest/v1.0/projects/:project_id/budget',
    summary: 'Whether the budget is locked, by whom, and what that means',
    gate: { tool: 'Budget', level: 'Read Only' },
    params: projectParams,
    reply: lockReply,
    async handler({ db, company, params }) {
      const lock = await db.company(company, (sql) => store.lockOf(sql, company, params.project_id))
      return { ...lock, sentence: lockSentence(lock.locked) }
    },
  }),
  lockRoute('POST', true),
  lockRoute('DELETE', false),
  ...viewRoutes,
  ...snapshotRoutes,
  ...lineRoutes,
  ...changeRoutes,
  ...sheetRoutes,
  ...exportRoutes,
]

function lockRoute(method: 'POST' | 'DELETE', locked: boolean): Route {
  return route({
    method,
    path: '/rest/v1.0/projects/:project_id/budget/lock',
    summary: locked ? 'Lock the budget' : 'Unlock the budget',
    gate: { tool: 'Budget', level: 'Admin' },
    params: projectParams,
    reply: lockReply,
    async handler({ db, clock, company, person, params }) {
      const project = params.project_id
      const lock = await db.company(company, async (sql) => {
        if (locked) await prepareExport(sql, company, project)
        else refuseIf(whileInErp(await erpState(sql, company, project)), 409)
        await store.setLocked(sql, company, project, locked, person.id, clock.now())
        await note(sql, { company, actor: person.id }, project, locked ? 'lock-budget' : 'unlock-budget', {})
        return store.lockOf(sql, company, project)
      })
      return { ...lock, sentence: lockSentence(locked) }
    },
  })
}
