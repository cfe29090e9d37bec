import type { Books } from './books.ts'
import { amountProblem, insertItem, type Values } from './commitments.ts'
import type { Session, Verdict } from './import.ts'
import { postsCommitments } from './knobs.ts'
import { addDecimal, isZero } from './money.ts'
import { postBatch } from './post.ts'
import type { ImportRecord } from './reader.ts'
import { categoryProblem, jobProblem, noEntity } from './setup.ts'
import type { Row } from './table.ts'

const COMMITMENT = 'JCM_MASTER__COMMITMENT'
const ITEM = 'JCM_MASTER__COMMITMENT_ITEM'
const CHANGE = 'JCM_MASTER__COMMITMENT_CO'
const CHANGE_ITEM = 'JCM_MASTER__COMMITMENT_CO_ITEM'

/** A change order on its way in, and the run of its `Aprvd cmmtt cst chng` entries. */
interface Pending {
  records: ImportRecord[]
  /** `commitment/number` of its `COCO` record; null when items come without one. */
  key: string | null
  /** Half-applied files: records before a bad one stay, those after it are not taken. */
  broken: boolean
  items: Set<string>
  run: string
  batch: string
  entries: number
}

const SIBLING = 'The change order was not imported because another record of it was refused.'

/**
 * `jc-import-commitment-changes`. New items are taken one by one; "a change order is taken or refused as a whole when the folder is set
 * to whole files; a folder set to half-applied files takes the records before the bad one".
 */
export function commitmentChangeSession(books: Books): Session {
  let pending: Pending | null = null
  const settle = (): Verdict[] => {
    if (!pending) return []
    const settled = pending
    pending = null
    const verdicts = books.knobs.atomicFile ? takeWhole(books, settled) : []
    if (settled.entries > 0 && postsCommitments(books.knobs.productVersion)) postBatch(books, settled.batch)
    return verdicts
  }
  return {
    take: (record) => {
      if (record.id === 'COMI') return { verdicts: [...settle(), takeNewItem(books, record)] }
      const before = record.id === 'COCO' || !pending ? settle() : []
      if (!pending) pending = open(record)
      if (!books.knobs.atomicFile) return { verdicts: [...before, takeNow(books, pending, record)] }
      pending.records.push(record)
      return { verdicts: before }
    },
    end: settle,
  }
}

function open(record: ImportRecord): Pending {
  const key = record.id === 'COCO' ? record.key : null
  return { records: [], key, broken: false, items: new Set(), run: '', batch: '', entries: 0 }
}

function takeWhole(books: Books, pending: Pending): Verdict[] {
  const problems = pending.records.map((record) => record.problem ?? check(books, pending, record))
  if (problems.some((problem) => problem !== null)) {
    return pending.records.map((record, at) => ({ record, refused: problems[at] ?? SIBLING }))
  }
  for (const record of pending.records) apply(books, pending, record)
  return pending.records.map((record) => ({ record, refused: null }))
}

function takeNow(books: Books, pending: Pending, record: ImportRecord): Verdict {
  const refused = pending.broken ? SIBLING : (record.problem ?? check(books, pending, record))
  if (refused === null) apply(books, pending, record)
  else pending.broken = true
  return { record, refused }
}

const valuesOf =
  (record: ImportRecord): Values =>
  (name) =>
    record.values[name] ?? ''

/** "Commitment missing or closed"; a job that is closed comes first. */
function commitmentProblem(books: Books, of: Values): string | null {
  const row = books.get(COMMITMENT, of('Commitment'))
  if (!row) return 'Commitment has been archived.'
  const job = books.text(COMMITMENT, row, 'Job')
  const jobSays = job === '' ? null : jobProblem(books, job, '')
  if (jobSays) return jobSays
  return books.text(COMMITMENT, row, 'Closed') === '1' ? 'Commitment has been archived.' : null
}

function takeNewItem(books: Books, record: ImportRecord): Verdict {
  const of = valuesOf(record)
  const refused = record.problem ?? newItemProblem(books, of)
  if (refused === null) {
    insertItem(books, of)
    books.insert('JCM_MASTER__COMMITMENT_ITEM_CUSTOM_FIELDS', {
      Commitment: of('Commitment'),
      Item_Number: of('ItemNumber'),
      Gusset_Ref: of('Gusset_Ref'),
    })
  }
  return { record, refused }
}

function newItemProblem(books: Books, of: Values): string | null {
  const missing = commitmentProblem(books, of)
  if (missing) return missing
  if (books.knobs.duplicateRefused && books.get(ITEM, of('Commitment'), of('ItemNumber')))
    return 'A contract item already exists on this contract with the specified code.'
  if (!isZero(of('Amount'))) return 'UNSUPPORTED: an item that comes with an amount of its own.'
  return categoryProblem(books, of('Job'), of('Extra'), of('CostCode'), of('Category'))
}

function check(books: Books, pending: Pending, record: ImportRecord): string | null {
  const of = valuesOf(record)
  return record.id === 'COCO' ? orderProblem(books, of) : itemProblem(books, pending, of)
}

/** "Number in use on this commitment … on another one". */
function orderProblem(books: Books, of: Values): string | null {
  const missing = commitmentProblem(books, of)
  if (missing) return missing
  if (of('Status') !== 'Approved') return '[Status] must be Approved.'
  if (!books.knobs.duplicateRefused) return null
  if (books.get(CHANGE, of('Commitment'), of('Code')))
    return `A change order with code ${of('Code')} already exists on this contract.`
  const elsewhere = books.tables[CHANGE].by('Commitment_CO', of('Code'))
  return [...elsewhere].length > 0 ? 'A commitment change order already exists with the specified id.' : null
}

/** "A contract line item cannot be modified more than once on any CCO"; a unit-priced item keeps its unit cost. */
function itemProblem(books: Books, pending: Pending, of: Values): string | null {
  const [commitment, number, item] = [of('Commitment'), of('Code'), of('ItemNumber')]
  const orphan = pending.key === null && (books.knobs.atomicFile || !books.get(CHANGE, commitment, number))
  if (orphan || (pending.key !== null && pending.key !== `${commitment}/${number}`))
    return 'The change order stands before its items.'
  const missing = commitmentProblem(books, of)
  if (missing) return missing
  const row = books.get(ITEM, commitment, item)
  if (!row) return noEntity('CommitmentItem')
  const booked = books.knobs.duplicateRefused && books.get(CHANGE_ITEM, commitment, number, item)
  if (booked || pending.items.has(item))
    return `Contract line item [${item}] cannot be modified more than once on a change order.`
  pending.items.add(item)
  const is = (column: string): string => books.text(ITEM, row, column)
  const problem = categoryProblem(books, is('Job'), is('Extra'), is('Cost_Code'), is('Category'))
  if (problem) return problem
  const unitCost = is('Unit_Cost')
  if (of('UnitCost') !== '' && !isZero(unitCost) && of('UnitCost') !== unitCost)
    return `[UnitCost] does not match the unit cost of the commitment item, which is ${unitCost}.`
  return amountProblem(of, isZero(unitCost) ? '' : unitCost)
}

function apply(books: Books, pending: Pending, record: ImportRecord): void {
  const of = valuesOf(record)
  if (record.id === 'COCO') applyOrder(books, of)
  else applyItem(books, pending, of)
}

/** A number in use (only where duplicates pass) keeps its record and takes the later reference. */
function applyOrder(books: Books, of: Values): void {
  const known = books.get('JCM_MASTER__COMMITMENT_CO_CUSTOM_FIELDS', of('Commitment'), of('Code'))
  if (known) {
    books.change('JCM_MASTER__COMMITMENT_CO_CUSTOM_FIELDS', known, { Gusset_Ref: of('Gusset_Ref') })
    return
  }
  books.insert(CHANGE, {
    Commitment: of('Commitment'),
    Commitment_CO: of('Code'),
    Description: of('Description'),
    Date: of('Date') || null,
    Status: of('Status'),
    Approved_Date: of('ApprovedDate') || null,
  })
  books.insert('JCM_MASTER__COMMITMENT_CO_CUSTOM_FIELDS', {
    Commitment: of('Commitment'),
    Commitment_CO: of('Code'),
    Gusset_Ref: of('Gusset_Ref'),
  })
}

/** The item of the change order has the codes of the commitment's item, and makes one entry in new.jct. */
function applyItem(books: Books, pending: Pending, of: Values): void {
  const item = books.get(ITEM, of('Commitment'), of('ItemNumber')) as Row
  const is = (column: string): string => books.text(ITEM, item, column)
  books.insert(CHANGE_ITEM, {
    Commitment: of('Commitment'),
    Commitment_CO: of('Code'),
    Item_Number: of('ItemNumber'),
    Description: is('Description'),
    Job: is('Job'),
    Extra: is('Extra'),
    Cost_Code: is('Cost_Code'),
    Category: is('Category'),
    Units: of('Units'),
    Unit_Description: is('Unit_Description'),
    Unit_Cost: is('Unit_Cost'),
    Amount: of('Amount'),
  })
  const order = books.get(CHANGE, of('Commitment'), of('Code')) as Row
  const total = addDecimal(books.text(CHANGE, order, 'Amount'), of('Amount'), 2)
  books.change(CHANGE, order, { Amount: total })
  enterChange(books, pending, of, is, books.text(CHANGE, order, 'Date') || books.today())
}

function enterChange(books: Books, pending: Pending, of: Values, is: Values, date: string): void {
  if (pending.entries === 0) {
    pending.run = String(books.nextRun())
    pending.batch = books.nextBatch('CO')
  }
  pending.entries += 1
  const commitment = books.get(COMMITMENT, of('Commitment')) as Row
  books.insert('JCT_NEW__TRANSACTION', {
    Job: is('Job'),
    Extra: is('Extra'),
    Cost_Code: is('Cost_Code'),
    Category: is('Category'),
    Transaction_Type: 'Aprvd cmmtt cst chng',
    Run: pending.run,
    Sequence: String(pending.entries),
    Transaction_Date: date,
    Accounting_Date: date,
    Description: is('Description'),
    Units: of('Units'),
    Unit_Cost: is('Unit_Cost'),
    Amount: of('Amount'),
    Application_of_Origin: 'JC',
    Batch: pending.batch,
    Vendor: books.text(COMMITMENT, commitment, 'Vendor'),
    Commitment: of('Commitment'),
    Commitment_Line_Item: of('ItemNumber'),
    Commitment_CO: of('Code'),
  })
}

/** A change order of one item, entered at the desk; it carries no mark. Returns the sentence that refuses it, or null. */
export function enterChangeOrder(books: Books, values: Readonly<Record<string, string>>): string | null {
  const of: Values = (name) => values[name] ?? ''
  const record = (id: string): ImportRecord => ({ line: 1, raw: '', id, values, key: '', problem: null })
  const pending: Pending = { ...open(record('COCO')), key: `${of('Commitment')}/${of('Code')}` }
  const problem = orderProblem(books, of) ?? itemProblem(books, pending, of)
  if (problem === null) for (const id of ['COCO', 'COCOI']) apply(books, pending, record(id))
  return problem
}
