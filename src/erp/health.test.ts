import { describe, expect, it } from 'vitest'
import { judgeAgent, judgeFeed, judgeQueue, judgeVersion, lagMinutes } from './health.ts'

const now = new Date('2026-03-31T12:00:00Z')
const ago = (minutes: number) => new Date(now.getTime() - minutes * 60_000)

describe('an agent', () => {
  const well = { enrolled: true, connected: true, erpReachable: true, frozen: null, lastContact: ago(0) }
  it.each([
    ['Connected', {}, 'green'],
    ['Not enrolled', { enrolled: false, connected: false }, 'grey'],
    ['Away', { connected: false }, 'red'],
    ['ERP not reachable', { erpReachable: false }, 'red'],
    ['Stopped', { frozen: 'The ERP’s counter fell.' }, 'red'],
    ['Quiet', { lastContact: ago(2) }, 'yellow'],
  ])('is %s', (word, change, colour) => {
    const state = judgeAgent({ ...well, ...change }, now)
    expect(state).toMatchObject({ word, colour })
    expect(state.advice === null).toBe(colour === 'green')
  })

  it('of an older version is told how to be brought up to date', () => {
    expect(judgeVersion('0.2.0', '0.10.0')?.advice).toMatch(/put version 0\.10\.0 in its place/)
    expect(judgeVersion('0.10.0', '0.10.0')).toBeNull()
    expect(judgeVersion('0.11.0', '0.10.0')).toBeNull()
    expect(judgeVersion(null, '0.10.0')).toBeNull()
  })
})

describe('a feed', () => {
  const well = { lastReadAt: ago(20), everyMinutes: 60, failed: null, reading: false, connected: true }
  it.each([
    ['Up to date', {}],
    ['Up to date', { lastReadAt: ago(100) }],
    ['Late', { lastReadAt: ago(130) }],
    ['Reading', { reading: true, lastReadAt: null }],
    ['Failed', { failed: 'The table is locked.' }],
    ['Waits', { lastReadAt: ago(130), connected: false }],
    ['Up to date', { connected: false }],
    ['Not read yet', { lastReadAt: null }],
    ['Never read', { lastReadAt: null, everyMinutes: 0 }],
    ['Up to date', { lastReadAt: ago(99_999), everyMinutes: 0 }],
  ])('is %s with %o', (word, change) => expect(judgeFeed({ ...well, ...change }, now).word).toBe(word))

  it('is behind its schedule by whole minutes', () => {
    expect(lagMinutes({ ...well, lastReadAt: ago(75) }, now)).toBe(15)
    expect(lagMinutes(well, now)).toBe(0)
    expect(lagMinutes({ ...well, everyMinutes: 0 }, now)).toBeNull()
  })
})

describe('a queue', () => {
  const well = { queued: 0, oldestAt: null, waiting: 0, failed: 0, needsReview: 0, connected: true }
  it.each([
    ['Nothing waits', {}],
    ['To be accepted', { waiting: 1 }],
    ['Moving', { waiting: 1, queued: 3, oldestAt: ago(5) }],
    ['Stuck', { queued: 3, oldestAt: ago(45) }],
    ['Waits', { queued: 3, oldestAt: ago(45), connected: false }],
    ['Failed', { failed: 1 }],
    ['Needs review', { failed: 1, needsReview: 1, queued: 3, oldestAt: ago(45) }],
  ])('is %s with %o', (word, change) => expect(judgeQueue({ ...well, ...change }, now).word).toBe(word))
})
