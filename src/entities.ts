/** The table of contents: every slice in dependency order, every connector. A new noun or a new ERP is one line here. */
import { sage300cre } from '../connectors/sage-300-cre/index.ts'
import { routes as accessRoutes } from './access/api.ts'
import { routes as budgetRoutes } from './budget/api.ts'
import { routes as commitmentRoutes } from './commitments/api.ts'
import { entities as commitmentEntities } from './commitments/erp.ts'
import { routes as companyRoutes } from './companies/api.ts'
import { entities as companyEntities } from './companies/erp.ts'
import { routes as costCodeRoutes } from './cost-codes/api.ts'
import { entities as costCodeEntities } from './cost-codes/erp.ts'
import type { Connector } from './erp/connector.ts'
import type { Entity } from './erp/entity.ts'
import { routes as jobCostRoutes } from './job-costs/api.ts'
import { entities as jobCostEntities } from './job-costs/erp.ts'
import { routes as jobRoutes } from './jobs/api.ts'
import { entities as jobEntities } from './jobs/erp.ts'
import type { Route } from './platform/route.ts'

export const entities: Entity[] = [
  ...costCodeEntities,
  ...companyEntities,
  ...jobEntities,
  ...commitmentEntities,
  ...jobCostEntities,
]

export const connectors: Connector[] = [sage300cre]

/** The slices' own routes; the pipeline adds its own. */
export const routes: Route[] = [
  ...accessRoutes,
  ...costCodeRoutes,
  ...companyRoutes,
  ...jobRoutes,
  ...commitmentRoutes,
  ...jobCostRoutes,
  ...budgetRoutes,
]
