import { expect, test } from 'vitest'
import { invoice, payment } from './examples-for-tests.ts'
import { sage300cre } from './index.ts'

const context = { marker: 'A1B2C3D4E5', today: '2025-04-01', erpVersion: '24.1' }

test('an invoice becomes a header with the mark in code 2 and a distribution for each line, retainage beside the amount', () => {
  const [header, first, second] = lines('subcontractor-invoice', invoice)
  expect(header).toEqual([
    ...['API', 'BAYPAV', '25-001-01-1', 'March', '450.00', '4.50', '', '', '03/31/2025'],
    ...['', '', '', '04/01/2025', '', 'A1B2C3D4E5', '', '', '', '', '', ''],
  ])
  expect(first).toEqual([
    ...['APD', '25-001-01', '1', '25-02-0001', '', '03-100', 'SUB', '', '', '', '', '', ''],
    ...['500.00', '0.00', '50.00', '', '', 'Slab on grade', '', ''],
  ])
  expect(second?.[13]).toBe('-50.00')
  const units = { ...invoice, accountingMethod: 'unit', lines: [{ ...invoice.lines[0], quantity: '12.5' }] }
  expect(lines('subcontractor-invoice', units)[1]?.slice(11, 13)).toEqual(['12.5', ''])
})

test('an invoice is looked for unposted and posted, by our mark and by vendor and number', () => {
  const { probes } = render('subcontractor-invoice', invoice)
  expect(probes.map((each) => [each.tables, each.identity])).toEqual([
    [['API_NEW__INVOICE', 'APM_MASTER__INVOICE'], true],
    [['API_NEW__INVOICE', 'APM_MASTER__INVOICE'], false],
    [['API_NEW__DISTRIBUTION', 'APM_MASTER__DISTRIBUTION'], false],
  ])
  expect(probes[2]?.rows.map((row) => row.slice(0, 3))).toEqual([
    ['BAYPAV', '25-001-01-1', '1'],
    ['BAYPAV', '25-001-01-1', '2'],
  ])
  expect(sage300cre.exports['subcontractor-invoice']?.naturalKey(invoice)).toBe('BAYPAV|25-001-01-1')
})

test('a payment sets code 1 and leaves the invoice’s mark in code 2', () => {
  expect(lines('payment', payment)).toEqual([['APIC', 'BAYPAV', '25-001-01-1', '1042/P', 'A1B2C3D4E5']])
})

function render(kind: string, document: object) {
  const mapping = sage300cre.exports[kind]
  if (!mapping) throw new Error(kind)
  expect(mapping.check(document)).toEqual([])
  return mapping.render(document, context)
}

function lines(kind: string, document: object): string[][] {
  return render(kind, document).files.flatMap((file) =>
    file.records.map((record) => record.map((field) => field.value)),
  )
}
