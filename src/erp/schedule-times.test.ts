import { describe, expect, test } from 'vitest'
import { type Hours, nextOpen, nextRun, type Plan, refusalsToPlan } from './schedule-times.ts'

const NEW_YORK = 'America/New_York'
const WEEKDAYS = [1, 2, 3, 4, 5]
const night: Hours = { days: WEEKDAYS, from: '22:00', to: '05:00' }
const open = (hours: Hours, at: string, zone = NEW_YORK) =>
  nextOpen(hours, new Date(at), zone).toISOString().slice(0, 16)

describe('hours', () => {
  test('within a day: before, in, at the end', () => {
    const office: Hours = { days: WEEKDAYS, from: '08:00', to: '17:30' }
    expect(open(office, '2026-11-23T12:00Z')).toBe('2026-11-23T13:00')
    expect(open(office, '2026-11-23T13:00Z')).toBe('2026-11-23T13:00')
    expect(open(office, '2026-11-23T22:29Z')).toBe('2026-11-23T22:29')
    expect(open(office, '2026-11-23T22:30Z')).toBe('2026-11-24T13:00')
    expect(open(office, '2026-11-27T22:30Z')).toBe('2026-11-30T13:00')
  })
  test('over midnight belong to the day on which they began', () => {
    // Friday 23:30 and Saturday 04:59 of New York are Friday's; Saturday 05:00 is nobody's until Monday evening.
    expect(open(night, '2026-11-28T04:30Z')).toBe('2026-11-28T04:30')
    expect(open(night, '2026-11-28T09:59Z')).toBe('2026-11-28T09:59')
    expect(open(night, '2026-11-28T10:00Z')).toBe('2026-12-01T03:00')
    // Monday 03:00 would be Sunday's night, which is none of theirs.
    expect(open(night, '2026-11-30T08:00Z')).toBe('2026-12-01T03:00')
  })
  test('that end when they begin last a whole day', () => {
    const sundays: Hours = { days: [7], from: '00:00', to: '00:00' }
    expect(open(sundays, '2026-11-29T05:00Z')).toBe('2026-11-29T05:00')
    expect(open(sundays, '2026-11-30T04:59Z')).toBe('2026-11-30T04:59')
    expect(open(sundays, '2026-11-30T05:00Z')).toBe('2026-12-06T05:00')
  })
  test('follow the clocks on the wall when these are set forward', () => {
    // 8 March 2026, New York: 02:00 becomes 03:00.
    expect(open({ days: [7], from: '01:00', to: '04:00' }, '2026-03-08T07:30Z')).toBe('2026-03-08T07:30')
    expect(open({ days: [7], from: '01:00', to: '04:00' }, '2026-03-08T08:00Z')).toBe('2026-03-15T05:00')
    expect(open({ days: [7], from: '02:15', to: '02:45' }, '2026-03-08T05:00Z')).toBe('2026-03-08T07:15')
    expect(open({ days: [6], from: '22:00', to: '05:00' }, '2026-03-08T08:59Z')).toBe('2026-03-08T08:59')
    expect(open({ days: [6], from: '22:00', to: '05:00' }, '2026-03-08T09:00Z')).toBe('2026-03-15T02:00')
  })
  test('and when these are set back: the hour that comes twice counts twice', () => {
    // 1 November 2026, New York: 02:00 becomes 01:00.
    const early: Hours = { days: [7], from: '01:00', to: '02:00' }
    expect(open(early, '2026-11-01T04:00Z')).toBe('2026-11-01T05:00')
    expect(open(early, '2026-11-01T06:59Z')).toBe('2026-11-01T06:59')
    expect(open(early, '2026-11-01T07:00Z')).toBe('2026-11-08T06:00')
  })
  test('in a zone ahead of UTC and of half hours', () => {
    expect(open({ days: [1], from: '06:00', to: '07:00' }, '2026-11-22T12:00Z', 'Asia/Kolkata')).toBe(
      '2026-11-23T00:30',
    )
    expect(open({ days: [1], from: '00:00', to: '00:00' }, '2026-11-22T10:59Z', 'Pacific/Auckland')).toBe(
      '2026-11-22T11:00',
    )
  })
})

describe('the next run', () => {
  const now = new Date('2026-11-23T15:00Z')
  const plain: Plan = { everyMinutes: 60, hours: null, pause: null }
  const run = (plan: Partial<Plan>, due: string | null = '2026-11-23T15:20Z') =>
    nextRun({ ...plain, ...plan }, due === null ? null : new Date(due), now, NEW_YORK)
      ?.toISOString()
      .slice(0, 16)

  test('is when it is due, at once when that has passed or it was never read', () => {
    expect(run({})).toBe('2026-11-23T15:20')
    expect(run({}, '2026-11-23T14:00Z')).toBe('2026-11-23T15:00')
    expect(run({}, null)).toBe('2026-11-23T15:00')
  })
  test('waits for its hours', () => expect(run({ hours: night })).toBe('2026-11-24T03:00'))
  test('waits for the end of the pause, and then for its hours', () => {
    const pause = { reason: 'Year end', until: '2026-11-24T18:00:00.000Z' }
    expect(run({ pause })).toBe('2026-11-24T18:00')
    expect(run({ pause, hours: night })).toBe('2026-11-25T03:00')
    expect(run({ pause: { ...pause, until: '2026-11-23T14:59:00.000Z' } })).toBe('2026-11-23T15:20')
  })
  test('is none while paused without an end, or by hand only', () => {
    expect(run({ pause: { reason: 'Year end', until: null } })).toBeUndefined()
    expect(run({ everyMinutes: 0 })).toBeUndefined()
  })
})

test('what cannot be kept to is refused', () => {
  const now = new Date('2026-11-23T15:00Z')
  const codes = (plan: Parameters<typeof refusalsToPlan>[0]) => refusalsToPlan(plan, now).map((each) => each.code)
  expect(codes({ hours: { days: [], from: '08:00', to: '17:00' }, pause: null })).toEqual(['no-day'])
  expect(codes({ hours: null, pause: { reason: 'x', until: '2026-11-23T14:00:00.000Z' } })).toEqual(['pause-over'])
  expect(codes({ hours: night, pause: { reason: 'x', until: null } })).toEqual([])
})
