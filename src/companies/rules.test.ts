import { describe, expect, it } from 'vitest'
import { likeness, refusalsToDelete, refusalsToEdit, refusalsToSend } from './rules.ts'

const codes = (list: { code: string }[]) => list.map((each) => each.code)
const bay = {
  name: 'Bay Paving, Inc.',
  address: '12 Mission Street',
  city: 'San Francisco',
  zip: '94105',
  phone: '(415) 555-0100',
}

describe('sending a company', () => {
  it.each([
    [{ isActive: true, erpId: null }, []],
    [{ isActive: true, erpId: 'BAY' }, ['already-linked']],
    [{ isActive: false, erpId: null }, ['company-inactive']],
    [{ isActive: false, erpId: 'BAY' }, ['already-linked', 'company-inactive']],
  ])('%j -> %j', (facts, expected) => {
    expect(codes(refusalsToSend({ name: 'Bay Paving', ...facts }))).toEqual(expected)
  })
})

describe('likeness', () => {
  const blank = { name: 'Other', address: '', city: '', zip: '', phone: '' }
  it.each([
    ['same name, legal form apart', { ...blank, name: 'BAY PAVING LLC' }, 'same name'],
    ['similar name', { ...blank, name: 'Bay Paving & Grading' }, 'similar name'],
    ['telephone, however written', { ...blank, phone: '+1 415-555-0100' }, 'same telephone'],
    ['address, however written', { ...blank, address: '12 Mission St.', zip: '94105-1234' }, 'same address'],
    ['nothing', { ...blank, zip: '94105' }, undefined],
    ['the same word alone is not enough', { ...blank, name: 'Bay Area Concrete Supply' }, undefined],
  ])('%s', (_, theirs, because) => {
    expect(likeness(bay, theirs)?.because).toBe(because)
  })
  it('ranks name and telephone over the name alone', () => {
    const both = likeness(bay, { ...blank, name: 'Bay Paving', phone: '4155550100' })
    const one = likeness(bay, { ...blank, name: 'Bay Paving' })
    expect(both!.score).toBeGreaterThan(one!.score)
  })
})

it('a linked company keeps the ERP’s origin_id; the rest may change', () => {
  expect(codes(refusalsToEdit({ erpId: 'BAY' }, { originId: 'X' }))).toEqual(['origin-owned-by-erp'])
  expect(refusalsToEdit({ erpId: 'BAY' }, { name: 'Bay' })).toEqual([])
  expect(refusalsToEdit({ erpId: null }, { originId: 'X' })).toEqual([])
})

it('a company that is linked or in use is not deleted', () => {
  expect(codes(refusalsToDelete({ name: 'Bay', erpId: 'BAY' }, 2))).toEqual(['linked', 'in-use'])
  expect(refusalsToDelete({ name: 'Bay', erpId: null }, 0)).toEqual([])
})
