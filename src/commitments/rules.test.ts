import { describe, expect, it } from 'vitest'
import type { VendorId } from '../companies/model.ts'
import type { CommitmentType, ErpStatus } from './model.ts'
import {
  type LineFacts,
  refusalsOfLine,
  refusalsToDelete,
  refusalsToEdit,
  refusalsToEditLines,
  refusalsToSend,
  refusalsToSplit,
} from './rules.ts'

const codes = (list: { code: string }[]) => list.map((each) => each.code)
const stand = (erpStatus: ErpStatus, type: CommitmentType = 'subcontract') => ({
  type,
  number: 'SC-0001',
  erpLocked: erpStatus === 'synced',
  erpId: erpStatus === 'synced' ? 'SC-0001' : null,
  erpStatus,
})

describe('editing', () => {
  it.each<[ErpStatus, object, string[]]>([
    ['not_in_erp', { title: 'x', vendorId: null, status: 'Approved' }, []],
    ['rejected', { title: 'x' }, []],
    ['failed_to_export', { title: 'x' }, []],
    ['ready_to_export', { description: 'x' }, ['sent-to-erp']],
    ['exporting', { description: 'x' }, ['exporting']],
    [
      'synced',
      { title: 'x', retainagePercent: '5', status: 'Complete' },
      ['locked-by-erp', 'locked-by-erp', 'locked-by-erp'],
    ],
    ['synced', { vendorId: null }, ['locked-by-erp']],
    ['synced', { description: 'x', executed: true }, []],
    ['synced', { originId: 'x' }, ['origin-owned-by-erp']],
    ['not_in_erp', { status: 'Received' }, ['unknown-status']],
  ])('while %s: %j -> %j', (status, change, expected) => {
    expect(codes(refusalsToEdit(stand(status), change))).toEqual(expected)
  })
  it.each<[ErpStatus, string[]]>([
    ['not_in_erp', []],
    ['ready_to_export', ['sent-to-erp']],
    ['exporting', ['exporting']],
    ['synced', ['locked-by-erp']],
  ])('the schedule of values while %s -> %j', (status, expected) => {
    expect(codes(refusalsToEditLines(stand(status)))).toEqual(expected)
  })
})

describe('deleting', () => {
  it.each<[ErpStatus, string, string[]]>([
    ['not_in_erp', 'Draft', []],
    ['not_in_erp', 'Approved', ['approved']],
    ['synced', 'Terminated', ['locked-by-erp']],
    ['ready_to_export', 'Approved', ['sent-to-erp', 'approved']],
  ])('while %s and %s -> %j', (erpStatus, status, expected) => {
    expect(codes(refusalsToDelete({ ...stand(erpStatus), status, changeOrders: 0 }))).toEqual(expected)
  })
  it('one with change orders stays', () => {
    const one = { ...stand('not_in_erp'), status: 'Draft', changeOrders: 1 }
    expect(codes(refusalsToDelete(one))).toEqual(['has-change-orders'])
  })
})

describe('sending (COM-2)', () => {
  const line: LineFacts = {
    position: 1,
    costCode: { code: '01-100', isGroup: false, active: true },
    costType: { code: 'S', onCode: true },
    taxCode: null,
  }
  const good = {
    ...stand('not_in_erp'),
    title: 'Paving',
    status: 'Approved',
    vendorId: 1 as VendorId,
    vendorName: 'Bay Paving',
    vendorErpId: 'BAY',
    erpFile: null,
    jobErpId: '2977',
    projectName: 'Castro',
  }
  const send = (change: object, lines: LineFacts[] = [line], usesErpCostCodes = true) =>
    codes(refusalsToSend({ ...good, ...change }, { usesErpCostCodes, lines }))
  it.each<[string, object, LineFacts[], string[]]>([
    ['all met', {}, [line], []],
    ['a complete subcontract', { status: 'Complete' }, [line], []],
    ['a complete purchase order', { type: 'purchase-order', status: 'Complete' }, [line], ['status-not-sendable']],
    ['an approved purchase order', { type: 'purchase-order' }, [line], []],
    ['a draft', { status: 'Draft' }, [line], ['status-not-sendable']],
    ['no company', { vendorId: null, vendorErpId: null }, [line], ['company-missing']],
    ['company not linked', { vendorErpId: null }, [line], ['company-not-linked']],
    ['job not linked', { jobErpId: null }, [line], ['project-not-linked']],
    ['no lines', {}, [], ['no-coded-line']],
    ['only lines without codes', {}, [{ ...line, costType: null }], ['no-coded-line']],
    ['one line without a code', {}, [line, { ...line, position: 2, costCode: null }], ['line-without-code']],
    ['a group code', {}, [{ ...line, costCode: { code: '01', isGroup: true, active: true } }], ['line-on-group-code']],
    [
      'a closed code',
      {},
      [{ ...line, costCode: { code: '01-100', isGroup: false, active: false } }],
      ['line-on-inactive-code'],
    ],
    ['a type not on the code', {}, [{ ...line, costType: { code: 'L', onCode: false } }], ['cost-type-not-on-code']],
    ['a tax code gone in the ERP', {}, [{ ...line, taxCode: { code: 'CASF', inErp: false } }], ['tax-code-gone']],
    [
      'every failed condition at once',
      { title: ' ', status: 'Draft', vendorErpId: null, jobErpId: null },
      [],
      ['title-missing', 'status-not-sendable', 'company-not-linked', 'project-not-linked', 'no-coded-line'],
    ],
  ])('%s', (_, change, lines, expected) => {
    expect(send(change, lines)).toEqual(expected)
  })
  it('names the lines', () => {
    const [refused] = refusalsToSend(good, {
      usesErpCostCodes: true,
      lines: [line, { ...line, position: 2, costCode: null }, { ...line, position: 5, costType: null }],
    })
    expect(refused!.sentence).toBe('Lines 2, 5 must have a cost code and a cost type.')
  })
})

describe('a line', () => {
  it.each([
    ['amount', { quantity: null, unitCost: null, amount: '10.00' }, []],
    ['unit', { quantity: '3', unitCost: '0.3333', amount: '1.00' }, []],
    ['unit', { quantity: '3', unitCost: '0.3333', amount: '0.99' }, ['amount-not-units-times-cost']],
    ['unit', { quantity: '3', unitCost: null, amount: '1.00' }, ['units-missing']],
    ['unit', { quantity: null, unitCost: null, amount: '0' }, []],
  ] as const)('priced by %s: %j -> %j', (method, line, expected) => {
    expect(codes(refusalsOfLine(method, line))).toEqual(expected)
  })
})

describe('splitting', () => {
  const line = { quantity: '75965', amount: '1063510.00' }
  it.each([
    [
      [
        { quantity: '40000', amount: '560000.00' },
        { quantity: '35965', amount: '503510.00' },
      ],
      [],
    ],
    [
      [
        { quantity: null, amount: '1000000.00' },
        { quantity: null, amount: '63510.00' },
      ],
      [],
    ],
    [[{ quantity: null, amount: '1063510.00' }], ['split-into-one']],
    [
      [
        { quantity: '40000', amount: '560000.00' },
        { quantity: '35964', amount: '503510.00' },
      ],
      ['split-changes-quantity'],
    ],
    [
      [
        { quantity: null, amount: '560000.00' },
        { quantity: null, amount: '503510.01' },
      ],
      ['split-changes-amount'],
    ],
    [
      [
        { quantity: null, amount: '1063510.00' },
        { quantity: null, amount: '0' },
      ],
      ['split-empty-part'],
    ],
  ])('into %j -> %j', (parts, expected) => {
    expect(codes(refusalsToSplit(line, parts))).toEqual(expected)
  })
})
