import { describe, expect, it } from 'vitest'
import type { CostCodeId, CostTypeId } from '../cost-codes/model.ts'
import type { Refusal } from '../platform/refusal.ts'
import type { EmployeeId, ErpStatus, TimecardFields } from './model.ts'
import {
  type CardFacts,
  refusalsOfCard,
  refusalsOfPeriod,
  refusalsToApprove,
  refusalsToEdit,
  refusalsToSend,
} from './rules.ts'

const codes = (refusals: Refusal[]) => refusals.map((each) => each.code)
const stand = (erpStatus: ErpStatus, status: 'pending' | 'approved' = 'pending') => ({
  number: 3,
  status,
  erpStatus,
  erpLocked: erpStatus === 'synced',
})
const period = { periodStart: '2026-03-02', periodEnd: '2026-03-08' }

describe('changing', () => {
  it.each<[ErpStatus, 'pending' | 'approved', string[]]>([
    ['not_in_erp', 'pending', []],
    ['rejected', 'pending', []],
    ['failed_to_export', 'pending', []],
    ['not_in_erp', 'approved', ['approved']],
    ['ready_to_export', 'approved', ['sent-to-erp']],
    ['exporting', 'approved', ['exporting']],
    ['synced', 'approved', ['locked-by-erp']],
  ])('while %s and %s -> %j', (erpStatus, status, expected) => {
    expect(codes(refusalsToEdit(stand(erpStatus, status)))).toEqual(expected)
  })
  it('an empty timesheet is not approved', () => {
    expect(codes(refusalsToApprove({ ...stand('not_in_erp'), timecards: 0 }))).toEqual(['no-timecards'])
    expect(refusalsToApprove({ ...stand('not_in_erp'), timecards: 1 })).toEqual([])
  })
  it.each([
    ['2026-03-08', '2026-03-08', []],
    ['2026-03-08', '2026-03-07', ['period-backwards']],
    ['2026-03-01', '2026-04-04', []],
    ['2026-03-01', '2026-04-05', ['period-too-long']],
  ])('a period of %s to %s -> %j', (periodStart, periodEnd, expected) => {
    expect(codes(refusalsOfPeriod({ periodStart, periodEnd }))).toEqual(expected)
  })
})

describe('a timecard', () => {
  const card: TimecardFields = {
    employeeId: 1 as EmployeeId,
    date: '2026-03-08',
    costCodeId: 2 as CostCodeId,
    costTypeId: 3 as CostTypeId,
    payId: '',
    regularHours: '8',
    overtimeHours: '0',
    doubleHours: '0',
    description: '',
  }
  const facts: CardFacts = {
    employee: { name: 'Ana', active: true },
    costCode: { code: '02-100', isGroup: false, active: true },
    costTypeOnCode: true,
    dayHours: '24',
  }
  it.each<[string, Partial<TimecardFields>, Partial<CardFacts>, string[]]>([
    ['sound', {}, {}, []],
    ['nobody', {}, { employee: null }, ['no-employee']],
    ['somebody who left', {}, { employee: { name: 'Ana', active: false } }, ['employee-inactive']],
    ['a day before', { date: '2026-03-01' }, {}, ['outside-period']],
    ['a day after', { date: '2026-03-09' }, {}, ['outside-period']],
    ['no hours', { regularHours: '0.00' }, {}, ['no-hours']],
    ['more hours than the day has', {}, { dayHours: '24.01' }, ['more-than-a-day']],
    ['another project’s code', {}, { costCode: null }, ['cost-code-elsewhere']],
    ['a group code', {}, { costCode: { code: '02', isGroup: true, active: true } }, ['group-code']],
    ['a closed code', {}, { costCode: { code: '02', isGroup: false, active: false } }, ['inactive-code']],
    ['a type that is not on the code', {}, { costTypeOnCode: false }, ['cost-type-not-on-code']],
  ])('%s', (_, change, given, expected) => {
    expect(codes(refusalsOfCard({ ...card, ...change }, period, { ...facts, ...given }))).toEqual(expected)
  })
})

describe('sending (TIM-1)', () => {
  const good = { ...stand('not_in_erp', 'approved'), jobErpId: '24-1', projectName: 'Alley', timecards: 1 }
  const of = (name: string, active: boolean) => ({ employee: { code: '1', name, payId: '', active } })
  it.each<[string, object, boolean, string[]]>([
    ['all met', {}, true, []],
    ['pending', { status: 'pending' }, true, ['not-approved']],
    ['empty', { timecards: 0 }, true, ['no-timecards']],
    ['project not linked', { jobErpId: null }, true, ['project-not-linked']],
    ['somebody left', {}, false, ['employee-inactive']],
    ['in the ERP already', { erpLocked: true }, true, ['already-synced']],
  ])('%s', (_, change, active, expected) => {
    expect(codes(refusalsToSend({ ...good, ...change }, [of('Ana', active)]))).toEqual(expected)
  })
  it('names each person once', () => {
    const [refused] = refusalsToSend(good, [of('Ana', false), of('Ben', true), of('Ana', false)])
    expect(refused!.sentence).toBe('Not active in the ERP: Ana.')
  })
})
