import type { MappingChapter } from '../../src/erp/mapping-print.ts'
import { commitmentChangeOrders } from './mapping/commitment-change-orders.ts'
import { commitments } from './mapping/commitments.ts'
import { jobCostTransactionsFeed } from './mapping/job-cost-transactions.ts'
import { jobCostSummaryFeed } from './mapping/job-costs.ts'
import { jobCategoriesFeed, jobCostCodesFeed, jobs, jobsFeed } from './mapping/jobs.ts'
import { payments } from './mapping/payments.ts'
import { standardCategoriesFeed, standardCostCodesFeed } from './mapping/standard-cost-codes.ts'
import { invoicePaymentsFeed, invoices, paidInvoicesFeed } from './mapping/subcontractor-invoices.ts'
import { companies, vendorsFeed } from './mapping/vendors.ts'

const [job, costCode, category] = jobs.tables
const [company] = companies.tables
const [header, items] = commitments.tables
const [invoice, distributions] = invoices.tables
const [codes] = payments.tables
const [changeOrder, changeOrderItems] = commitmentChangeOrders.tables
const [newItems] = commitmentChangeOrders.before ?? []

/** The data-mapping page, in the order of the source document. */
export const chapters: MappingChapter[] = [
  {
    ours: 'Standard cost codes, cost types',
    theirs: 'Standard cost codes, standard categories (JC)',
    about:
      'Standard cost codes and categories come in by themselves. New cost codes are created in Sage; custom WBS segments are not supported.',
    tables: [
      { title: 'Standard cost codes', in: standardCostCodesFeed },
      { title: 'Standard categories', in: standardCategoriesFeed },
    ],
  },
  {
    ours: 'Projects, cost codes, cost types',
    theirs: 'Jobs, cost codes, categories (JC)',
    about:
      'A project goes out as one import file of Job Cost with job, cost code and category records. New cost codes of a project whose job exists go out as the last two alone.',
    tables: [
      { title: 'Jobs', in: jobsFeed, ...outOf(job) },
      { title: 'Cost codes of a job', in: jobCostCodesFeed, ...outOf(costCode) },
      { title: 'Categories of a cost code', in: jobCategoriesFeed, ...outOf(category) },
    ],
  },
  {
    ours: 'Companies',
    theirs: 'AP vendors (AP)',
    about: 'A company without an ERP vendor cannot receive a commitment export.',
    tables: [{ title: 'Vendors', in: vendorsFeed, ...outOf(company) }],
  },
  {
    ours: 'Commitments (subcontracts, purchase orders)',
    theirs: 'Commitments (JC)',
    about:
      'Out only. From Sage 300 CRE 23.2 on commitments are posted automatically; before that somebody posts them in Job Cost.',
    tables: [
      { title: 'Commitment header', ...outOf(header) },
      { title: 'Commitment items', ...outOf(items) },
    ],
  },
  {
    ours: 'Commitment change orders',
    theirs: 'Commitment change orders (JC)',
    about:
      'Out only, on synced commitments. A change of existing items is one import file with two kinds of records. New items go in a file before it, which makes them on the commitment. The entries wait in new.jct as “Aprvd cmmtt cst chng” and change the totals when their batch is posted; from Sage 300 CRE 23.2 on that happens by itself.',
    tables: [
      { title: 'Commitment change order', ...outOf(changeOrder) },
      { title: 'Commitment change order items', ...outOf(changeOrderItems) },
      { title: 'New commitment items', ...outOf(newItems) },
    ],
  },
  {
    ours: 'Payments issued',
    theirs: 'Invoice code 1 and 2 (AP)',
    about: 'Out only: the payment that was issued here is noted on the AP invoice.',
    tables: [{ title: 'Payments issued', ...outOf(codes) }],
  },
  {
    ours: 'Subcontractor invoices',
    theirs: 'AP invoices (AP)',
    about:
      'Out only, as an import file of Accounts Payable; what is due is worked out there: original amount less retainage. Back comes what was posted and paid.',
    tables: [
      { title: 'Invoice header', ...outOf(invoice) },
      { title: 'Invoice distributions', ...outOf(distributions) },
      { title: 'Paid invoices', in: paidInvoicesFeed },
      { title: 'Payments of invoices', in: invoicePaymentsFeed },
    ],
  },
  {
    ours: 'Job costs',
    theirs: 'Job costs (JC)',
    about: 'In only: for each cost code and category of a synced project, for the budget and the Job Costs report.',
    tables: [{ title: 'Totals', in: jobCostSummaryFeed }],
  },
  {
    ours: 'Direct costs',
    theirs: 'Job cost transaction details (JC)',
    about: 'In only, where switched on for the project: every posted cost transaction of the current file.',
    tables: [{ title: 'Transactions', in: jobCostTransactionsFeed }],
  },
]

function outOf(table: (typeof jobs.tables)[number] | undefined): Pick<MappingChapter['tables'][number], 'out'> {
  return table === undefined ? {} : { out: table }
}
