import { describe, expect, it } from 'vitest'
import type { ErpStatus } from '../commitments/model.ts'
import { type ChangeLine, summed } from './model-cco.ts'
import {
  type ChangeLineFacts,
  refusalsOfLine,
  refusalsToCreate,
  refusalsToDelete,
  refusalsToEdit,
  refusalsToEditLines,
  refusalsToSend,
  type SendFacts,
} from './rules-cco.ts'

const codes = (list: { code: string }[]) => list.map((each) => each.code)
const stand = (erpStatus: ErpStatus) => ({
  number: '001',
  erpLocked: erpStatus === 'synced',
  erpId: erpStatus === 'synced' ? '001' : null,
  erpStatus,
})
const commitment = {
  ...{ id: 1 as never, type: 'subcontract' as const, number: 'SC-0001', title: 'Paving' },
  ...{ accountingMethod: 'amount' as const, erpId: 'SC-0001' as string | null },
}

/** A line as the store reads it: on the item of this number, or adding it. */
function line(
  position: number,
  item: number,
  amount: string,
  isNew = false,
  quantity: string | null = null,
): ChangeLine {
  const changed = { position: item, item: '', description: '', unitCost: null, uom: '' }
  const own = isNew ? { changed: null, erpItemNumber: item } : { changed, erpItemNumber: null }
  return { position, amount, quantity, commitmentLineId: isNew ? null : item, ...own } as unknown as ChangeLine
}

describe('creating', () => {
  it('only from a synced commitment, where the project is integrated', () => {
    const loose = { ...commitment, erpId: null }
    expect(refusalsToCreate(commitment, true)).toEqual([])
    expect(refusalsToCreate(loose, false)).toEqual([])
    expect(refusalsToCreate(loose, true)).toMatchObject([
      {
        code: 'commitment-not-synced',
        sentence:
          'Change orders can only be created from synced commitments: Subcontract SC-0001 is not synced with the ERP.',
      },
    ])
  })
})

describe('changing and deleting', () => {
  it.each<[ErpStatus, object, string[]]>([
    ['not_in_erp', { title: 'x', status: 'Approved' }, []],
    ['ready_to_export', { description: 'x' }, ['sent-to-erp']],
    ['exporting', { description: 'x' }, ['exporting']],
    ['synced', { number: '2', title: 'x', status: 'Void' }, ['locked-by-erp', 'locked-by-erp', 'locked-by-erp']],
    ['synced', { description: 'x', executed: true }, []],
    ['synced', { originId: 'x' }, ['origin-owned-by-erp']],
  ])('while %s: %j -> %j', (status, change, expected) => {
    expect(codes(refusalsToEdit(stand(status), change))).toEqual(expected)
  })
  it.each<[ErpStatus, string[]]>([
    ['failed_to_export', []],
    ['exporting', ['exporting']],
    ['synced', ['locked-by-erp']],
  ])('the lines while %s -> %j', (status, expected) => {
    expect(codes(refusalsToEditLines(stand(status)))).toEqual(expected)
  })
  it('an approved one is not deleted until its status changes, a synced one until it is unlinked (CCO-3)', () => {
    expect(codes(refusalsToDelete({ ...stand('synced'), status: 'Approved' }))).toEqual(['locked-by-erp', 'approved'])
    expect(codes(refusalsToDelete({ ...stand('not_in_erp'), status: 'Approved' }))).toEqual(['approved'])
    expect(codes(refusalsToDelete({ ...stand('not_in_erp'), status: 'Void' }))).toEqual([])
  })
})

describe('a line', () => {
  const blank = {
    quantity: null,
    unitCost: null,
    amount: '0.00',
    costCodeId: null,
    costTypeId: null,
    erpItemNumber: null,
  }
  it('that changes an item has the item’s code, number and unit cost', () => {
    const own = { ...blank, costCodeId: 7 as never, erpItemNumber: 9 }
    expect(codes(refusalsOfLine('amount', own, null))).toEqual(['code-of-the-item', 'number-of-the-item'])
    const dearer = { ...blank, quantity: '2', unitCost: '11', amount: '22' }
    expect(codes(refusalsOfLine('unit', dearer, '10.0000'))).toEqual(['unit-cost-of-the-item'])
    expect(refusalsOfLine('unit', { ...dearer, unitCost: '10', amount: '20.00' }, '10.0000')).toEqual([])
  })
  it('priced by the unit is quantity times unit cost, also below zero', () => {
    expect(codes(refusalsOfLine('unit', { ...blank, quantity: '-2', amount: '-20' }, undefined))).toEqual([
      'units-missing',
    ])
    const off = { ...blank, quantity: '-1.5', unitCost: '10.01' }
    expect(refusalsOfLine('unit', { ...off, amount: '-15.02' }, undefined)).toEqual([])
    expect(codes(refusalsOfLine('unit', { ...off, amount: '-15.01' }, undefined))).toEqual([
      'amount-not-units-times-cost',
    ])
  })
})

describe('sending', () => {
  const coded: ChangeLineFacts = {
    position: 1,
    isNew: false,
    costCode: { code: '01-100', isGroup: false, active: true },
    costType: { code: 'S', onCode: true },
  }
  const order = {
    ...stand('not_in_erp'),
    ...{ title: 'More', status: 'Approved' as const, jobErpId: '25-1', projectName: 'Castro', commitment },
  }
  const facts = (lines: ChangeLine[], more: Partial<SendFacts> = {}): SendFacts => ({
    usesErpCostCodes: true,
    lines: lines.map((each) => ({ ...coded, position: each.position, isNew: each.commitmentLineId === null })),
    changes: summed(lines),
    commitmentLines: 5,
    numbersElsewhere: [6],
    invoiced: [],
    ...more,
  })

  it('passes when nothing is missing', () => {
    expect(refusalsToSend(order, facts([line(1, 2, '10.00'), line(2, 7, '5.00', true)]))).toEqual([])
  })
  it('names every failed condition', () => {
    const bad = {
      ...order,
      title: ' ',
      status: 'Draft' as const,
      jobErpId: null,
      commitment: { ...commitment, erpId: null },
    }
    expect(codes(refusalsToSend(bad, facts([])))).toEqual([
      'title-missing',
      'status-not-sendable',
      'project-not-linked',
      'commitment-not-synced',
      'no-lines',
    ])
  })
  it('names lines whose item number another item has', () => {
    const taken = [
      line(1, 5, '1.00', true),
      line(2, 6, '1.00', true),
      line(3, 7, '1.00', true),
      line(4, 7, '2.00', true),
    ]
    const found = refusalsToSend(order, facts(taken))
    expect(found.map((each) => each.sentence)).toEqual([
      'Line 1: the commitment has another item 5 already.',
      'Line 2: the commitment has another item 6 already.',
      'Lines 3, 4: the commitment has another item 7 already.',
    ])
  })
  it('changes of one item that cancel out would reach the ERP as nothing', () => {
    expect(codes(refusalsToSend(order, facts([line(1, 2, '10.00'), line(2, 2, '-10.00')])))).toEqual([
      'changes-nothing',
    ])
  })
  it('never takes an item below what was invoiced on it', () => {
    const invoiced = [{ itemNumber: 2, revised: '100.00', invoiced: '80.00' }]
    expect(refusalsToSend(order, facts([line(1, 2, '-20.00')], { invoiced }))).toEqual([])
    expect(codes(refusalsToSend(order, facts([line(1, 2, '-20.01')], { invoiced })))).toEqual(['below-invoiced'])
  })
})

describe('lines of one item (CCO-2)', () => {
  it('are one change, to the cent and the unit, with their parts kept', () => {
    const lines = [line(1, 3, '0.10', false, '1'), line(2, 1, '5.00'), line(3, 3, '0.20', false, '-0.5')]
    expect(summed(lines).map((each) => [each.itemNumber, each.amount, each.quantity, each.parts.length])).toEqual([
      [3, '0.30', '0.5', 2],
      [1, '5.00', null, 1],
    ])
  })
})
