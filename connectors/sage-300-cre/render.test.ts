import { expect, test } from 'vitest'
import {
  budget,
  budgetChange,
  commitment,
  commitmentChangeOrder,
  company,
  costCodeSet,
  job,
  timesheet,
  unitCommitment,
} from './examples-for-tests.ts'
import { sage300cre, sage300creWith } from './index.ts'
import commitmentLayout from './layouts/jc-import-commitments.json' with { type: 'json' }

const context = { marker: 'A1B2C3D4E5', today: '2025-04-01', erpVersion: '24.1' }

test('a commitment becomes a header with the mark in field 146 and an item for each line', () => {
  const { files } = render('commitment', commitment)
  expect(files.map((file) => file.task)).toEqual(['jc-import-commitments'])
  const [header, first, second] = lines('commitment', commitment)
  expect(header).toEqual([
    ...['COM', '25-001-01', '1', 'Concrete, level 1', 'BAYPAV', '25-02-0001', '03/31/2025', '5'],
    'CASF',
    ...Array.from({ length: 136 }, () => ''),
    'A1B2C3D4E5',
  ])
  expect(first?.slice(0, 13)).toEqual([
    'COMI',
    '25-001-01',
    '1',
    'Slab on grade',
    '25-02-0001',
    '',
    '03-100',
    'SUB',
    'CASF',
    '',
    '',
    '',
    '1250.00',
  ])
  expect(first?.[13]).toBe('107.81')
  expect([second?.[8], second?.[13]]).toEqual(['', ''])
  expect(first).toHaveLength(18)
  expect(second?.[12]).toBe('-100.5')
})

test('alpha fields are told apart from numbers and dates, so that the driver quotes only the first', () => {
  const [header] = render('commitment', commitment).files[0]?.records ?? []
  expect(header?.slice(0, 8).map((field) => field.as)).toEqual([
    'alpha',
    'alpha',
    'plain',
    'alpha',
    'alpha',
    'alpha',
    'plain',
    'plain',
  ])
})

test('units, unit cost and unit description go along only under the unit method', () => {
  const [, unitPriced] = lines('commitment', unitCommitment)
  expect(unitPriced?.slice(9, 13)).toEqual(['10.5', 'CY', '101.25', '1063.13'])
  const [, , amountOnly] = lines('commitment', commitment)
  expect(amountOnly?.slice(9, 13)).toEqual(['', '', '', '-100.5'])
})

test('spare zeros that the field has no place for are left away', () => {
  const [, item] = lines('commitment', { ...commitment, lines: [{ ...commitment.lines[0], amount: '1250.5000' }] })
  expect(item?.[12]).toBe('1250.5')
})

test('a commitment is looked for by its mark, its header and all its items, as the ERP shows them', () => {
  const [mark, header, items] = render('commitment', unitCommitment).probes
  expect(mark).toMatchObject({
    tables: ['JCM_MASTER__COMMITMENT_CUSTOM_FIELDS'],
    identity: true,
    complete: true,
    key: 1,
  })
  expect(mark?.rows).toEqual([['25-001-01', 'A1B2C3D4E5']])
  expect(header?.columns.map((each) => each.name)).toEqual([
    'Commitment',
    'Commitment_Type',
    'Description',
    'Vendor',
    'Job',
    'Date',
    'Retainage_Percent',
    'Tax_Group',
  ])
  expect(header?.rows).toEqual([
    ['25-001-01', 'Purchase order', 'Concrete, level 1', 'BAYPAV', '25-02-0001', '2025-03-31', '5', 'CASF'],
  ])
  expect(items).toMatchObject({ tables: ['JCM_MASTER__COMMITMENT_ITEM'], complete: true, key: 2, identity: false })
  expect(items?.columns.slice(0, 2).map((each) => each.name)).toEqual(['Commitment', 'Item_Number'])
  expect(items?.rows).toEqual([
    ['25-001-01', '1', 'Curbs', '25-02-0001', '', '03-200', 'SUB', '10.5', '101.25', 'CY', '1063.13', '', '0'],
  ])
  expect(mark?.where).toEqual([{ column: 'Gusset_Ref', op: '=', value: 'A1B2C3D4E5' }])
  for (const probe of [header, items])
    expect(probe?.where).toEqual([{ column: 'Commitment', op: '=', value: '25-001-01' }])
})

test('empty numbers are looked for as zero', () => {
  const items = render('commitment', commitment).probes[2]
  const units = items?.columns.findIndex((column) => column.name === 'Units') ?? -1
  expect(items?.rows[0]?.[units]).toBe('0')
})

test('a change order that adds an item is two files: the item of no worth, then the change order and its items', () => {
  const { files } = render('commitment-change-order', commitmentChangeOrder)
  expect(files.map((file) => file.task)).toEqual(['jc-import-commitment-changes', 'jc-import-commitment-changes'])
  const [first, second] = files.map((file) => file.records.map((record) => record.map((field) => field.value)))
  expect(first).toEqual([
    [
      ...['COMI', '25-001-01', '3', 'Retaining wall', '25-02-0001', '', '03-300', 'SUB', '', '', '', '', '0.00'],
      ...['', '', '', '', '', 'A1B2C3D4E5'],
    ],
  ])
  const blanks = (count: number) => Array.from({ length: count }, () => '')
  expect(second).toEqual([
    [
      ...['COCO', '25-001-01', '003', 'Wall in place of curbs', '04/01/2025', 'Approved', '04/01/2025'],
      ...blanks(12),
      'A1B2C3D4E5',
    ],
    ['COCOI', '25-001-01', '003', '2', ...blanks(9), '-100.5', ''],
    ['COCOI', '25-001-01', '003', '3', ...blanks(9), '4200.00', ''],
  ])
})

test('a change order on existing items alone is one file', () => {
  const changes = commitmentChangeOrder.changes.slice(0, 1)
  const { files, probes } = render('commitment-change-order', { ...commitmentChangeOrder, newItems: [], changes })
  expect(files.map((file) => file.records.map((record) => record[0]?.value))).toEqual([['COCO', 'COCOI']])
  expect(probes).toHaveLength(4)
})

test('a change order is looked for by its marks, its records, its entries and its new items', () => {
  const { probes } = render('commitment-change-order', commitmentChangeOrder)
  expect(probes.map((probe) => [probe.tables.join(' '), probe.identity, probe.rows])).toEqual([
    ['JCM_MASTER__COMMITMENT_CO_CUSTOM_FIELDS', true, [['25-001-01', '003', 'A1B2C3D4E5']]],
    ['JCM_MASTER__COMMITMENT_CO', false, [['25-001-01', '003', 'Wall in place of curbs', 'Approved']]],
    [
      'JCM_MASTER__COMMITMENT_CO_ITEM',
      false,
      [
        ['25-001-01', '003', '2', '0', '-100.5'],
        ['25-001-01', '003', '3', '0', '4200.00'],
      ],
    ],
    [
      'JCT_NEW__TRANSACTION JCT_CURRENT__TRANSACTION',
      false,
      [
        ['25-02-0001', '', '03-200', 'SUB', '2', '-100.5'],
        ['25-02-0001', '', '03-300', 'SUB', '3', '4200.00'],
      ],
    ],
    ['JCM_MASTER__COMMITMENT_ITEM_CUSTOM_FIELDS', true, [['25-001-01', '3', 'A1B2C3D4E5']]],
    [
      'JCM_MASTER__COMMITMENT_ITEM',
      false,
      [['25-001-01', '3', 'Retaining wall', '25-02-0001', '', '03-300', 'SUB', '0', '', '0.00']],
    ],
  ])
})

test('a company is one record, compared by content', () => {
  expect(lines('company', company)).toEqual([
    ['APV', 'BAYPAV', 'Bay Paving', '1 Quay', '', 'Oakland', 'CA', '94607', '510-555-0100', ''],
  ])
  const [probe] = render('company', company).probes
  expect(probe?.tables).toEqual(['APM_MASTER__VENDOR'])
  expect(probe?.rows).toEqual([['BAYPAV', 'Bay Paving', '1 Quay', '', 'Oakland', 'CA', '94607', '510-555-0100', '']])
})

test('a job goes with its cost codes and their categories, and no estimate', () => {
  const records = lines('job', job)
  expect(records.map((record) => record[0])).toEqual(['J', 'P', 'P', 'C', 'C'])
  expect(records[0]?.slice(0, 12)).toEqual([
    'J',
    '25-02-0001',
    'Harbor Street',
    '12 Harbor Street',
    '',
    'Oakland',
    'CA',
    '94607',
    '',
    '',
    '',
    'Unstarted',
  ])
  expect(records[1]?.slice(0, 6)).toEqual(['P', '25-02-0001', '', '03-000', 'Concrete', '1'])
  expect(records[4]?.slice(0, 10)).toEqual(['C', '25-02-0001', '', '03-100', 'MAT', 'Material', '', '', '', ''])
})

test('of a job its row, its categories and its codes without categories are looked for, never descriptions of codes', () => {
  const [row, codes, categories] = render('job', job).probes
  expect(row?.rows).toEqual([['25-02-0001', 'Harbor Street', '12 Harbor Street', '', 'Oakland', 'CA', '94607']])
  expect(codes?.rows).toEqual([['25-02-0001', '', '03-000']])
  expect(categories?.rows).toEqual([
    ['25-02-0001', '', '03-100', 'LAB'],
    ['25-02-0001', '', '03-100', 'MAT'],
  ])
  expect(categories).toMatchObject({ complete: false, key: 4 })
  expect(categories?.where).toEqual([
    { column: 'Job', op: '=', value: '25-02-0001' },
    { column: 'Cost_Code', op: 'in', value: ['03-100'] },
  ])
})

test('very many codes are looked for by the job alone', () => {
  const many = Array.from({ length: 101 }, (_, index) => ({ ...job.costCodes[0], code: `03-${index}` }))
  const [, codes] = render('job', { ...job, costCodes: many }).probes
  expect(codes?.where).toEqual([{ column: 'Job', op: '=', value: '25-02-0001' }])
})

test('new cost codes of a job that exists go without a job record and have no key of their own', () => {
  expect(lines('cost-code', costCodeSet).map((record) => record.slice(0, 2))).toEqual([
    ['P', '25-02-0001'],
    ['P', '25-02-0001'],
    ['C', '25-02-0001'],
    ['C', '25-02-0001'],
  ])
  expect(sage300cre.exports['cost-code']?.naturalKey(costCodeSet)).toBeUndefined()
  expect(sage300cre.exports.commitment?.naturalKey(commitment)).toBe('25-001-01')
})

test('a timesheet becomes a time entry for each timecard, all with the mark, which alone finds them', () => {
  const [first, second] = lines('timecards', timesheet)
  expect(first).toEqual([
    ...['PRT', 'A1B2C3D4E5', '1007', '03/30/2025', '03/25/2025', 'HOURLY', '25-02-0001', '', '03-100', 'LAB'],
    ...['8.00', '1.50', '0.00', 'Forms', 'A1B2C3D4E5', '1'],
  ])
  expect(second?.slice(12)).toEqual(['4.25', '', 'A1B2C3D4E5', '2'])
  const [probe] = render('timecards', timesheet).probes
  expect(probe).toMatchObject({
    tables: ['PRT_NEW__TIME', 'PRT_CURRENT__TIME'],
    where: [{ column: 'Ref_1', op: '=', value: 'A1B2C3D4E5' }],
    key: 1,
    complete: true,
    identity: true,
  })
  expect(probe?.rows[0]?.slice(0, 4)).toEqual(['1', '1007', '2025-03-30', '2025-03-25'])
  expect(sage300cre.exports.timecards?.naturalKey(timesheet)).toBeUndefined()
})

test('a budget is an import of estimates under its own batch, and one of worksheets where forecasts go along', () => {
  const { files, shown } = render('budget', budget)
  expect(files.map((file) => file.task)).toEqual(['jc-import-estimates', 'jc-import-transactions'])
  const [first, second, third, fourth] = lines('budget', budget)
  const mark = ['A1B2C3D4E5', '', '', 'A1B2C3D4E5']
  expect(first).toEqual([
    ...['C', '25-02-0001', '', '03-100', 'LAB', 'Labor', '04/01/2025', '', '', '12500.00', ''],
    ...mark,
  ])
  expect(second?.[9]).toBe('-300.5')
  const place = ['25-02-0001', '', '03-100', 'LAB', '04/01/2025', '']
  const ends = ['', '', 'A1B2C3D4E5', '', '', '', 'A1B2C3D4E5']
  expect(third).toEqual([
    ...['T', 'Misc worksheet 1', ...place, 'Estimated Cost at Complete', '', '', '13000.00'],
    ...ends,
  ])
  expect(fourth).toEqual(['T', 'Misc worksheet 2', ...place, 'Forecast to Complete', '', '', '500.00', ...ends])
  expect(shown.map((each) => [each.file, each.record])).toEqual([
    [0, 'C'],
    [0, 'C'],
    [1, 'T'],
    [1, 'T'],
  ])
  const alone = { ...budget, estimatedCostAtCompletion: [], forecastToComplete: [] }
  expect(render('budget', alone).files.map((file) => file.task)).toEqual(['jc-import-estimates'])
})

test('units go along with a budget where the document has them', () => {
  const withUnits = { ...budget, lines: [{ ...budget.lines[0], quantity: '40', uom: 'CY' }] }
  expect(lines('budget', withUnits)[0]?.slice(7, 10)).toEqual(['40', 'CY', '12500.00'])
  expect(render('budget', withUnits).probes[0]?.rows[0]?.[8]).toBe('40')
})

test('a budget change is a job header and an estimate change for each line', () => {
  const { files } = render('budget-change', budgetChange)
  expect(files.map((file) => file.task)).toEqual(['jc-import-transactions'])
  const [header, from, to, ...worksheets] = lines('budget-change', budgetChange)
  expect(header).toEqual(['J', '25-02-0001', 'Harbor Street', '12 Harbor Street', '', 'Oakland', 'CA', '94607'])
  expect(from).toEqual([
    ...['T', 'Approved est changes', '25-02-0001', '', '03-100', 'LAB', '04/01/2025', '', 'Labor', '', '', '-250.00'],
    ...['', '', 'A1B2C3D4E5', '3', '', '', 'A1B2C3D4E5'],
  ])
  expect(to?.slice(4, 12)).toEqual(['03-200', 'LAB', '04/01/2025', '', 'Labor', '', '', '250.00'])
  expect(worksheets.map((each) => each[1])).toEqual(['Misc worksheet 1', 'Misc worksheet 2'])
})

test('entries that only add have no key: one look under our mark must find all of them and nothing else', () => {
  for (const [kind, document, types] of [
    ['budget', budget, ['Original estimate', 'Original estimate', 'Misc worksheet 1', 'Misc worksheet 2']],
    [
      'budget-change',
      budgetChange,
      ['Approved est changes', 'Approved est changes', 'Misc worksheet 1', 'Misc worksheet 2'],
    ],
  ] as const) {
    expect(sage300cre.exports[kind]?.naturalKey(document)).toBeUndefined()
    const { probes } = render(kind, document)
    expect(probes).toHaveLength(1)
    expect(probes[0]).toMatchObject({
      tables: ['JCT_NEW__TRANSACTION', 'JCT_CURRENT__TRANSACTION'],
      where: [{ column: 'Chg_Mgmt_Ref_2', op: '=', value: 'A1B2C3D4E5' }],
      key: 7,
      complete: true,
      identity: true,
    })
    expect(probes[0]?.columns.map((each) => each.name)).toEqual(
      'Job Extra Cost_Code Category Transaction_Type Contract Item Amount Units'.split(' '),
    )
    expect(probes[0]?.rows.map((row) => row[4])).toEqual(types)
    expect(probes[0]?.rows[0]?.slice(0, 4)).toEqual(['25-02-0001', '', '03-100', 'LAB'])
  }
})

test('the page shows the same records with the names of their fields', () => {
  const { shown } = render('commitment', commitment)
  expect(shown.map((each) => each.record)).toEqual(['COM', 'COMI', 'COMI'])
  expect(shown[0]?.fields).toContainEqual({ name: 'Gusset_Ref', value: 'A1B2C3D4E5' })
})

test('a customer’s own layout moves the fields and narrows the limits', () => {
  const own = structuredClone(commitmentLayout)
  for (const field of own.records[0]?.fields ?? []) {
    if (field.name === 'Gusset_Ref') field.at = 150
    if (field.name === 'Description') field.length = 20
  }
  const mapping = sage300creWith([own]).exports.commitment
  const record = mapping?.render(commitment, context).files[0]?.records[0]
  expect(record).toHaveLength(150)
  expect(record?.[149]?.value).toBe('A1B2C3D4E5')
  expect(mapping?.check({ ...commitment, title: 'x'.repeat(21) }).map((each) => each.sentence)).toEqual([
    'Title is 21 characters long; Sage 300 CRE takes at most 20.',
  ])
})

test('a layout that cannot be used is refused with everything that is wrong', () => {
  const field = { at: 1, name: 'Commitment', type: 'alpha', source: 'guessed' }
  const broken = { task: 'jc-import-commitments', title: 'x', records: [{ id: 'COM', name: 'c', fields: [field] }] }
  expect(() => sage300creWith([broken])).toThrow(
    /“Commitment”: “source” is not one of .*; .*needs a “length”; .*place 1 is taken/,
  )
  expect(() => sage300creWith([{ ...broken, task: 'other', records: [] }])).toThrow(
    /“records”|belongs to no import task/,
  )
  const short = structuredClone(commitmentLayout)
  short.records.forEach((record) => {
    record.fields = record.fields.filter((each) => each.name !== 'Gusset_Ref')
  })
  expect(() => sage300creWith([short])).toThrow(/no field “Gusset_Ref”/)
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
