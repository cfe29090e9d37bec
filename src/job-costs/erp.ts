/** Job costs in the pipeline: two feeds, applied directly, no person in between (JCS-1, DCT-1). */
import type { Entity, Feed, FeedColumn } from '../erp/entity.ts'
import { BILLED_RATE_SYNC, SUMMARY_FIGURES } from './model.ts'
import { applySummary, removeVanishedSummary } from './store.ts'
import { applyBilledRates, removeVanishedRates } from './store-billed-rates.ts'
import { applyTransactions, removeVanished } from './store-transactions.ts'

const LINE: FeedColumn[] = [
  { name: 'job', type: 'text' },
  { name: 'extra', type: 'text' },
  { name: 'cost_code', type: 'text' },
  { name: 'category', type: 'text' },
]

const summary: Feed = {
  feed: 'job-cost-summary',
  label: 'Job costs',
  dropsUnlinked: 'job',
  columns: [...LINE, ...SUMMARY_FIGURES.map(({ key }): FeedColumn => ({ name: key, type: 'numeric' }))],
  key: ['job', 'extra', 'cost_code', 'category'],
  after: ['jobs', 'job-cost-codes', 'job-categories'],
  onDemand: true,
  refreshAction: 'sync-job-cost-transactions',
  everyMinutes: 5,
  apply: applySummary,
  finish: removeVanishedSummary,
}

const transactions: Feed = {
  feed: 'job-cost-transactions',
  label: 'Job cost transactions',
  columns: [
    ...LINE,
    { name: 'transaction_type', type: 'text' },
    { name: 'run', type: 'integer' },
    { name: 'sequence', type: 'integer' },
    { name: 'transaction_date', type: 'date' },
    { name: 'accounting_date', type: 'date' },
    { name: 'description', type: 'text' },
    { name: 'units', type: 'numeric' },
    { name: 'unit_cost', type: 'numeric' },
    { name: 'amount', type: 'numeric' },
    { name: 'vendor', type: 'text' },
    { name: 'invoice', type: 'text' },
    { name: 'commitment', type: 'text' },
    { name: 'commitment_line', type: 'integer' },
    { name: 'employee', type: 'text' },
    { name: 'wip_id', type: 'integer' },
  ],
  key: ['job', 'extra', 'cost_code', 'category', 'transaction_type', 'run', 'sequence'],
  hashed: true,
  keepsEveryRow: true,
  after: ['jobs', 'job-cost-codes', 'job-categories'],
  onDemand: true,
  refreshAction: 'sync-job-cost-transactions',
  everyMinutes: 5,
  apply: applyTransactions,
  finish: removeVanished,
}

const billedRates: Feed = {
  feed: 'billed-rate-transactions',
  label: 'Billed rate transactions',
  columns: [
    { name: 'wip_id', type: 'integer' },
    { name: 'units', type: 'numeric' },
    { name: 'rate', type: 'numeric' },
    { name: 'amount', type: 'numeric' },
  ],
  key: ['wip_id'],
  keepsEveryRow: true,
  setting: BILLED_RATE_SYNC,
  after: [],
  onDemand: true,
  refreshAction: 'sync-job-cost-transactions',
  everyMinutes: 5,
  apply: applyBilledRates,
  finish: removeVanishedRates,
}

export const entities: Entity[] = [
  {
    kind: 'job-cost-summary',
    one: 'Job cost',
    many: 'Job costs',
    inbound: { feeds: [summary] },
    tab: { title: 'Job Costs', columns: [] },
  },
  {
    kind: 'direct-cost',
    one: 'Direct cost',
    many: 'Direct costs',
    updatesOf: 'job-cost-summary',
    inbound: { feeds: [transactions, billedRates] },
    settings: [
      {
        key: BILLED_RATE_SYNC,
        group: 'Job costs',
        label: 'Billed Rate Transaction Sync',
        help: 'What the ERP’s billing makes of a cost from its work in progress is shown beside the cost.',
        action: 'configure-advanced-settings',
        initially: false,
      },
    ],
    projectSettings: [
      {
        key: 'job-cost-transactions',
        group: 'Job costs',
        label: 'Enable ERP Job Cost Transaction Syncing',
        help: 'Every transaction posted to the job becomes a direct cost of the project.',
        initially: false,
        page: '',
        projectsOn: ({ sql, company }) =>
          sql.query(
            'select id, name from project where company_id = $1 and job_cost_transactions_enabled order by name, id',
            [company],
          ),
      },
    ],
  },
]
