import { describe, expect, test } from 'vitest'
import {
  budget,
  budgetChange,
  commitment,
  commitmentChangeOrder,
  company,
  costCodeSet,
  invoice,
  job,
  payment,
  primeChangeOrder,
  subJob,
  timesheet,
} from './examples-for-tests.ts'
import { sage300cre } from './index.ts'

const x = (length: number) => 'x'.repeat(length)
const unitPriced = { accountingMethod: 'unit' }
const unit = { accountingMethod: 'unit', 'lines.0.unitCost': null, 'lines.0.quantity': null }

type Line = [
  kind: string,
  field: string,
  rule: string,
  within: unknown,
  beyond: unknown,
  besides?: Record<string, unknown>,
]

/** Every limit there is: a value just within it, and one that breaks it and nothing else. */
const LIMITS: Line[] = [
  ['commitment', 'erpId', 'missing', 'A', ''],
  ['commitment', 'erpId', 'too-long', x(12), x(13)],
  ['commitment', 'type', 'missing', 'subcontract', null],
  ['commitment', 'type', 'not-known', 'purchase-order', 'lease'],
  ['commitment', 'title', 'too-long', x(30), x(31)],
  ['commitment', 'vendor.erpId', 'missing', 'V', null],
  ['commitment', 'vendor.erpId', 'too-long', x(10), x(11)],
  ['commitment', 'job.erpId', 'missing', 'J', ''],
  ['commitment', 'job.erpId', 'too-long', '25-01-23-456', '25-01-23-45-6'],
  ['commitment', 'job.erpId', 'too-many-significant', '25-0123-4567', '25-012345678'],
  ['commitment', 'date', 'no-date', '2024-02-29', '2025-02-29'],
  ['commitment', 'retainagePercent', 'too-many-digits', '999', '1000'],
  ['commitment', 'retainagePercent', 'too-many-decimals', '7.25', '7.255'],
  ['commitment', 'taxGroup', 'too-long', x(6), x(7)],
  ['commitment', 'lines.0.number', 'missing', 1, null],
  ['commitment', 'lines.0.number', 'too-small', 1, 0],
  ['commitment', 'lines.0.number', 'too-many-digits', 99999, 100000],
  ['commitment', 'lines.0.number', 'too-many-decimals', 1, 1.5],
  ['commitment', 'lines.0.description', 'too-long', x(30), x(31)],
  ['commitment', 'lines.0.job', 'missing', 'J', ''],
  ['commitment', 'lines.0.job', 'too-long', '25-01-23-456', '25-01-23-45-6'],
  ['commitment', 'lines.0.job', 'too-many-significant', '25-0123-4567', '25-012345678'],
  ['commitment', 'lines.0.extra', 'too-long', x(10), x(11)],
  ['commitment', 'lines.0.costCode', 'missing', '03', ''],
  ['commitment', 'lines.0.costCode', 'too-long', x(12), x(13)],
  ['commitment', 'lines.0.category', 'missing', 'S', ''],
  ['commitment', 'lines.0.category', 'too-long', x(3), x(4)],
  ['commitment', 'lines.0.quantity', 'too-many-digits', '99999999', '100000000', unit],
  ['commitment', 'lines.0.quantity', 'too-many-decimals', '0.1234', '0.12345', unit],
  ['commitment', 'lines.0.unitCost', 'too-many-digits', '999999', '1000000', unit],
  ['commitment', 'lines.0.unitCost', 'too-many-decimals', '0.1234', '0.12345', unit],
  ['commitment', 'lines.0.uom', 'too-long', x(6), x(7), unit],
  ['commitment', 'lines.0.amount', 'missing', '0', null],
  ['commitment', 'lines.0.amount', 'no-number', '12', '12a'],
  ['commitment', 'lines.0.amount', 'too-large', '999999.99', '1000000'],
  ['commitment', 'lines.0.amount', 'too-small', '-999999.99', '-1000000'],
  ['commitment', 'lines.0.amount', 'too-many-decimals', '0.25', '0.255'],
  ['commitment-change-order', 'commitment.erpId', 'missing', 'A', ''],
  ['commitment-change-order', 'commitment.erpId', 'too-long', x(12), x(13)],
  ['commitment-change-order', 'erpId', 'missing', 'A', ''],
  ['commitment-change-order', 'erpId', 'too-long', x(5), x(6)],
  ['commitment-change-order', 'title', 'too-long', x(30), x(31)],
  ...['newItems', 'changes'].flatMap((list): Line[] => [
    ['commitment-change-order', `${list}.0.number`, 'missing', 1, null],
    ['commitment-change-order', `${list}.0.number`, 'too-small', 1, 0],
    ['commitment-change-order', `${list}.0.number`, 'too-many-digits', 99999, 100000],
    ['commitment-change-order', `${list}.0.number`, 'too-many-decimals', 1, 1.5],
  ]),
  ['commitment-change-order', 'newItems.0.description', 'too-long', x(30), x(31)],
  ['commitment-change-order', 'newItems.0.job', 'missing', 'J', ''],
  ['commitment-change-order', 'newItems.0.job', 'too-long', '25-01-23-456', '25-01-23-45-6'],
  ['commitment-change-order', 'newItems.0.job', 'too-many-significant', '25-0123-4567', '25-012345678'],
  ['commitment-change-order', 'newItems.0.extra', 'too-long', x(10), x(11)],
  ['commitment-change-order', 'newItems.0.costCode', 'missing', '03', ''],
  ['commitment-change-order', 'newItems.0.costCode', 'too-long', x(12), x(13)],
  ['commitment-change-order', 'newItems.0.category', 'missing', 'S', ''],
  ['commitment-change-order', 'newItems.0.category', 'too-long', x(3), x(4)],
  ['commitment-change-order', 'newItems.0.unitCost', 'too-many-digits', '999999', '1000000', unitPriced],
  ['commitment-change-order', 'newItems.0.unitCost', 'too-many-decimals', '0.1234', '0.12345', unitPriced],
  ['commitment-change-order', 'newItems.0.uom', 'too-long', x(6), x(7), unitPriced],
  ['commitment-change-order', 'changes.0.quantity', 'too-many-digits', '99999999', '100000000', unitPriced],
  ['commitment-change-order', 'changes.0.quantity', 'too-many-decimals', '0.1234', '0.12345', unitPriced],
  ['commitment-change-order', 'changes.0.amount', 'missing', '0', null],
  ['commitment-change-order', 'changes.0.amount', 'no-number', '12', '12a'],
  ['commitment-change-order', 'changes.0.amount', 'too-large', '999999.99', '1000000'],
  ['commitment-change-order', 'changes.0.amount', 'too-small', '-999999.99', '-1000000'],
  ['commitment-change-order', 'changes.0.amount', 'too-many-decimals', '0.25', '0.255'],
  ['prime-change-order', 'number', 'missing', '1', ''],
  ['prime-change-order', 'number', 'too-long', x(20), x(21)],
  ['prime-change-order', 'title', 'too-long', x(255), x(256)],
  ['prime-change-order', 'newItems.0.contract', 'missing', 'C', ''],
  ['prime-change-order', 'newItems.0.contract', 'too-long', x(10), x(11)],
  ['prime-change-order', 'newItems.0.item', 'missing', 'I', ''],
  ['prime-change-order', 'newItems.0.item', 'too-long', x(10), x(11)],
  ['prime-change-order', 'newItems.0.description', 'too-long', x(30), x(31)],
  ['prime-change-order', 'job.erpId', 'missing', 'J', ''],
  ['prime-change-order', 'job.erpId', 'too-long', '25-01-23-456', '25-01-23-45-6'],
  ['prime-change-order', 'job.erpId', 'too-many-significant', '25-0123-4567', '25-012345678'],
  ['prime-change-order', 'job.name', 'too-long', x(30), x(31)],
  ['prime-change-order', 'job.address', 'too-long', x(30), x(31)],
  ['prime-change-order', 'job.city', 'too-long', x(15), x(16)],
  ['prime-change-order', 'job.state', 'too-long', x(4), x(5)],
  ['prime-change-order', 'job.zip', 'too-long', x(10), x(11)],
  ['prime-change-order', 'estimates.0.extra', 'too-long', x(10), x(11)],
  ['prime-change-order', 'estimates.0.costCode', 'missing', '03', ''],
  ['prime-change-order', 'estimates.0.costCode', 'too-long', x(12), x(13)],
  ['prime-change-order', 'estimates.0.category', 'missing', 'S', ''],
  ['prime-change-order', 'estimates.0.category', 'too-long', x(3), x(4)],
  ['prime-change-order', 'estimates.0.categoryName', 'too-long', x(30), x(31)],
  ['prime-change-order', 'estimates.0.amount', 'missing', '1', ''],
  ['prime-change-order', 'estimates.0.amount', 'too-many-digits', '999999999.99', '1000000000'],
  ['prime-change-order', 'estimates.0.amount', 'too-many-decimals', '0.25', '0.255'],
  ['prime-change-order', 'values.0.extra', 'too-long', x(10), x(11)],
  ['prime-change-order', 'values.0.costCode', 'too-long', x(12), x(13)],
  ['prime-change-order', 'values.0.contract', 'too-long', x(10), x(11)],
  ['prime-change-order', 'values.0.item', 'too-long', x(10), x(11)],
  ['prime-change-order', 'values.0.amount', 'missing', '1', ''],
  ['prime-change-order', 'values.0.amount', 'too-many-digits', '999999999.99', '1000000000'],
  ['prime-change-order', 'values.0.amount', 'too-many-decimals', '0.25', '0.255'],
  ['commitment', 'lines.0.taxGroup', 'too-long', x(6), x(7)],
  ['commitment', 'lines.0.tax', 'too-many-digits', '9999999.99', '10000000'],
  ['commitment', 'lines.0.tax', 'too-many-decimals', '0.25', '0.255'],
  ['timecards', 'periodEnd', 'no-date', '2024-02-29', '2025-02-29'],
  ['timecards', 'timecards.0.number', 'too-long', '1234567890', '12345678901'],
  ['timecards', 'timecards.0.employee.code', 'missing', 'E', ''],
  ['timecards', 'timecards.0.employee.code', 'too-long', x(10), x(11)],
  ['timecards', 'timecards.0.date', 'no-date', '2024-02-29', '2025-02-29'],
  ['timecards', 'timecards.0.payId', 'too-long', x(10), x(11)],
  ['timecards', 'timecards.0.job', 'missing', 'J', ''],
  ['timecards', 'timecards.0.job', 'too-long', '25-01-23-456', '25-01-23-45-6'],
  ['timecards', 'timecards.0.job', 'too-many-significant', '25-0123-4567', '25-012345678'],
  ['timecards', 'timecards.0.extra', 'too-long', x(10), x(11)],
  ['timecards', 'timecards.0.costCode', 'missing', '03', ''],
  ['timecards', 'timecards.0.costCode', 'too-long', x(12), x(13)],
  ['timecards', 'timecards.0.category', 'missing', 'L', ''],
  ['timecards', 'timecards.0.category', 'too-long', x(3), x(4)],
  ...['regularHours', 'overtimeHours', 'doubleHours'].flatMap((name): Line[] => [
    ['timecards', `timecards.0.${name}`, 'too-many-digits', '999.99', '1000'],
    ['timecards', `timecards.0.${name}`, 'too-many-decimals', '0.25', '0.255'],
  ]),
  ['timecards', 'timecards.0.description', 'too-long', x(30), x(31)],
  ['company', 'erpId', 'missing', 'V', ''],
  ['company', 'erpId', 'too-long', x(10), x(11)],
  ['company', 'name', 'missing', 'N', ''],
  ['company', 'name', 'too-long', x(30), x(31)],
  ['company', 'address', 'too-long', x(33), x(34)],
  ['company', 'address2', 'too-long', x(33), x(34)],
  ['company', 'city', 'too-long', x(30), x(31)],
  ['company', 'state', 'too-long', x(4), x(5)],
  ['company', 'zip', 'too-long', x(10), x(11)],
  ['company', 'phone', 'too-long', x(15), x(16)],
  ['company', 'fax', 'too-long', x(15), x(16)],
  ['job', 'erpId', 'missing', 'J', ''],
  ['job', 'erpId', 'too-long', '25-01-23-456', '25-01-23-45-6'],
  ['job', 'erpId', 'too-many-significant', '25-0123-4567', '25-012345678'],
  ['job', 'name', 'missing', 'N', ''],
  ['job', 'name', 'too-long', x(30), x(31)],
  ['job', 'address', 'too-long', x(30), x(31)],
  ['job', 'address2', 'too-long', x(30), x(31)],
  ['job', 'city', 'too-long', x(15), x(16)],
  ['job', 'state', 'too-long', x(4), x(5)],
  ['job', 'zip', 'too-long', x(10), x(11)],
  ...['job', 'cost-code', 'sub-job'].flatMap((kind): Line[] => [
    [kind, 'costCodes.1.extra', 'too-long', x(10), x(11)],
    [kind, 'costCodes.1.code', 'missing', '03', ''],
    [kind, 'costCodes.1.code', 'too-long', x(12), x(13)],
    [kind, 'costCodes.1.name', 'too-long', x(30), x(31)],
    [kind, 'costCodes.1.categories.0.code', 'missing', 'L', ''],
    [kind, 'costCodes.1.categories.0.code', 'too-long', x(3), x(4)],
    [kind, 'costCodes.1.categories.0.name', 'too-long', x(30), x(31)],
  ]),
  ['subcontractor-invoice', 'vendor.erpId', 'missing', 'V', ''],
  ['subcontractor-invoice', 'vendor.erpId', 'too-long', x(10), x(11)],
  ['subcontractor-invoice', 'erpId', 'missing', '1', ''],
  ['subcontractor-invoice', 'erpId', 'too-long', x(15), x(16)],
  ['subcontractor-invoice', 'description', 'too-long', x(30), x(31)],
  ['subcontractor-invoice', 'date', 'missing', '2025-03-31', ''],
  ['subcontractor-invoice', 'date', 'no-date', '2024-02-29', '2025-02-29'],
  ['subcontractor-invoice', 'accountingDate', 'missing', '2025-03-31', ''],
  ['subcontractor-invoice', 'accountingDate', 'no-date', '2024-02-29', '2025-02-29'],
  ...['amount', 'lines.0.amount'].flatMap((field): Line[] => [
    ['subcontractor-invoice', field, 'missing', '0', null],
    ['subcontractor-invoice', field, 'too-many-digits', '999999999.99', '1000000000'],
    ['subcontractor-invoice', field, 'too-many-decimals', '-0.25', '0.255'],
  ]),
  ...['retainage', 'lines.0.retainage'].flatMap((field): Line[] => [
    ['subcontractor-invoice', field, 'too-many-digits', '-999999999.99', '1000000000'],
    ['subcontractor-invoice', field, 'too-many-decimals', '0.25', '0.255'],
  ]),
  ...['tax', 'lines.0.tax'].flatMap((field): Line[] => [
    ['subcontractor-invoice', field, 'too-many-digits', '9999999.99', '10000000'],
    ['subcontractor-invoice', field, 'too-many-decimals', '0.25', '0.255'],
  ]),
  ['subcontractor-invoice', 'commitment.erpId', 'missing', 'C', ''],
  ['subcontractor-invoice', 'commitment.erpId', 'too-long', x(12), x(13)],
  ['subcontractor-invoice', 'lines.0.commitmentLine', 'missing', 1, null],
  ['subcontractor-invoice', 'lines.0.commitmentLine', 'too-small', 1, 0],
  ['subcontractor-invoice', 'lines.0.commitmentLine', 'too-many-digits', 99999, 100000],
  ['subcontractor-invoice', 'lines.0.commitmentLine', 'too-many-decimals', 1, 1.5],
  ['subcontractor-invoice', 'lines.0.job', 'missing', 'J', ''],
  ['subcontractor-invoice', 'lines.0.job', 'too-long', '25-01-23-456', '25-01-23-45-6'],
  ['subcontractor-invoice', 'lines.0.job', 'too-many-significant', '25-0123-4567', '25-012345678'],
  ['subcontractor-invoice', 'lines.0.extra', 'too-long', x(10), x(11)],
  ['subcontractor-invoice', 'lines.0.costCode', 'missing', '03', ''],
  ['subcontractor-invoice', 'lines.0.costCode', 'too-long', x(12), x(13)],
  ['subcontractor-invoice', 'lines.0.category', 'missing', 'S', ''],
  ['subcontractor-invoice', 'lines.0.category', 'too-long', x(3), x(4)],
  ['subcontractor-invoice', 'lines.0.description', 'too-long', x(30), x(31)],
  ['subcontractor-invoice', 'lines.0.quantity', 'too-many-digits', '-99999999', '100000000', unitPriced],
  ['subcontractor-invoice', 'lines.0.quantity', 'too-many-decimals', '0.1234', '0.12345', unitPriced],
  ['payment', 'vendor.erpId', 'missing', 'V', ''],
  ['payment', 'vendor.erpId', 'too-long', x(10), x(11)],
  ['payment', 'invoice.erpId', 'missing', '1', ''],
  ['payment', 'invoice.erpId', 'too-long', x(15), x(16)],
  ['payment', 'reference', 'missing', '1', ''],
  ['payment', 'reference', 'too-long', x(10), x(11)],
  ['payment', 'invoice.mark', 'too-long', x(10), x(11)],
  ...['cost-code', 'sub-job'].flatMap((kind): Line[] => [
    [kind, 'job.erpId', 'missing', 'J', ''],
    [kind, 'job.erpId', 'too-long', '25-01-23-456', '25-01-23-45-6'],
    [kind, 'job.erpId', 'too-many-significant', '25-0123-4567', '25-012345678'],
  ]),
  ['sub-job', 'erpId', 'missing', 'X', ''],
  ['sub-job', 'erpId', 'too-long', x(10), x(11)],
  ['sub-job', 'name', 'missing', 'N', ''],
  ['sub-job', 'name', 'too-long', x(30), x(31)],
  ...['budget', 'budget-change'].flatMap((kind): Line[] => [
    [kind, 'job.erpId', 'missing', 'J', ''],
    [kind, 'job.erpId', 'too-long', '25-01-23-456', '25-01-23-45-6'],
    [kind, 'job.erpId', 'too-many-significant', '25-0123-4567', '25-012345678'],
    ...['lines', 'estimatedCostAtCompletion', 'forecastToComplete'].flatMap((list): Line[] => [
      [kind, `${list}.0.extra`, 'too-long', x(10), x(11)],
      [kind, `${list}.0.costCode`, 'missing', '03', ''],
      [kind, `${list}.0.costCode`, 'too-long', x(12), x(13)],
      [kind, `${list}.0.category`, 'missing', 'S', ''],
      [kind, `${list}.0.category`, 'too-long', x(3), x(4)],
      [kind, `${list}.0.amount`, 'missing', '1', null],
      [kind, `${list}.0.amount`, 'no-number', '12', '12a'],
      [kind, `${list}.0.amount`, 'too-many-digits', '-999999999.99', '-1000000000'],
      [kind, `${list}.0.amount`, 'too-many-decimals', '0.25', '0.255'],
    ]),
    [kind, 'lines.0.categoryName', 'too-long', x(30), x(31)],
  ]),
  ['budget', 'lines.0.quantity', 'too-many-digits', '99999999', '100000000'],
  ['budget', 'lines.0.quantity', 'too-many-decimals', '0.12', '0.123'],
  ['budget', 'lines.0.uom', 'too-long', x(6), x(7)],
  ['budget-change', 'job.name', 'too-long', x(30), x(31)],
  ['budget-change', 'job.address', 'too-long', x(30), x(31)],
  ['budget-change', 'job.city', 'too-long', x(15), x(16)],
  ['budget-change', 'job.state', 'too-long', x(4), x(5)],
  ['budget-change', 'job.zip', 'too-long', x(10), x(11)],
  ['budget-change', 'number', 'too-long', x(10), x(11)],
]

const DOCUMENTS: Record<string, object> = {
  commitment,
  'commitment-change-order': commitmentChangeOrder,
  company,
  job,
  'cost-code': costCodeSet,
  'sub-job': subJob,
  'subcontractor-invoice': invoice,
  payment,
  budget,
  'budget-change': budgetChange,
  'prime-change-order': primeChangeOrder,
  timecards: timesheet,
}

test.each(LIMITS)('%s %s %s', (kind, field, rule, within, beyond, besides = {}) => {
  expect(refusals(kind, { ...besides, [field]: within })).toEqual([])
  const found = refusals(kind, { ...besides, [field]: beyond })
  expect(found.map((each) => [each.field, each.code.endsWith(`-${rule}`)])).toEqual([[field, true]])
})

test('every limit of the tables has its line above', () => {
  const lines = new Set(LIMITS.map(([kind, field, rule]) => `${kind} ${field.replaceAll(/\.\d+/g, '')} ${rule}`))
  const missing = allLimits().filter((each) => !lines.has(each))
  expect(missing).toEqual([])
})

describe.each(textFields())('%s %s', (kind, field) => {
  const besides = kind === 'commitment' ? unit : kind === 'commitment-change-order' ? unitPriced : {}
  test('takes no control character', () => {
    const found = refusals(kind, { ...besides, [field]: 'a\n' })
    expect(found).toHaveLength(1)
    expect(found[0]?.code).toMatch(/-control-characters$/)
  })
  test('takes no character outside the code page, and names it', () => {
    const found = refusals(kind, { ...besides, [field]: '漢é' })
    expect(found).toHaveLength(1)
    expect(found[0]?.sentence).toContain('contains “漢”;')
  })
})

test('the sentence names the field, the line, the limit and the count', () => {
  const sentences = refusals('commitment', { title: x(34), 'lines.1.amount': '1000000.00' }).map(
    (each) => each.sentence,
  )
  expect(sentences).toEqual([
    'Title is 34 characters long; Sage 300 CRE takes at most 30.',
    'Line 2: Contract Amount or Subtotal is 1000000.00; Sage 300 CRE takes at most 999999.99.',
  ])
})

test('units times unit cost must be the amount to the cent, on unit-priced lines only', () => {
  const priced = { 'lines.0.quantity': '10.5', 'lines.0.unitCost': '101.25' }
  expect(refusals('commitment', { ...unit, ...priced, 'lines.0.amount': '1063.13' }).filter(ofLine(0))).toEqual([])
  expect(refusals('commitment', { ...priced, 'lines.0.amount': '1063.12' })).toEqual([])
  const found = refusals('commitment', { ...unit, ...priced, 'lines.0.amount': '1063.12' }).filter(ofLine(0))
  expect(found.map((each) => each.sentence)).toEqual([
    'Line 1: Contract Amount or Subtotal is 1063.12, but 10.5 units at 101.25 make 1063.13; Sage 300 CRE takes only the product.',
  ])
})

test('an invoice without distributions is refused in the words of the error table', () => {
  expect(refusals('subcontractor-invoice', { lines: [] }).map((each) => each.sentence)).toEqual([
    "The document's codings are incomplete: The document has no distributions.",
  ])
})

test('units of a change times the item’s unit cost must be its amount', () => {
  const priced = { ...unitPriced, 'changes.0.quantity': '-3', 'changes.0.unitCost': '33.5' }
  expect(refusals('commitment-change-order', priced)).toEqual([])
  const found = refusals('commitment-change-order', { ...priced, 'changes.0.amount': '-100.51' })
  expect(found.map((each) => [each.field, each.sentence])).toEqual([
    [
      'changes.0.amount',
      'Change of item 2: Contract Amount or Subtotal is -100.51, but -3 units at 33.5 make -100.50; Sage 300 CRE takes only the product.',
    ],
  ])
})

test.each(['budget', 'budget-change'])('%s: nothing to add, or two sums for one place, are refused by name', (kind) => {
  expect(refusals(kind, { 'lines.0.amount': '0.00' }).map((each) => [each.field, each.code])).toEqual([
    ['lines.0.amount', 'entry-zero'],
  ])
  const twice = { 'lines.1.costCode': '03-100', 'lines.1.category': 'LAB' }
  expect(refusals(kind, twice).map((each) => [each.field, each.code])).toEqual([['lines.1.amount', 'entry-twice']])
})

test('a prime contract change order: nothing to change, or two sums for one contract item, are refused by name', () => {
  const kind = 'prime-change-order'
  expect(refusals(kind, { 'values.0.amount': '0.00' }).map((each) => [each.field, each.code])).toEqual([
    ['values.0.amount', 'entry-zero'],
  ])
  const twice = refusals(kind, { 'values.1.item': '0010' }).map((each) => [each.field, each.code])
  expect(twice).toEqual([['values.1.amount', 'entry-twice']])
})

test('a set without cost codes is refused', () => {
  expect(refusals('cost-code', { costCodes: [] }).map((each) => each.code)).toEqual(['no-cost-codes'])
})

function refusals(kind: string, changes: Record<string, unknown>) {
  const document = structuredClone(DOCUMENTS[kind])
  // The second line of the example is unit-priced only in appearance; it would break its own rule under the unit method.
  if (kind === 'commitment' && changes.accountingMethod === 'unit') set(document, 'lines.1.quantity', null)
  for (const [path, value] of Object.entries(changes)) set(document, path, value)
  return sage300cre.exports[kind]?.check(document) ?? []
}

function ofLine(index: number) {
  return (each: { field?: string }) => each.field?.startsWith(`lines.${index}.`)
}

function set(target: unknown, path: string, value: unknown) {
  const names = path.split('.')
  const last = names.pop() ?? ''
  let at = target as Record<string, unknown>
  for (const name of names) at = at[name] as Record<string, unknown>
  at[last] = value
}

function allLimits(): string[] {
  return rowsOf().flatMap(({ kind, row }) => {
    const limit = row.limit ?? {}
    const rules = [
      limit.required && !row.when ? 'missing' : '',
      limit.text !== undefined && row.as === 'text' ? 'too-long' : '',
      limit.significant !== undefined ? 'too-many-significant' : '',
      limit.oneOf ? 'not-known' : '',
      limit.max !== undefined ? 'too-large' : '',
      limit.min !== undefined ? 'too-small' : '',
      limit.decimal && limit.max === undefined ? 'too-many-digits' : '',
      limit.decimal ? 'too-many-decimals' : '',
      row.as === 'date' ? 'no-date' : '',
    ]
    return rules.filter((rule) => rule !== '').map((rule) => `${kind} ${row.from} ${rule}`)
  })
}

function textFields(): [kind: string, field: string][] {
  const fields = rowsOf().flatMap(({ kind, row }) =>
    row.as === 'text' && !row.limit?.oneOf
      ? [
          `${kind} ${row.from
            .replace(
              /^(lines|changes|timecards|estimatedCostAtCompletion|forecastToComplete|newItems|estimates|values)\./,
              '$1.0.',
            )
            .replace('costCodes.', 'costCodes.1.')
            .replace('categories.', 'categories.0.')}`,
        ]
      : [],
  )
  return [...new Set(fields)].map((each) => each.split(' ') as [string, string])
}

function rowsOf() {
  return Object.entries(sage300cre.exports).flatMap(([kind, mapping]) =>
    mapping.tables.flatMap((table) =>
      table.rows.filter((row) => !/^[=@]/.test(row.from)).map((row) => ({ kind, row })),
    ),
  )
}
