import { describe, expect, it } from 'vitest'
import type { Delta, ErpState, Unequal } from './model-exports.ts'
import {
  mayImport,
  maySettle,
  refusalsToSend,
  refusalsToSendChange,
  waitingSentence,
  whileInErp,
} from './rules-exports.ts'

const free: ErpState = { exported: true, onItsWay: null, waiting: [], differing: [], unknown: [] }
const line = (over: Partial<Unequal> = {}): Unequal => ({
  ...{ sub_job: '', cost_code: '02-200', cost_code_name: 'Asphalt', cost_type: 'S', cost_code_id: 1, cost_type_id: 2 },
  ...{ expected: '1000.00', shown: '0.00', batch: 'AB12CD34EF' },
  ...over,
})
const delta: Delta = {
  ...{ cost_code_id: 1, cost_type_id: 2, sub_job: 'PH2', cost_code: '02-200', cost_type: 'S', cost_type_name: 'Sub' },
  ...{ code_active: true, amount: '5.00', quantity: '0', uom: '' },
}
const project = { projectName: 'Alley', usesErpCostCodes: true, jobErpId: '25-001' }
const codes = (list: { code: string }[]) => list.map((each) => each.code)

describe('while the budget is in the ERP', () => {
  it('says how many entries wait, and in which batches', () => {
    expect(waitingSentence([line()])).toBe(
      'Waiting for 1 entry in batch AB12CD34EF to be posted in Job Cost: the ERP does not show the Original Budget Amount yet.',
    )
    expect(waitingSentence([line(), line(), line({ batch: 'ZZ12CD34EF' })])).toContain(
      '3 entries in batches AB12CD34EF, ZZ12CD34EF ',
    )
  })

  it('names the first lines that differ, and counts the rest', () => {
    const differing = ['1', '2', '3', '4', '5'].map((type) => line({ cost_type: type, shown: '900.00' }))
    const [refusal] = whileInErp({ ...free, differing })
    expect(refusal?.sentence).toContain('02-200 1 900.00 in place of 1,000.00, 02-200 2 ')
    expect(refusal?.sentence).toMatch(/ and 2 more\.$/)
  })

  it('one who waits for an approver is told to retrieve it, before anything else', () => {
    expect(whileInErp({ ...free, onItsWay: 'sent', waiting: [line()] })).toMatchObject([
      { code: 'budget-sent', remedy: 'Retrieve it first.' },
    ])
    expect(codes(whileInErp({ ...free, onItsWay: 'exporting' }))).toEqual(['budget-exporting'])
    expect(codes(whileInErp({ ...free, onItsWay: 'review' }))).toEqual(['budget-in-review'])
    expect(whileInErp(free)).toEqual([])
  })

  it('an estimate that nobody sent stops neither unlocking nor changes', () => {
    expect(whileInErp({ ...free, unknown: [line({ batch: null })] })).toEqual([])
  })
})

describe('sending', () => {
  const facts = { ...project, locked: true, ended: false, deltas: [delta], state: free }

  it('every condition that is not met is named at once', () => {
    expect(refusalsToSend(facts)).toEqual([])
    const state = { ...free, waiting: [line()] }
    expect(codes(refusalsToSend({ ...facts, jobErpId: null, locked: false, deltas: [], state }))).toEqual([
      'job-not-linked',
      'waiting-for-posting',
      'budget-unlocked',
      'nothing-new',
    ])
    expect(codes(refusalsToSend({ ...facts, ended: true }))).toEqual(['superseded'])
    expect(codes(refusalsToSend({ ...facts, usesErpCostCodes: false }))).toEqual(['other-cost-code-list'])
  })

  it('lines are named with their sub job', () => {
    const state = { ...free, unknown: [line({ shown: '7.00' })] }
    const found = refusalsToSend({ ...facts, deltas: [{ ...delta, code_active: false }], state })
    expect(found.map((each) => each.sentence)).toEqual([
      'PH2 02-200 S: the cost code has been deactivated.',
      'PH2 02-200 S: the ERP has an estimate of 7.00 that did not come from here; what is sent would be added to it.',
    ])
  })

  it('a budget change must be approved and move something', () => {
    const change = { ...project, number: 3, status: 'approved', moves: true, state: free }
    expect(refusalsToSendChange(change)).toEqual([])
    expect(codes(refusalsToSendChange({ ...change, status: 'under_review', moves: false }))).toEqual([
      'not-approved',
      'nothing-moves',
    ])
  })

  it('a budget change waits until the budget in the ERP is posted, not for one that nobody accepted yet', () => {
    const change = { ...project, number: 3, status: 'approved', moves: true }
    const whyNot = (state: Partial<ErpState>) =>
      codes(refusalsToSendChange({ ...change, state: { ...free, ...state } }))
    expect(whyNot({ waiting: [line()] })).toEqual(['waiting-for-posting'])
    expect(whyNot({ onItsWay: 'exporting' })).toEqual(['budget-exporting'])
    expect(whyNot({ onItsWay: 'sent' })).toEqual([])
    expect(whyNot({ onItsWay: 'sent', waiting: [line()] })).toEqual(['waiting-for-posting'])
  })
})

it('estimates come in only before the first export and while the budget is unlocked', () => {
  expect(mayImport({ exported: false }, false)).toEqual([])
  expect(codes(mayImport({ exported: false }, true))).toEqual(['budget-locked'])
  expect(codes(mayImport(free, false))).toEqual(['budget-exported'])
})

it('what merely waits to be posted is not taken as it is shown', () => {
  expect(codes(maySettle({ ...free, waiting: [line()] }))).toEqual(['nothing-to-settle'])
  expect(codes(maySettle(free))).toEqual(['nothing-to-settle'])
  expect(codes(maySettle({ ...free, onItsWay: 'exporting', differing: [line()] }))).toEqual(['budget-exporting'])
  expect(maySettle({ ...free, unknown: [line()] })).toEqual([])
})
