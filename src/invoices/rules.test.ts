import { describe, expect, test } from 'vitest'
import { type Figures, type Invoice, type InvoiceItem, NOTHING, totalsOf } from './model.ts'
import { refusalsOfItem, refusalsToDelete, refusalsToEditItems, refusalsToSend, warningsOf } from './rules.ts'

const FRESH = { workQuantity: '0', work: '0.00', stored: '0.00', workRetainage: '0.00', storedRetainage: '0.00' }

function item(now: Partial<Figures> = {}, more: Partial<InvoiceItem> = {}): InvoiceItem {
  const ids = { billed: 1, commitmentLine: 1, changeOrderLine: null, detail: null, changeOrder: null }
  return {
    ...(ids as unknown as InvoiceItem),
    itemType: 'contract_item',
    position: '1',
    item: 'R-1',
    description: 'Traffic control',
    erpDescription: '',
    costCode: '01-410',
    costType: 'S',
    extra: '',
    erpItem: 1,
    changeOrderSynced: true,
    scheduled: '1000.00',
    scheduledQuantity: '10',
    unitCost: '100',
    uom: 'EA',
    now: { ...NOTHING, ...now },
    previous: FRESH,
    comment: '',
    ...more,
  }
}

const invoice = {
  number: 2,
  invoiceNumber: 'A-2',
  status: 'Approved',
  erpLocked: false,
  erpId: null,
  erpStatus: 'not_in_erp',
  accountingMethod: 'amount',
  vendorName: 'Bay Paving',
  vendorErpId: 'BAYPAV',
  erpFile: null,
  jobErpId: '25-01',
  projectName: 'Harbor Street',
  commitmentNumber: 'SC-0001',
  commitmentErpId: 'SC-0001',
} as const satisfies Partial<Invoice>

const codes = (refusals: { code: string }[]) => refusals.map((each) => each.code)

describe('sending (INV-2, INV-4)', () => {
  const bills = [item({ work: '10' })]
  test.each([
    ['status-not-sendable', { ...invoice, status: 'Under Review' as const }],
    ['company-not-linked', { ...invoice, vendorErpId: null }],
    ['project-not-linked', { ...invoice, jobErpId: null }],
    ['commitment-not-synced', { ...invoice, commitmentErpId: null }],
  ])('%s', (code, changed) => {
    expect(codes(refusalsToSend(invoice, bills))).toEqual([])
    expect(codes(refusalsToSend(changed, bills))).toEqual([code])
  })

  test.each(['Approved', 'Approved as Noted', 'Pending Owner Approval'] as const)('%s may be sent', (status) => {
    expect(refusalsToSend({ ...invoice, status }, bills)).toEqual([])
  })

  test('every failed condition is named at once', () => {
    const bad = { ...invoice, status: 'Draft' as const, vendorErpId: null, commitmentErpId: null }
    expect(refusalsToSend(bad, [item()])).toHaveLength(4)
  })

  test('work and stored materials that cancel each other out are nothing; released retainage is something', () => {
    expect(codes(refusalsToSend(invoice, [item({ work: '5', stored: '-5' })]))).toEqual(['no-distributions'])
    const held = { ...FRESH, workRetainage: '50.00' }
    expect(refusalsToSend(invoice, [item({ workRetainageReleased: '50.00' }, { previous: held })])).toEqual([])
  })

  test('a change order that is not in the ERP is named by its lines, where something is billed on them', () => {
    const early = { changeOrder: 9, changeOrderSynced: false, position: 'CO 1.1' } as unknown as Partial<InvoiceItem>
    expect(codes(refusalsToSend(invoice, [...bills, item({ work: '1' }, early)]))).toEqual(['change-order-not-synced'])
    expect(refusalsToSend(invoice, [...bills, item({}, early)])).toEqual([])
  })
})

describe('figures of a line', () => {
  test('no more retainage is released than is held with what this period withholds', () => {
    const previous = { ...FRESH, workRetainage: '40.00' }
    const release = (workRetainageReleased: string) =>
      codes(refusalsOfItem('amount', item({ workRetainageWithheld: '10.00', workRetainageReleased }, { previous })))
    expect(release('50.00')).toEqual([])
    expect(release('50.01')).toEqual(['released-more-than-held'])
    expect(release('-0.01')).toEqual(['below-zero'])
  })

  test('no more leaves the store than is in it', () => {
    const previous = { ...FRESH, stored: '100.00' }
    expect(refusalsOfItem('amount', item({ moved: '100.00' }, { previous }))).toEqual([])
    expect(codes(refusalsOfItem('amount', item({ moved: '100.01' }, { previous })))).toEqual(['moved-more-than-stored'])
  })

  test('work on a line priced by the unit says how many', () => {
    expect(codes(refusalsOfItem('unit', item({ work: '50' })))).toEqual(['units-missing'])
    expect(refusalsOfItem('unit', item({ work: '50', workQuantity: '0.5' }))).toEqual([])
    expect(refusalsOfItem('unit', item({ work: '50' }, { unitCost: null }))).toEqual([])
  })

  test('billing beyond the scheduled value is said, not refused; a cent below it is not said', () => {
    const previous = { ...FRESH, work: '900.00' }
    expect(refusalsOfItem('amount', item({ work: '200' }, { previous }))).toEqual([])
    expect(warningsOf([item({ work: '100.01' }, { previous })])).toEqual([
      'Line 1 (R-1) is billed to 1000.01, more than its scheduled value of 1000.00.',
    ])
    expect(warningsOf([item({ work: '100.00' }, { previous })])).toEqual([])
  })
})

test('an approved invoice bills nothing else and is not deleted; a synced one says under which number', () => {
  expect(codes(refusalsToEditItems(invoice))).toEqual(['approved'])
  expect(refusalsToEditItems({ ...invoice, status: 'Revise and Resubmit' })).toEqual([])
  expect(codes(refusalsToDelete(invoice))).toEqual(['approved'])
  const synced = { ...invoice, erpLocked: true, erpId: 'A-2X', erpStatus: 'synced' as const }
  expect(refusalsToEditItems(synced)[0]?.sentence).toContain('A-2X')
})

test('totals as the trade’s form has them: what only moved from store into work changes nothing but the retainage’s place', () => {
  const before = { ...FRESH, work: '100.00', stored: '60.00', workRetainage: '10.00', storedRetainage: '6.00' }
  const one = item(
    { work: '200', moved: '60', workRetainageWithheld: '20', storedRetainageReleased: '6', tax: '1.25' },
    { previous: before },
  )
  const added = item({ stored: '40', storedRetainageWithheld: '4' }, {
    changeOrder: 7,
    scheduled: '300.00',
  } as unknown as Partial<InvoiceItem>)
  expect(totalsOf([one, added])).toEqual({
    originalContractSum: '1000.00',
    netChange: '300.00',
    contractSumToDate: '1300.00',
    completedAndStored: '400.00',
    workRetainage: '30.00',
    storedRetainage: '4.00',
    totalRetainage: '34.00',
    earnedLessRetainage: '366.00',
    lessPrevious: '144.00',
    tax: '1.25',
    currentPaymentDue: '223.25',
    balanceToFinish: '934.00',
  })
})
