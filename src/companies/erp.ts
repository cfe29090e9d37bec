/** Plugs the directory into the pipeline: companies go out with an ID the approver gives, vendors come in for a person to add or link. */
import {
  type Entity,
  type Feed,
  type Inbound,
  type ItemSummary,
  isSwitchedOn,
  NOTHING_APPLIED,
  type Outbound,
  type Scope,
  type Staged,
} from '../erp/entity.ts'
import type { CompanyId, ItemId } from '../ids.ts'
import { likeliest } from '../platform/likeness.ts'
import { Refused, refusal } from '../platform/refusal.ts'
import type { CompanyDocument } from './document.ts'
import { insuranceEntities } from './erp-insurance.ts'
import type { Vendor, VendorFields, VendorId } from './model.ts'
import { likeness, refusalsToLink, refusalsToSend, words } from './rules.ts'
import { createVendor, erpIdIn, findAlike, findVendorOfItem, getVendor, updateVendor } from './store.ts'
import { fileOfItem, itemIn } from './store-accounts.ts'
import { forgetInsurance } from './store-insurance.ts'

/** CFG-6. */
const FOLLOW = 'vendors-automatically-updated'

const vendors: Feed = {
  feed: 'vendors',
  label: 'Vendors',
  columns: [
    ...['erp_id', 'name', 'address', 'address_2', 'city', 'state', 'zip', 'phone', 'fax'].map((name) => ({
      name,
      type: 'text' as const,
    })),
    { name: 'inactive', type: 'boolean' },
  ],
  key: ['erp_id'],
  after: [],
  onDemand: true,
  refreshAction: 'refresh-companies',
  everyMinutes: 60,
  // Every row is staged for a person; a linked one comes back through `update`.
  apply: async () => NOTHING_APPLIED,
}

const outbound: Outbound = {
  tool: 'Directory',
  acceptAction: 'accept-or-reject-company',
  unlinkAction: 'unlink-company',
  fields: [
    {
      key: 'erpId',
      label: 'ERP Company ID',
      type: 'text',
      required: true,
      erpId: true,
      help: 'The ID the ERP shall know this company by. It must not be in use there.',
    },
  ],
  summary,
  refusals: async (scope, item) => {
    const vendor = await findVendorOfItem(scope, item)
    return vendor
      ? refusalsToSend(await hereOnly(scope, vendor))
      : [refusal('not-found', 'There is no such company in the Directory.')]
  },
  prefill: async () => ({}),
  connection: fileOfItem,
  document: async (scope, item, answers): Promise<CompanyDocument> => {
    const vendor = await getVendorOfItem(scope, item)
    const { id, name, address, address2, city, state, zip, phone, fax } = vendor
    return { kind: 'company', id, erpId: answers.erpId ?? '', name, address, address2, city, state, zip, phone, fax }
  },
  needs: async () => [],
  // The link itself is what the Directory shows; nothing is locked.
  synced: async () => {},
  unsynced: async (scope, item) => forgetInsurance(scope, (await getVendorOfItem(scope, item)).id),
}

const stage: NonNullable<Inbound['stage']> = {
  feed: 'vendors',
  erpId: 'erp_id',
  title: 'name',
  addAction: 'add-erp-company-to-directory',
  linkAction: 'link-erp-companies',
  archiveAction: 'archive-erp-company',
  archivedAction: 'view-archived-companies',
  add: async (scope, staged) => {
    const fields = fromErp(staged)
    if (fields.name === '')
      throw new Refused(
        refusal('vendor-without-name', `Vendor ${staged.erpId} has no name in the ERP.`, {
          remedy: 'Give it a name there and refresh the list.',
        }),
      )
    return (await createVendor(scope.sql, scope, fields)).id as number as ItemId
  },
  suggest: async (scope, staged) => {
    const theirs = fromErp(staged)
    const alike = await findAlike(scope, words(theirs.name)[0] ?? '', theirs.phone, theirs.address)
    return likeliest(alike, (ours) => likeness(ours, theirs)).map(({ one: { id, name }, because }) => {
      return { item: id as number as ItemId, title: name, because }
    })
  },
  // CFG-6; document 001, "companies": the ERP's address is the billing address, so it flows only where that is wanted.
  update: async (scope, item, staged) => {
    if (!(await isSwitchedOn(scope, FOLLOW))) return
    const { address, address2, city, state, zip, phone } = fromErp(staged)
    const { id } = await getVendorOfItem(scope, item)
    await updateVendor(scope.sql, scope, id, { address, address2, city, state, zip, phone })
  },
  linkable: async (scope, item) => {
    const vendor = await findVendorOfItem(scope, item)
    return refusalsToLink(vendor && (await hereOnly(scope, vendor)))
  },
  join: async (scope, item) => itemIn(scope, (await getVendorOfItem(scope, item)).id, scope.connection),
  summary,
}

export const entities: Entity[] = [
  {
    kind: 'company',
    one: 'Company',
    many: 'Companies',
    tab: {
      title: 'Companies',
      columns: [
        { key: 'address', label: 'Address' },
        { key: 'city', label: 'City' },
        { key: 'state', label: 'State' },
        { key: 'zip', label: 'ZIP' },
        { key: 'phone', label: 'Phone' },
      ],
    },
    outbound,
    inbound: { stage, feeds: [vendors] },
    settings: [
      {
        key: FOLLOW,
        group: 'Companies',
        label: 'Vendors will be automatically updated',
        help: 'Changes of address and telephone in the ERP flow into linked companies.',
        action: 'configure-advanced-settings',
        initially: false,
      },
    ],
  },
  ...insuranceEntities,
]

/** Another ERP company file is no matter here: the company may be a vendor of each. */
async function hereOnly(scope: Scope, vendor: Vendor): Promise<Vendor> {
  return { ...vendor, erpId: await erpIdIn(scope, vendor.id) }
}

async function getVendorOfItem(scope: Scope, item: ItemId): Promise<Vendor> {
  return (await findVendorOfItem(scope, item)) ?? getVendor(scope.sql, scope.company, item as number as VendorId)
}

async function summary(scope: Scope, item: ItemId): Promise<ItemSummary | undefined> {
  const vendor = await findVendorOfItem(scope, item)
  return vendor && summaryOf(scope.company, item, await hereOnly(scope, vendor))
}

function summaryOf(company: CompanyId, item: ItemId, vendor: Vendor): ItemSummary {
  return {
    id: item,
    project: undefined,
    number: vendor.erpId ?? '',
    title: vendor.name,
    path: `/companies/${company}/directory/${vendor.id}`,
    rev: vendor.rev,
    columns: {
      address: [vendor.address, vendor.address2].filter(Boolean).join(', '),
      city: vendor.city,
      state: vendor.state,
      zip: vendor.zip,
      phone: vendor.phone,
    },
  }
}

type ErpFields = Pick<VendorFields, 'name' | 'address' | 'address2' | 'city' | 'state' | 'zip' | 'phone' | 'fax'>

function fromErp({ data }: Staged): ErpFields {
  const text = (key: string) => (data[key] ?? '').trim()
  return {
    name: text('name'),
    address: text('address'),
    address2: text('address_2'),
    city: text('city'),
    state: text('state'),
    zip: text('zip'),
    phone: text('phone'),
    fax: text('fax'),
  }
}
