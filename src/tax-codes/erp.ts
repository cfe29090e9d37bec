/** Plugs tax groups into the pipeline: in only, applied directly, while the company has them synced (CFG-11). */
import type { Entity, Feed } from '../erp/entity.ts'
import { TAX_GROUP_SYNC } from './model.ts'
import { applyTaxGroups, finishTaxGroups } from './store.ts'

const taxGroups: Feed = {
  feed: 'tax-groups',
  label: 'Tax Groups',
  columns: [
    { name: 'code', type: 'text' },
    { name: 'name', type: 'text' },
    { name: 'rate', type: 'numeric' },
  ],
  key: ['code'],
  setting: TAX_GROUP_SYNC,
  after: [],
  onDemand: true,
  everyMinutes: 24 * 60,
  apply: applyTaxGroups,
  finish: finishTaxGroups,
}

export const entities: Entity[] = [
  {
    kind: 'tax-code',
    one: 'Tax Code',
    many: 'Tax Codes',
    inbound: { feeds: [taxGroups] },
    settings: [
      {
        key: TAX_GROUP_SYNC,
        group: 'Commitments',
        label: 'Tax Group Sync',
        help: 'Tax groups of the ERP come in as tax codes for the lines of commitments, and go out with them.',
        action: 'configure-advanced-settings',
        initially: false,
      },
    ],
  },
]
