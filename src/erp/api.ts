/** All routes of the ERP Integrations tool. */
import type { Route } from '../platform/route.ts'
import { agentLogRoutes } from './api-agent-log.ts'
import { connectionRoutes } from './api-connections.ts'
import { healthRoutes } from './api-health.ts'
import { itemRoutes } from './api-items.ts'
import { listRoutes } from './api-lists.ts'
import { runRoutes } from './api-runs.ts'
import { settingRoutes } from './api-settings.ts'
import { stagedRoutes } from './api-staged.ts'
import type { Hub } from './hub.ts'

export function routesOf(hub: Hub): Route[] {
  return [
    ...listRoutes(hub),
    ...itemRoutes(hub),
    ...stagedRoutes(hub),
    ...connectionRoutes(hub),
    ...runRoutes(hub),
    ...settingRoutes(hub),
    ...healthRoutes(hub),
    ...agentLogRoutes(hub),
  ]
}
