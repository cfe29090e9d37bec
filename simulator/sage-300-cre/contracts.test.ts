import { describe, expect, test } from 'vitest'
import { cellsOf, exampleBooks, FILE, refusals, valueChangeLine } from '../fixture.ts'
import type { Books } from './books.ts'
import { DESK_ACTIONS, type DeskBody } from './desk.ts'

function act(books: Books, action: string, body: DeskBody): unknown {
  return DESK_ACTIONS[action]?.(books, body)
}

const JOB = ['Original_Contract_Amount', 'Revised_Contract_Amount']

/** A job with a division and two cost codes under it, billed by quickbill at the level. */
function quickbillJob(level: string): Books {
  const books = exampleBooks()
  act(books, 'job', { job: '26-0001', name: 'Pier 1' })
  for (const costCode of ['02-000', '02-200', '02-400']) act(books, 'cost-code', { job: '26-0001', costCode })
  act(books, 'job-billing', { job: '26-0001', method: 'Use quickbill', level })
  return books
}

const value = (costCode: string, amount: string) => ({ job: '26-0001', costCode, amount })

describe('quickbill: "This Billing level will determine the level that the Schedule of Values (SOV) can be entered"', () => {
  test('Job: "a single, summarized, amount is all that can be entered for the project"', () => {
    const books = quickbillJob('Job')
    act(books, 'schedule-of-value', value('', '1000.10'))
    act(books, 'schedule-of-value', value('', '900.00'))
    expect(cellsOf(books, 'JCM_MASTER__JOB', ['26-0001'], JOB)).toEqual(['900.00', '900.00'])
    expect(() => act(books, 'schedule-of-value', value('02-400', '1.00'))).toThrow('at the job')
  })

  test('Division: "a Schedule of Value amount can be entered for each cost code division on the job"', () => {
    const books = quickbillJob('Division')
    act(books, 'schedule-of-value', value('02-000', '500.00'))
    expect(cellsOf(books, 'JCM_MASTER__COST_CODE', ['26-0001', '', '02-000'], ['Orig_Scheduled_Value'])).toEqual([
      '500.00',
    ])
    expect(() => act(books, 'schedule-of-value', value('02-400', '1.00'))).toThrow('at the level Division')
  })

  test('Section: "at the section, or cost code, level"', () => {
    const books = quickbillJob('Section')
    act(books, 'schedule-of-value', value('02-200', '300.00'))
    act(books, 'schedule-of-value', value('02-400', '200.00'))
    act(books, 'schedule-of-value', value('02-400', '250.50'))
    expect(cellsOf(books, 'JCM_MASTER__JOB', ['26-0001'], JOB)).toEqual(['550.50', '550.50'])
    expect(() => act(books, 'schedule-of-value', value('02-000', '1.00'))).toThrow('at the level Section')
  })

  test('"If the Billing Method on a job is Use Quickbill, a Billing Level must be specified"', () => {
    const books = exampleBooks()
    expect(() => act(books, 'job-billing', { job: '23-0042', method: 'Use quickbill' })).toThrow(
      '[Billing_Level] must be one of',
    )
    expect(() => act(books, 'schedule-of-value', { job: '25-2977', amount: '1.00' })).toThrow('is not Use quickbill')
  })
})

describe('approved changes', () => {
  const CHANGES = ['Original_Contract_Amount', 'JTD_Aprvd_Contract_Chgs', 'Revised_Contract_Amount']
  const send = (books: Books, task: string, content: string) => books.import(task, FILE, content)

  test('"once the entries are posted in Job Cost, it will also send transactions to the Contracts application"', () => {
    const books = exampleBooks()
    expect(refusals(send(books, 'jc-import-transactions', valueChangeLine()).report)).toEqual([])
    expect(cellsOf(books, 'CNM_MASTER__CONTRACT_ITEM', ['2977J', '0010'], CHANGES)).toEqual([
      '1250000.00',
      '900.00',
      '1250900.00',
    ])
    expect(cellsOf(books, 'CNM_MASTER__CONTRACT', ['2977J'], CHANGES)).toEqual(['2635500.50', '900.00', '2636400.50'])
    expect(cellsOf(books, 'JCM_MASTER__JOB', ['25-2977'], CHANGES)).toEqual(['2731750.50', '900.00', '2732650.50'])
  })

  test('what a change names must be a contract of its job and one of its items', () => {
    const books = exampleBooks()
    const file = valueChangeLine({ 13: '"NONE"' }) + valueChangeLine({ 14: '"0099"' })
    expect(refusals(send(books, 'jc-import-transactions', file).report)).toEqual([
      'No entities could be found of type [Contract] with given where clause.',
      'No entities could be found of type [ContractItem] with given where clause.',
    ])
  })

  test('a new item "will be created with no original contract amount"; one that exists is refused', () => {
    const books = exampleBooks()
    const line = '"CNI","2977J","0099","Night work"\r\n'
    expect(refusals(send(books, 'cn-import-contract-items', line).report)).toEqual([])
    expect(cellsOf(books, 'CNM_MASTER__CONTRACT_ITEM', ['2977J', '0099'], CHANGES)).toEqual(['0.00', '0.00', '0.00'])
    expect(refusals(send(books, 'cn-import-contract-items', `${line}"CNI","NONE","1",""\r\n`).report)).toEqual([
      'A contract item already exists on this contract with the specified code.',
      'No entities could be found of type [Contract] with given where clause.',
    ])
  })
})

describe('"Contracts in Sage 300 CRE can be created in the Contracts application (for jobs that have a Billing Method of Use Contracts)"', () => {
  test('several contracts stand against one job; its amount is the sum of their items', () => {
    const books = exampleBooks()
    expect(cellsOf(books, 'JCM_MASTER__JOB', ['25-2977'], JOB)).toEqual(['2731750.50', '2731750.50'])
    act(books, 'contract-item', { contract: '2977J-ALT', item: '0020', description: 'Trees', amount: '1000.00' })
    act(books, 'contract-item', { contract: '2977J-ALT', item: '0020', description: 'Trees', amount: '1500.00' })
    expect(cellsOf(books, 'CNM_MASTER__CONTRACT', ['2977J-ALT'], JOB)).toEqual(['97750.00', '97750.00'])
    expect(cellsOf(books, 'JCM_MASTER__JOB', ['25-2977'], JOB)[0]).toBe('2733250.50')
  })

  test('a job that uses quickbill has none; code and item have ten characters', () => {
    const books = exampleBooks()
    expect(() => act(books, 'contract', { contract: 'X', job: '24-0118' })).toThrow('is not Use contracts')
    expect(() => act(books, 'contract', { contract: 'ELEVENCHARS', job: '25-2977' })).toThrow('maximum length is 10')
    expect(() => act(books, 'contract-item', { contract: '2977J', item: 'ELEVENCHARS', amount: '1' })).toThrow(
      'maximum length is 10',
    )
  })
})
