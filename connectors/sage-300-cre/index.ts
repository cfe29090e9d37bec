/**
 * Sage 300 Construction and Real Estate (formerly Timberline). Pure: mapping tables, layouts and words; the driver beside the ERP is
 * `driver/` and knows none of this.
 */
import type { Connector } from '../../src/erp/connector.ts'
import type { InboundTable } from '../../src/erp/mapping.ts'
import { CAPABILITIES, SUPPORTED_VERSIONS } from './capabilities.ts'
import { failures } from './failures.ts'
import { ERP, exportMapping, layoutsWith } from './files.ts'
import { budgetChanges } from './mapping/budget-changes.ts'
import { budgets } from './mapping/budgets.ts'
import { commitmentChangeOrders } from './mapping/commitment-change-orders.ts'
import { commitments, commitmentsFeed } from './mapping/commitments.ts'
import { billedRateTransactionsFeed, jobCostTransactionsFeed } from './mapping/job-cost-transactions.ts'
import { jobCostSummaryFeed } from './mapping/job-costs.ts'
import { costCodes, jobCategoriesFeed, jobCostCodesFeed, jobs, jobsFeed } from './mapping/jobs.ts'
import { marks } from './mapping/marks.ts'
import { payments } from './mapping/payments.ts'
import { primeChangeOrders } from './mapping/prime-change-orders.ts'
import {
  contractItemsFeed,
  contractsFeed,
  quickbillContractsFeed,
  quickbillItemsFeed,
} from './mapping/prime-contracts.ts'
import { standardCategoriesFeed, standardCostCodesFeed } from './mapping/standard-cost-codes.ts'
import { subJobs, subJobsFeed } from './mapping/sub-jobs.ts'
import { invoicePaymentsFeed, invoices, paidInvoicesFeed } from './mapping/subcontractor-invoices.ts'
import { taxGroupsFeed } from './mapping/tax-groups.ts'
import { employeesFeed, timecards } from './mapping/timecards.ts'
import { vendorInsuranceFeed } from './mapping/vendor-insurance.ts'
import { companies, vendorsFeed } from './mapping/vendors.ts'

/** In the order they must be read: cost types before the codes that name them, jobs before their codes, codes before costs. */
const FEEDS: InboundTable[] = [
  standardCategoriesFeed,
  standardCostCodesFeed,
  taxGroupsFeed,
  vendorsFeed,
  vendorInsuranceFeed,
  jobsFeed,
  subJobsFeed,
  jobCostCodesFeed,
  jobCategoriesFeed,
  contractsFeed,
  contractItemsFeed,
  quickbillContractsFeed,
  quickbillItemsFeed,
  commitmentsFeed,
  jobCostSummaryFeed,
  jobCostTransactionsFeed,
  paidInvoicesFeed,
  invoicePaymentsFeed,
  billedRateTransactionsFeed,
  employeesFeed,
  ...marks,
]

/** The connector with a customer’s own import layouts (parsed JSON, one for each import task) in place of ours. Throws what is wrong with them. */
export function sage300creWith(layouts: unknown[]): Connector {
  const inForce = layoutsWith(layouts)
  return {
    key: 'sage-300-cre',
    name: 'Sage 300 Construction and Real Estate',
    shortName: ERP,
    supportedVersions: SUPPORTED_VERSIONS,
    words: WORDS,
    capabilities: CAPABILITIES,
    exports: {
      company: exportMapping(companies, inForce),
      job: exportMapping(jobs, inForce),
      'sub-job': exportMapping(subJobs, inForce),
      'cost-code': exportMapping(costCodes, inForce),
      commitment: exportMapping(commitments, inForce),
      'subcontractor-invoice': exportMapping(invoices, inForce),
      payment: exportMapping(payments, inForce),
      'commitment-change-order': exportMapping(commitmentChangeOrders, inForce),
      timecards: exportMapping(timecards, inForce),
      budget: exportMapping(budgets, inForce),
      'budget-change': exportMapping(budgetChanges, inForce),
      'prime-change-order': exportMapping(primeChangeOrders, inForce),
    },
    imports: Object.fromEntries(FEEDS.map((table) => [table.feed, { table }])),
    failures,
    marks: marks.map((table) => table.feed),
  }
}

const WORDS: Record<string, string> = {
  erp: ERP,
  erpId: 'Sage 300 CRE ID',
  company: 'vendor',
  companies: 'vendors',
  companyId: 'ERP Company ID',
  job: 'job',
  jobs: 'jobs',
  jobId: 'Sage Job ID',
  subJob: 'extra',
  costCode: 'cost code',
  costType: 'category',
  budget: 'estimate',
  file: 'data folder',
}

export const sage300cre: Connector = sage300creWith([])
