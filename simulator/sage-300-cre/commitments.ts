import type { Books } from './books.ts'
import type { Session, Verdict } from './import.ts'
import { postsCommitments } from './knobs.ts'
import { COMMITMENT_TYPES } from './layouts.ts'
import { addDecimal, formatDecimal, parseDecimal, roundOff } from './money.ts'
import { postBatch } from './post.ts'
import type { ImportRecord } from './reader.ts'
import { categoryProblem, jobProblem, noEntity } from './setup.ts'

/** A commitment on its way in: its header, and the run of its `Committed cost` entries. */
interface Pending {
  records: ImportRecord[]
  header: ImportRecord | null
  /** Half-applied files: records before a bad one stay, those after it are not taken. */
  broken: boolean
  items: Set<string>
  run: string
  batch: string
  entries: number
}

const SIBLING = 'The commitment was not imported because another record of it was refused.'

/**
 * `jc-import-commitments`. "A commitment is taken or refused as a whole when the folder is set to whole files; a folder set to
 * half-applied files takes the records before the bad one."
 */
export function commitmentSession(books: Books): Session {
  let pending: Pending | null = null
  const settle = (): Verdict[] => {
    if (!pending) return []
    const settled = pending
    pending = null
    return books.knobs.atomicFile ? settleWhole(books, settled) : settleHalf(books, settled)
  }
  return {
    take: (record) => {
      const before = record.id === 'COM' || !pending ? settle() : []
      if (!pending) pending = open(record)
      if (!books.knobs.atomicFile) return { verdicts: [...before, takeNow(books, pending, record)] }
      pending.records.push(record)
      return { verdicts: before }
    },
    end: settle,
  }
}

function open(record: ImportRecord): Pending {
  const header = record.id === 'COM' ? record : null
  return { records: [], header, broken: false, items: new Set(), run: '', batch: '', entries: 0 }
}

function settleWhole(books: Books, pending: Pending): Verdict[] {
  const items = new Set<string>()
  const problems = pending.records.map((record) => record.problem ?? check(books, pending, record, items))
  if (problems.some((problem) => problem !== null)) {
    return pending.records.map((record, at) => ({ record, refused: problems[at] ?? SIBLING }))
  }
  for (const record of pending.records) apply(books, pending, record)
  return [...settleHalf(books, pending), ...pending.records.map((record) => ({ record, refused: null }))]
}

/** The commitment has ended: its batch is posted when the version does that. */
function settleHalf(books: Books, pending: Pending): Verdict[] {
  if (pending.entries > 0 && postsCommitments(books.knobs.productVersion)) postBatch(books, pending.batch)
  return []
}

function takeNow(books: Books, pending: Pending, record: ImportRecord): Verdict {
  const problem = pending.broken ? SIBLING : (record.problem ?? check(books, pending, record, pending.items))
  if (problem !== null) {
    pending.broken = true
    return { record, refused: problem }
  }
  apply(books, pending, record)
  return { record, refused: null }
}

function check(books: Books, pending: Pending, record: ImportRecord, items: Set<string>): string | null {
  const of = (name: string): string => record.values[name] ?? ''
  if (record.id === 'COM') return checkHeader(books, of)
  if (!pending.header || pending.header.values.Code !== of('Commitment'))
    return 'The header of a commitment stands before its items.'
  if (items.has(of('ItemNumber'))) return `A commitment item with number [${of('ItemNumber')}] already exists.`
  items.add(of('ItemNumber'))
  const place = categoryProblem(books, of('Job'), of('Extra'), of('CostCode'), of('Category'))
  return place ?? amountProblem(of) ?? taxProblem(books, of)
}

export type Values = (name: string) => string

function checkHeader(books: Books, of: Values): string | null {
  if (books.knobs.duplicateRefused && books.get('JCM_MASTER__COMMITMENT', of('Code'))) {
    return `A commitment with code [${of('Code')}] already exists.`
  }
  const vendor = books.get('APM_MASTER__VENDOR', of('Vendor'))
  if (!vendor || books.text('APM_MASTER__VENDOR', vendor, 'Inactive') === '1')
    return 'Vendor is inactive/has been archived.'
  return (of('Job') === '' ? null : jobProblem(books, of('Job'), '')) ?? taxGroupProblem(books, of)
}

/** "A tax group that the folder does not have is refused". */
function taxGroupProblem(books: Books, of: Values): string | null {
  if (of('TaxGroup') === '' || books.get('TXM_MASTER__TAX_GROUP', of('TaxGroup'))) return null
  return noEntity('TaxGroup')
}

/** "A tax on an item without a tax group is refused". */
function taxProblem(books: Books, of: Values): string | null {
  const taxed = of('Tax') !== '' && parseDecimal(of('Tax'), 2) !== 0n
  return taxed && of('TaxGroup') === '' ? '[Tax] needs a tax group.' : taxGroupProblem(books, of)
}

const LINE_LIMIT = 99_999_999n

/** Why a line of a commitment or of its change order cannot have this amount, or null. */
export function amountProblem(of: Values, unitCost = of('UnitCost')): string | null {
  const amount = parseDecimal(of('Amount'), 2)
  if (amount > LINE_LIMIT || amount < -LINE_LIMIT) return '[Amount] is too large, maximum is 999999.99.'
  if (of('Units') === '' || unitCost === '') return null
  const product = roundOff(parseDecimal(of('Units'), 4) * parseDecimal(unitCost, 4), 6)
  return product === amount ? null : `[Amount] is not units times unit cost, which is ${formatDecimal(product, 2)}.`
}

function apply(books: Books, pending: Pending, record: ImportRecord): void {
  const of = (name: string): string => record.values[name] ?? ''
  if (record.id === 'COM') applyHeader(books, of)
  else applyItem(books, pending, of)
}

/** A code in use (only where duplicates pass) keeps its header and takes the later reference. */
function applyHeader(books: Books, of: Values): void {
  const known = books.get('JCM_MASTER__COMMITMENT_CUSTOM_FIELDS', of('Code'))
  if (known) {
    books.change('JCM_MASTER__COMMITMENT_CUSTOM_FIELDS', known, { Gusset_Ref: of('Gusset_Ref') })
    return
  }
  books.insert('JCM_MASTER__COMMITMENT', {
    Commitment: of('Code'),
    Commitment_Type: COMMITMENT_TYPES[of('CommitmentType')] ?? '',
    Description: of('Description'),
    Vendor: of('Vendor'),
    Job: of('Job'),
    Date: of('Date') || null,
    Retainage_Percent: of('RetainagePercent'),
    Tax_Group: of('TaxGroup'),
  })
  books.insert('JCM_MASTER__COMMITMENT_CUSTOM_FIELDS', { Commitment: of('Code'), Gusset_Ref: of('Gusset_Ref') })
}

/** "Each item makes a `Committed cost` entry in new.jct". */
function applyItem(books: Books, pending: Pending, of: Values): void {
  insertItem(books, of)
  const header = books.get('JCM_MASTER__COMMITMENT', of('Commitment'))
  if (header) {
    const before = books.text('JCM_MASTER__COMMITMENT', header, 'Amount')
    books.change('JCM_MASTER__COMMITMENT', header, { Amount: addDecimal(before, of('Amount'), 2) })
  }
  enterCommittedCost(books, pending, of)
}

/** An item as its record says. */
export function insertItem(books: Books, of: Values): void {
  books.insert('JCM_MASTER__COMMITMENT_ITEM', {
    Commitment: of('Commitment'),
    Item_Number: of('ItemNumber'),
    Description: of('Description'),
    Job: of('Job'),
    Extra: of('Extra'),
    Cost_Code: of('CostCode'),
    Category: of('Category'),
    Tax_Group: of('TaxGroup'),
    Units: of('Units'),
    Unit_Description: of('UnitDescription'),
    Unit_Cost: of('UnitCost'),
    Amount: of('Amount'),
    Tax: of('Tax'),
    Retainage_Percent: of('RetainagePercent'),
    Delivery_Date: of('DeliveryDate') || null,
    Standard_Item: of('StandardItem'),
    Scope: of('Scope'),
  })
}

function enterCommittedCost(books: Books, pending: Pending, of: Values): void {
  if (pending.entries === 0) {
    pending.run = String(books.nextRun())
    pending.batch = books.nextBatch('COM')
  }
  pending.entries += 1
  const header = pending.header?.values ?? {}
  const date = header.Date || books.today()
  books.insert('JCT_NEW__TRANSACTION', {
    Job: of('Job'),
    Extra: of('Extra'),
    Cost_Code: of('CostCode'),
    Category: of('Category'),
    Transaction_Type: 'Committed cost',
    Run: pending.run,
    Sequence: String(pending.entries),
    Transaction_Date: date,
    Accounting_Date: date,
    Description: of('Description'),
    Units: of('Units'),
    Unit_Cost: of('UnitCost'),
    Amount: of('Amount'),
    Application_of_Origin: 'JC',
    Batch: pending.batch,
    Vendor: header.Vendor ?? '',
    Commitment: of('Commitment'),
    Commitment_Line_Item: of('ItemNumber'),
  })
}
