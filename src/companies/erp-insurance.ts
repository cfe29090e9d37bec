/** Plugs the insurance of companies into the pipeline: one feed, in only, applied directly (requirement INS-1). */
import type { Entity, Feed, FeedColumn } from '../erp/entity.ts'
import { INSURANCE_TYPES, type InsuranceType } from './model-insurance.ts'
import { applyInsurance, finishInsurance } from './store-insurance.ts'

const insurance: Feed = {
  feed: 'vendor-insurance',
  label: 'Vendor insurance',
  dropsUnlinked: 'company',
  setting: 'vendor-insurance-sync',
  columns: [{ name: 'vendor', type: 'text' }, ...INSURANCE_TYPES.flatMap(columnsOf)],
  key: ['vendor'],
  after: ['vendors'],
  onDemand: true,
  everyMinutes: 60,
  apply: applyInsurance,
  finish: finishInsurance,
}

export const insuranceEntities: Entity[] = [
  {
    kind: 'insurance',
    one: 'Insurance',
    many: 'Insurance',
    updatesOf: 'company',
    inbound: { feeds: [insurance] },
    settings: [
      {
        key: 'vendor-insurance-sync',
        group: 'Companies',
        label: 'Vendor insurance sync',
        help: 'Insurance that the ERP keeps of a linked vendor is shown on the company’s page.',
        action: 'configure-advanced-settings',
        initially: false,
      },
    ],
  },
]

/** The ERP keeps the types side by side in a vendor's row, each in columns of its own. */
function columnsOf(type: InsuranceType): FeedColumn[] {
  return [
    { name: `${type}_policy`, type: 'text' },
    { name: `${type}_provider`, type: 'text' },
    { name: `${type}_limit`, type: 'numeric' },
    { name: `${type}_effective`, type: 'date' },
    { name: `${type}_expiration`, type: 'date' },
  ]
}
