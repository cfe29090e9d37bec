import type { MappingChapter } from '../../src/erp/mapping-print.ts'
import { INVOICE_AGENT } from './capabilities.ts'
import { budgetChanges } from './mapping/budget-changes.ts'
import { budgets } from './mapping/budgets.ts'
import { commitmentChangeOrders } from './mapping/commitment-change-orders.ts'
import { commitments, commitmentsFeed } from './mapping/commitments.ts'
import { forecasts } from './mapping/forecasts.ts'
import { billedRateTransactionsFeed, jobCostTransactionsFeed } from './mapping/job-cost-transactions.ts'
import { jobCostSummaryFeed } from './mapping/job-costs.ts'
import { jobCategoriesFeed, jobCostCodesFeed, jobs, jobsFeed } from './mapping/jobs.ts'
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

const [newItem] = primeChangeOrders.tables
const [pccoHeader, estimateChange, valueChange] = primeChangeOrders.further?.[0]?.tables ?? []
const [job, costCode, category] = jobs.tables
const [subJob] = subJobs.tables
const [company] = companies.tables
const [budget] = budgets.tables
const [changeHeader, change] = budgetChanges.tables
const [atCompletion, toComplete] = forecasts
const [header, items] = commitments.tables
const [newItems] = commitmentChangeOrders.tables
const [changeOrder, changeOrderItems] = commitmentChangeOrders.further?.[0]?.tables ?? []
const [invoice, distributions] = invoices.tables
const [codes] = payments.tables
const [timeEntry] = timecards.tables

/** The data-mapping page, in the order of the source document’s chapters; a noun that has none there follows what it belongs to. */
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
    ours: 'Sub jobs',
    theirs: 'Extras (JC)',
    about:
      'A sub job of a linked project goes out as one import file of Job Cost with extra, cost code and category records; the last two as with a job. An extra of a linked job waits to be added or linked. Cost codes and categories of a synced sub job are maintained in Sage.',
    tables: [{ title: 'Extras', in: subJobsFeed, ...outOf(subJob) }],
  },
  {
    ours: 'Companies',
    theirs: 'AP vendors (AP)',
    about: 'A company without an ERP vendor cannot receive a commitment export.',
    tables: [{ title: 'Vendors', in: vendorsFeed, ...outOf(company) }],
  },
  {
    ours: 'Company insurance',
    theirs: 'Vendor insurance (AP)',
    about:
      'In only, for synced companies, where “Vendor insurance sync” is switched on: what stands on the vendor itself (global level).',
    tables: [{ title: 'Insurance of a vendor', in: vendorInsuranceFeed }],
  },
  {
    ours: 'Budgets',
    theirs: 'Estimates (JC)',
    direction: '<->',
    about:
      'Out as an import file of Job Cost whose entries wait there until somebody posts them; until then the budget stays as it is. In: the estimate of each cost code and category comes with the job costs (below), and makes budget lines as long as the budget has never been exported.',
    tables: [{ title: 'Original budget', ...outOf(budget) }],
  },
  {
    ours: 'Budget modifications, budget changes',
    theirs: 'Approved estimate changes (JC)',
    about:
      'Out only. They fill another bucket than the original estimate: once posted, they stand under Setup > Jobs > Estimate Totals > Approved Changes.',
    tables: [
      { title: 'Job header', ...outOf(changeHeader) },
      { title: 'Approved estimate changes', ...outOf(change) },
    ],
  },
  {
    ours: 'Commitments (subcontracts, purchase orders)',
    theirs: 'Commitments (JC)',
    direction: '->',
    about:
      'Out only. From Sage 300 CRE 23.2 on commitments are posted automatically; before that somebody posts them in Job Cost.',
    tables: [
      { title: 'Commitment header', ...outOf(header) },
      { title: 'Commitment items', ...outOf(items) },
      { title: 'Tax groups', in: taxGroupsFeed },
      { title: 'Posted in Sage', in: commitmentsFeed },
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
    ours: 'Cost forecast data',
    theirs: 'Miscellaneous worksheets (JC)',
    about:
      'Out only, where switched on for the project: with every export of a budget and of a budget change, two entries for each budget line whose forecast has moved.',
    tables: [
      { title: 'Estimated cost at completion', ...outOf(atCompletion) },
      { title: 'Forecast to complete', ...outOf(toComplete) },
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
  {
    ours: 'Billed rate transactions',
    theirs: 'Billed rate transactions (BL)',
    about:
      'In only, where switched on for the company. Requires transactions generated from Work-In-Progress (WIP) in the Billing module; what is billed is shown beside the cost it was made from.',
    tables: [{ title: 'Work in progress', in: billedRateTransactionsFeed }],
  },
  {
    ours: 'Prime contract',
    theirs: 'Contracts (CN), miscellaneous worksheets (JC)',
    about:
      'In only. A job with the billing method Use contracts has contracts with items in the Contracts application; a job that uses quickbill has its schedule of values in Job Cost, at its billing level. Each contract item, division or cost code with an amount becomes a line; a person imports it, and again what is new. Cost codes and cost types are added to the lines afterwards.',
    tables: [
      { title: 'General, billing method Use Contracts', in: contractsFeed },
      { title: 'Schedule of values, billing method Use Contracts', in: contractItemsFeed },
      { title: 'General, billing method Use Quickbill', in: quickbillContractsFeed },
      { title: 'Schedule of values, billing method Use Quickbill', in: quickbillItemsFeed },
    ],
  },
  {
    ours: 'Prime contract change orders',
    theirs: 'Approved estimate changes, approved scheduled value changes (JC); contract items (CN)',
    about:
      'Out only. Approved estimate changes, one for each cost code and cost type, wait in new.jct until their batch is posted; approved scheduled value changes are posted at once, and for a job that uses contracts go on to the Contracts application. Markups are in the scheduled value and, where switched on, in the estimate too.',
    tables: [
      { title: 'New contract items', ...outOf(newItem) },
      { title: 'Approved Estimate Change, job header', ...outOf(pccoHeader) },
      { title: 'Estimate Update Details', ...outOf(estimateChange) },
      { title: 'Approved Schedule Value Changes', ...outOf(valueChange) },
    ],
  },
  {
    ours: 'Subcontractor invoices',
    theirs: 'AP invoices (AP)',
    direction: '->',
    about: `Out only, as an import file of Accounts Payable; what is due is worked out there: original amount less retainage. Back comes what was posted and paid. Needs version ${INVOICE_AGENT} or newer of the agent (footnote 8 of the overview: version 467 of the client it describes).`,
    tables: [
      { title: 'Invoice header', ...outOf(invoice) },
      { title: 'Invoice distributions', ...outOf(distributions) },
      { title: 'Paid invoices', in: paidInvoicesFeed },
      { title: 'Payments of invoices', in: invoicePaymentsFeed },
    ],
  },
  {
    ours: 'Payments issued',
    theirs: 'Invoice code 1 and 2 (AP)',
    about: 'Out only: the payment that was issued here is noted on the AP invoice.',
    tables: [{ title: 'Payments issued', ...outOf(codes) }],
  },
  {
    ours: 'Time',
    theirs: 'Employees, time entries (PR)',
    about:
      'Employees come in by themselves. The timecards of a period go out as time entries, which Payroll posts; their cost comes back as direct costs.',
    tables: [
      { title: 'Employees', in: employeesFeed },
      { title: 'Time entries', ...outOf(timeEntry) },
    ],
  },
  {
    ours: 'Gusset’s marks',
    theirs: 'Fields that carry them',
    about:
      'Beyond the source document: listed once a day, so that a record which belongs to nothing accepted here is found, after a restore from a backup above all.',
    tables: marks.map((table) => ({ title: table.title, in: table })),
  },
]

function outOf(table: (typeof jobs.tables)[number] | undefined): Pick<MappingChapter['tables'][number], 'out'> {
  return table === undefined ? {} : { out: table }
}
