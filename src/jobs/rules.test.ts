import { describe, expect, it } from 'vitest'
import { likeness, refusalsToSend } from './rules.ts'

const codes = (list: { code: string }[]) => list.map((each) => each.code)

describe('sending a project', () => {
  it.each([
    [{ active: true, usesErpCostCodes: true, erpId: null }, []],
    [{ active: true, usesErpCostCodes: true, erpId: '2977' }, ['already-linked']],
    [{ active: false, usesErpCostCodes: false, erpId: null }, ['project-inactive', 'other-cost-code-list']],
  ])('%j -> %j', (facts, expected) => {
    expect(codes(refusalsToSend({ name: 'Castro Street', ...facts }))).toEqual(expected)
  })
})

describe('likeness of a project and a job', () => {
  const ours = { name: 'Castro Street Paving', number: '29-77', address: '1 Castro St', zip: '94114' }
  it.each([
    [{ name: 'x', number: '2977', address: '', zip: '' }, 'same number'],
    [{ name: 'CASTRO STREET PAVING', number: '1', address: '', zip: '' }, 'same name'],
    [{ name: 'Castro Street', number: '1', address: '1 Castro St.', zip: '' }, 'name begins alike, same address'],
    [{ name: 'Noe Street', number: '1', address: '', zip: '94114' }, undefined],
  ])('%j -> %s', (theirs, because) => {
    expect(likeness(ours, theirs)?.because).toBe(because)
  })
})
