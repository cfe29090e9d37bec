/** Routes of workflows: templates, the workflow of an item, what waits for one's decision. */
import type { Entity } from '../erp/entity.ts'
import type { Route } from '../platform/route.ts'
import { approvalRoutes } from './api-approvals.ts'
import type { Reviewed } from './api-at.ts'
import { itemRoutes } from './api-items.ts'
import { templateRoutes } from './api-templates.ts'

/** Workflows are for every kind that has a direct export; its slice says what an item is. */
export function workflowRoutes(entities: Entity[]): Route[] {
  const reviewed = new Map<string, Reviewed>()
  for (const entity of entities)
    if (entity.outbound?.directExport) reviewed.set(entity.kind, { entity, outbound: entity.outbound })
  return [...templateRoutes(reviewed), ...itemRoutes(reviewed), ...approvalRoutes(reviewed)]
}
