import { describe, expect, it } from 'vitest'
import { linksOfCodes } from './document.ts'
import { baseTypeOf } from './model.ts'
import { refusalsToAdd, refusalsToSendSet } from './rules.ts'

const codes = (list: { code: string }[]) => list.map((each) => each.code)

describe('adding a standard code to a project', () => {
  it.each([
    [{ active: true, inErp: true }, true, []],
    [{ active: false, inErp: true }, true, ['cost-code-deactivated']],
    [{ active: true, inErp: false }, true, ['cost-code-not-in-erp']],
    [{ active: true, inErp: true }, false, ['cost-type-not-in-erp']],
    [{ active: false, inErp: false }, false, ['cost-code-deactivated', 'cost-code-not-in-erp', 'cost-type-not-in-erp']],
  ])('%j, type in ERP %s -> %j', (code, inErp, expected) => {
    expect(codes(refusalsToAdd({ code: '01-100', ...code }, [{ code: 'L', inErp }]))).toEqual(expected)
  })
})

describe('sending the set of new codes', () => {
  it.each([
    [{ jobLinked: true, usesErpCostCodes: true, newCodes: 2 }, []],
    [{ jobLinked: false, usesErpCostCodes: true, newCodes: 2 }, ['project-not-linked']],
    [{ jobLinked: true, usesErpCostCodes: false, newCodes: 0 }, ['other-cost-code-list', 'nothing-new']],
  ])('%j -> %j', (facts, expected) => {
    expect(codes(refusalsToSendSet(facts))).toEqual(expected)
  })
})

it.each([
  ['Labor', 'labor'],
  ['Subcontract', 'commitment'],
  ['MATERIAL', 'materials'],
  ['Equipment', 'equipment'],
  ['Overhead', 'other'],
  [null, 'other'],
])('accumulating as %s is base type %s', (word, base) => {
  expect(baseTypeOf(word)).toBe(base)
})

it('one code of one job has one ERP id', () => {
  const code = { id: 7, code: '01-100', name: 'Mobilization', extra: '', isGroup: false, categories: [] }
  expect(linksOfCodes([code], '2977')).toEqual([{ kind: 'cost-code', item: 7, erpId: '2977||01-100' }])
})
