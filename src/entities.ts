/** The table of contents: every slice in dependency order, every connector, and the settings of the ERP tool that name a noun. A new noun or a new ERP is one line here. */
import { sage300cre } from '../connectors/sage-300-cre/index.ts'
import { routes as accessRoutes } from './access/api.ts'
import { accountRoutes } from './access/api-account.ts'
import type { Sealer } from './access/seal.ts'
import { routes as budgetRoutes } from './budget/api.ts'
import { entities as budgetEntities } from './budget/erp.ts'
import { routes as changeOrderRoutes } from './change-orders/api.ts'
import { entities as changeOrderEntities } from './change-orders/erp.ts'
import { routes as commitmentRoutes } from './commitments/api.ts'
import { entities as commitmentEntities } from './commitments/erp.ts'
import { routes as companyRoutes } from './companies/api.ts'
import { entities as companyEntities } from './companies/erp.ts'
import { routes as costCodeRoutes } from './cost-codes/api.ts'
import { entities as costCodeEntities } from './cost-codes/erp.ts'
import type { Connector } from './erp/connector.ts'
import type { Entity, SendGate, Setting, Teller } from './erp/entity.ts'
import { routes as guideRoutes } from './guide/api.ts'
import { routes as invoiceRoutes } from './invoices/api.ts'
import { ownerRoutes } from './invoices/api-owner.ts'
import { entities as invoiceEntities } from './invoices/erp.ts'
import { ownerEntities } from './invoices/erp-owner.ts'
import { routes as jobCostRoutes } from './job-costs/api.ts'
import { entities as jobCostEntities } from './job-costs/erp.ts'
import { routes as jobRoutes } from './jobs/api.ts'
import { entities as jobEntities } from './jobs/erp.ts'
import { noticeRoutes } from './notices/api.ts'
import { routes as paymentRoutes } from './payments/api.ts'
import { entities as paymentEntities } from './payments/erp.ts'
import type { Route } from './platform/route.ts'
import { routes as primeContractRoutes } from './prime-contracts/api.ts'
import { entities as primeContractEntities } from './prime-contracts/erp.ts'
import { reportRoutes } from './reports/api.ts'
import { chartRoutes } from './reports/api-charts.ts'
import { scheduleRoutes } from './reports/api-schedules.ts'
import { routes as taxCodeRoutes } from './tax-codes/api.ts'
import { entities as taxCodeEntities } from './tax-codes/erp.ts'
import { routes as timesheetRoutes } from './timesheets/api.ts'
import { entities as timesheetEntities } from './timesheets/erp.ts'
import { workflowRoutes } from './workflows/api.ts'
import { gates as workflowGates } from './workflows/erp.ts'

export const entities: Entity[] = [
  ...costCodeEntities,
  ...taxCodeEntities,
  ...companyEntities,
  ...jobEntities,
  ...primeContractEntities,
  ...commitmentEntities,
  ...invoiceEntities,
  ...paymentEntities,
  ...changeOrderEntities,
  ...ownerEntities,
  ...timesheetEntities,
  ...jobCostEntities,
  ...budgetEntities,
]

export const connectors: Connector[] = [sage300cre]

/** The slices' own routes. */
const routes: Route[] = [
  ...accessRoutes,
  ...costCodeRoutes,
  ...taxCodeRoutes,
  ...companyRoutes,
  ...jobRoutes,
  ...primeContractRoutes,
  ...commitmentRoutes,
  ...invoiceRoutes,
  ...paymentRoutes,
  ...changeOrderRoutes,
  ...ownerRoutes,
  ...timesheetRoutes,
  ...jobCostRoutes,
  ...budgetRoutes,
  ...workflowRoutes(entities),
  ...guideRoutes,
]

/** Every route of the server: those above, the pipeline's, and those that need something of the running server. `mails`: a mail server is set up. */
export function routesWith(running: {
  sealer: Sealer
  pipeline: { routes: Route[] }
  teller: Teller
  mails: boolean
}): Route[] {
  const { sealer, pipeline, teller, mails } = running
  return [
    ...routes,
    ...accountRoutes(sealer),
    ...pipeline.routes,
    ...reportRoutes(teller),
    ...chartRoutes(teller),
    ...scheduleRoutes({ mails }),
    ...noticeRoutes({ teller, mails }),
  ]
}

/** What must be decided before an item goes to the ERP. */
export const gates: SendGate[] = [...workflowGates]

export const settings: Setting[] = [
  {
    key: 'daily-summary-hour',
    group: 'Notices',
    label: 'Hour of the daily summary',
    help: 'When approvers get the mail of what waits, in the company’s time zone.',
    action: 'configure-advanced-settings',
    choices: ['5', '6', '7', '8', '9', '10', '12', '17'].map((value) => ({ value, label: `${value}:00` })),
    initially: '7',
  },
]
