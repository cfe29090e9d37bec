import { expect, test } from 'vitest'
import {
  cellsOf,
  commitmentLine,
  distributionLine,
  exampleBooks,
  FILE,
  invoiceLine,
  itemLine,
  refusals,
  TASK,
} from '../fixture.ts'
import type { Books } from './books.ts'
import { DESK_ACTIONS } from './desk.ts'

const KEY = ['BAYPAVE', 'BP-1']
const SIBLING = 'The invoice was not imported because another record of it was refused.'
const AP = 'Ap Invoice Api import failed with error message: '
const noEntity = (type: string): string => `No entities could be found of type [${type}] with given where clause.`

/** Books with a commitment of one item, 531,524.00. */
function books(): Books {
  const made = exampleBooks()
  made.import(TASK.commitments, FILE, commitmentLine() + itemLine())
  return made
}

const send = (at: Books, ...lines: string[]): string => at.import(TASK.invoices, FILE, lines.join('')).report
const desk = (at: Books, action: string, body: Record<string, unknown> = {}): unknown =>
  DESK_ACTIONS[action]?.(at, body)
const ofKey = { vendor: 'BAYPAVE', invoice: 'BP-1' }

/** Formats page, `ap-import-invoices`, "Checks"; the sentences are those of the source's error table (reference 6). */
const HEADER: readonly (readonly [rule: string, change: Record<number, string>, sentence: string])[] = [
  ['vendor missing', { 2: '"NOBODY"' }, 'Vendor is inactive/has been archived.'],
  ['vendor inactive', { 2: '"OLDMILL"' }, 'Vendor is inactive/has been archived.'],
  ['amount not the sum', { 5: '999.99' }, '[Amount] is not the sum of the distributions, which is 1000.00.'],
  ['a field that is not modelled', { 7: '1.00' }, 'UNSUPPORTED: [DiscountOffered] is not modelled and must be empty.'],
]

test.each(HEADER)('header refused: %s', (_rule, change, sentence) => {
  expect(refusals(send(books(), invoiceLine(change), distributionLine()))[0]).toBe(sentence)
})

const LINE: readonly (readonly [rule: string, change: Record<number, string>, sentence: string])[] = [
  ['commitment missing', { 2: '"SC-OTHER"' }, noEntity('Commitment')],
  ['commitment item missing', { 3: '7' }, noEntity('CommitmentItem')],
  ['another code than the item’s', { 6: '"02-100"' }, noEntity('CommitmentItem')],
  ['job closed', { 2: '', 3: '', 4: '"23-0042"' }, 'Job has been closed.'],
  [
    'nothing on it',
    { 14: '0.00', 16: '0.00' },
    "The document's codings are incomplete: The distribution has no amount.",
  ],
]

test.each(LINE)('distribution refused: %s', (_rule, change, sentence) => {
  expect(refusals(send(books(), invoiceLine(), distributionLine(change)))).toEqual([SIBLING, sentence])
})

test('"Document already exists for specified vendor and code", unposted and posted', () => {
  const at = books()
  const known =
    "There are errors in the document's codings. Errors: Document already exists for specified vendor and code [BP-1]."
  expect(refusals(send(at, invoiceLine(), distributionLine()))).toEqual([])
  expect(refusals(send(at, invoiceLine(), distributionLine()))).toEqual([known, SIBLING])
  desk(at, 'invoice-post', ofKey)
  expect(refusals(send(at, invoiceLine(), distributionLine()))).toEqual([known, SIBLING])
})

test('"The document has no distributions"', () => {
  expect(refusals(send(books(), invoiceLine({ 5: '0.00' })))).toEqual([
    "The document's codings are incomplete: The document has no distributions.",
  ])
})

test('"GL period closed.  Entry not allowed.": by the accounting date, on import and on posting', () => {
  const at = books()
  at.knobs = { ...at.knobs, glClosedThrough: '2025-06' }
  expect(refusals(send(at, invoiceLine({ 13: '06/30/2025' }), distributionLine()))[0]).toBe(
    `${AP}GL period closed.  Entry not allowed. (06\\30\\2025).`,
  )
  expect(refusals(send(at, invoiceLine({ 13: '07/01/2025' }), distributionLine()))).toEqual([])
  at.knobs = { ...at.knobs, glClosedThrough: '2025-07' }
  expect(() => desk(at, 'invoice-post', ofKey)).toThrow('GL period closed')
})

test('"amount invoiced exceeds approved amount plus tolerance": only beyond both, and only where the setting is an error', () => {
  const at = books()
  const large = [invoiceLine({ 5: '531624.01' }), distributionLine({ 14: '531624.01' })]
  at.knobs = { ...at.knobs, commitmentTolerance: '100' }
  expect(refusals(send(at, ...large))[0]).toBe(
    `${AP}Commitment SC-2977-01 - amount invoiced exceeds approved amount plus tolerance.`,
  )
  const just = [invoiceLine({ 5: '531624.00' }), distributionLine({ 14: '531624.00' })]
  expect(refusals(send(at, ...just))).toEqual([])
  const cent = [invoiceLine({ 3: '"BP-2"', 5: '0.01' }), distributionLine({ 14: '0.01', 16: '' })]
  expect(refusals(send(at, ...cent))[0]).toContain('exceeds approved amount')
  at.knobs = { ...at.knobs, commitmentTolerance: '' }
  expect(refusals(send(at, ...cent))).toEqual([])
})

test('"[X] is an invalid expense account": a control account takes no entries of others', () => {
  const at = books()
  desk(at, 'control-account', { account: '5000-S', control: 'true' })
  expect(refusals(send(at, invoiceLine(), distributionLine()))[1]).toBe(`${AP} [5000-S] is an invalid expense account.`)
  desk(at, 'control-account', { account: '5000-S', control: 'false' })
  expect(refusals(send(at, invoiceLine(), distributionLine()))).toEqual([])
})

test('"Retainage is held per distribution" (reference 3.4), and "may not release more than is held on that line" (formats page, "Released retainage")', () => {
  const at = books()
  send(at, invoiceLine(), distributionLine())
  const release = (amount: string) =>
    refusals(send(at, invoiceLine({ 3: '"BP-2"', 5: '0.00' }), distributionLine({ 14: '', 16: amount })))
  expect(release('-100.01')[0]).toBe('[Retainage] is more than is held on the commitment item.')
  expect(release('-100.00')).toEqual([])
  expect(cellsOf(at, 'API_NEW__INVOICE', ['BAYPAVE', 'BP-2'], ['Amount', 'Retainage'])).toEqual(['0.00', '-100.00'])
})

test('"Post Invoices > master.apm + current.apt … plus entries to JC" (reference 3.4): "AP Cost (with Commitment)" (data mapping), and what is invoiced moves', () => {
  const at = books()
  send(at, invoiceLine(), distributionLine())
  expect(cellsOf(at, 'JCM_MASTER__COMMITMENT', ['SC-2977-01'], ['Amount_Invoiced'])).toEqual(['0.00'])
  desk(at, 'invoice-post', ofKey)
  expect(cellsOf(at, 'JCM_MASTER__COMMITMENT', ['SC-2977-01'], ['Amount_Invoiced'])).toEqual(['1000.00'])
  expect(cellsOf(at, 'JCM_MASTER__COMMITMENT_ITEM', ['SC-2977-01', '1'], ['Units_Invoiced'])).toEqual(['6.5000'])
  const category = ['25-2977', '', '02-200', 'S']
  expect(cellsOf(at, 'JCM_MASTER__CATEGORY', category, ['Commitment_Invoiced', 'JTD_Cost'])).toEqual([
    '1000.00',
    '1000.00',
  ])
  expect(at.tables.API_NEW__INVOICE.count).toBe(0)
  expect(cellsOf(at, 'APM_MASTER__INVOICE', KEY, ['Status', 'Retainage', 'Invoice_Code_2'])).toEqual([
    'Open',
    '100.00',
    'AB12CD34EF',
  ])
})

test('"Original Amount - Retainage" is due (data mapping, "Subcontractor Invoices"): paid in part, in full, and taken back', () => {
  const at = books()
  send(at, invoiceLine(), distributionLine())
  expect(() => desk(at, 'invoice-pay', { ...ofKey, check: '1' })).toThrow('no posted invoice')
  desk(at, 'invoice-post', ofKey)
  const standing = () => cellsOf(at, 'APM_MASTER__INVOICE', KEY, ['Status', 'Amount_Paid'])
  desk(at, 'invoice-pay', { ...ofKey, check: '1', amount: '300' })
  expect(standing()).toEqual(['Partially paid', '300.00'])
  expect(() => desk(at, 'invoice-pay', { ...ofKey, check: '2', amount: '600.01' })).toThrow('what is due, 600.00')
  expect(desk(at, 'invoice-pay', { ...ofKey, check: '2' })).toEqual({ payment: '2', amount: '600.00' })
  expect(standing()).toEqual(['Fully paid', '900.00'])
  const category = ['25-2977', '', '02-200', 'S']
  expect(cellsOf(at, 'JCM_MASTER__CATEGORY', category, ['JTD_Dollars_Paid'])).toEqual(['900.00'])
  desk(at, 'payment-void', { ...ofKey, payment: '2' })
  expect(standing()).toEqual(['Partially paid', '300.00'])
  expect(() => desk(at, 'payment-void', { ...ofKey, payment: '2' })).toThrow('void already')
})

test('"Sets both codes of the invoice, posted or not" (formats page, `ap-import-invoice-codes`); of none that is not there', () => {
  const at = books()
  const codes = (one: string) => at.import(TASK.invoiceCodes, FILE, `"APIC","BAYPAVE","BP-1","${one}","AB12CD34EF"\r\n`)
  expect(refusals(codes('17').report)).toEqual([noEntity('Invoice')])
  send(at, invoiceLine(), distributionLine())
  expect(refusals(codes('17').report)).toEqual([])
  desk(at, 'invoice-post', ofKey)
  expect(refusals(codes('18').report)).toEqual([])
  expect(cellsOf(at, 'APM_MASTER__INVOICE', KEY, ['Invoice_Code_1', 'Invoice_Code_2'])).toEqual(['18', 'AB12CD34EF'])
})

test('"in a folder set to half-applied files, up to the bad record" (formats page, `ap-import-invoices`)', () => {
  const at = books()
  at.knobs = { ...at.knobs, atomicFile: false }
  const report = send(at, invoiceLine(), distributionLine(), distributionLine({ 3: '7' }))
  expect(refusals(report)).toEqual([noEntity('CommitmentItem')])
  expect(at.tables.API_NEW__DISTRIBUTION.count).toBe(1)
})
