import type { Books } from './books.ts'
import { nextEntry, type Runs } from './entries.ts'
import type { Session, Verdict } from './import.ts'
import { isZero } from './money.ts'
import { postEntries } from './post.ts'
import type { ImportRecord } from './reader.ts'
import { categoryProblem, costCodeProblem, jobProblem } from './setup.ts'
import type { Row } from './table.ts'

const SIBLING = 'The entry was not imported because another record of its file was refused.'
const SCHEDULED_VALUE = 'Aprvd schdl val chng'

/**
 * `jc-import-transactions`. "All entries of a file are taken or refused together when the folder is set to whole files; a folder set to
 * half-applied files takes the records before the bad one."
 */
export function transactionSession(books: Books): Session {
  const runs: Runs = new Map()
  const waiting: ImportRecord[] = []
  const valueChanges: Row[] = []
  let broken = false
  const apply = (record: ImportRecord): void => {
    if (record.id !== 'T') return
    const entry = enter(books, runs, record)
    if (record.values.TransactionType === SCHEDULED_VALUE) valueChanges.push(entry)
  }
  const takeNow = (record: ImportRecord): Verdict => {
    const refused = broken ? SIBLING : (record.problem ?? check(books, record))
    broken = refused !== null
    if (!broken) apply(record)
    return { record, refused }
  }
  const settleWhole = (): Verdict[] => {
    const problems = waiting.map((record) => record.problem ?? check(books, record))
    if (problems.some((problem) => problem !== null))
      return waiting.map((record, at) => ({ record, refused: problems[at] ?? SIBLING }))
    for (const record of waiting) apply(record)
    return waiting.map((record) => ({ record, refused: null }))
  }
  return {
    take: (record) => {
      if (!books.knobs.atomicFile) return { verdicts: [takeNow(record)] }
      waiting.push(record)
      return { verdicts: [] }
    },
    end: () => {
      const verdicts = settleWhole()
      if (valueChanges.length > 0) postEntries(books, valueChanges)
      return verdicts
    },
  }
}

type Values = (name: string) => string

function check(books: Books, record: ImportRecord): string | null {
  const of = (name: string): string => record.values[name] ?? ''
  if (record.id === 'J') return jobProblem(books, of('Code'), '')
  if (isZero(of('Amount'))) return "[Amount] Can't be zero."
  return of('TransactionType') === SCHEDULED_VALUE
    ? scheduledValueProblem(books, of)
    : categoryProblem(books, of('Job'), of('Extra'), of('CostCode'), of('Category'))
}

/** "May stand on the job alone or on a cost code, takes no category, and names contract and item together or neither." */
function scheduledValueProblem(books: Books, of: Values): string | null {
  const problem = jobProblem(books, of('Job'), of('Extra'))
  if (problem) return problem
  if (of('Category') !== '') return '[Category] must be blank.'
  if (of('Contract') !== '' && of('ContractItem') === '') return "[ContractItem] Can't be blank."
  if (of('Contract') === '' && of('ContractItem') !== '') return "[Contract] Can't be blank."
  return of('CostCode') === '' ? null : costCodeProblem(books, of('Job'), of('Extra'), of('CostCode'))
}

function enter(books: Books, runs: Runs, record: ImportRecord): Row {
  const of = (name: string): string => record.values[name] ?? ''
  const { run, batch, sequence } = nextEntry(books, runs, of('Batch'), 'JCT')
  return books.insert('JCT_NEW__TRANSACTION', {
    Job: of('Job'),
    Extra: of('Extra'),
    Cost_Code: of('CostCode'),
    Category: of('Category'),
    Transaction_Type: of('TransactionType'),
    Run: run,
    Sequence: sequence,
    Transaction_Date: of('TransactionDate'),
    Accounting_Date: of('AccountingDate') || of('TransactionDate'),
    Description: of('Description'),
    Units: of('Units'),
    Unit_Cost: of('UnitCost'),
    Amount: of('Amount'),
    Application_of_Origin: 'JC',
    Batch: batch,
    Ref_1: of('Reference1'),
    Ref_2: of('Reference2'),
    Chg_Mgmt_Ref_1: of('ChangeManagementReference1'),
    Chg_Mgmt_Ref_2: of('ChangeManagementReference2'),
    Contract: of('Contract'),
    Item: of('ContractItem'),
  })
}
