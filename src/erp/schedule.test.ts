import { afterEach, beforeAll, describe, expect, test } from 'vitest'
import { ANN, COMPANY, CONNECTION, pipelineKit } from '../../tests/world/pipeline.ts'
import { Refused } from '../platform/refusal.ts'
import { agentSaid } from './connections.ts'
import type { Applied, Entity } from './entity.ts'
import type { ReadCommand } from './protocol.ts'
import { askRead, cancelRead } from './reads.ts'
import { readSoon, scheduleDue, scheduleOf, setSchedule, settingChanged } from './schedule.ts'
import type { Plan } from './schedule-times.ts'
import { lastChanges, resetSetting, setSetting, settingsOf } from './settings.ts'

const NONE: Applied = { inserted: 0, changed: 0, unchanged: 0, vanished: 0, unsyncable: 0 }
const rates: Entity = {
  kind: 'rate',
  one: 'Rate',
  many: 'Rates',
  inbound: {
    feeds: [
      {
        feed: 'rates',
        label: 'Rates',
        columns: [{ name: 'code', type: 'text' }],
        key: ['code'],
        setting: 'rate-sync',
        after: [],
        onDemand: true,
        everyMinutes: 60,
        apply: async () => NONE,
      },
    ],
  },
  settings: [
    { key: 'rate-sync', label: 'Rate Sync', help: '', action: 'configure-advanced-settings', initially: false },
  ],
}
const table = {
  title: 'Rates',
  feed: 'rates',
  table: 'RATES',
  rows: [{ ours: 'Code', arrow: '<-' as const, theirs: 'Code', column: 'CODE', into: 'code', as: 'text' as const }],
  source: 'made up',
}
const kit = pipelineKit({ entities: [rates], connector: { imports: { rates: { table } } } })
const ref = { company: COMPANY, connection: CONNECTION }

const commands = () => kit.agent.others.filter((each): each is ReadCommand => each.type === 'read')
const shown = async () =>
  (await kit.db.company(COMPANY, (sql) => scheduleOf(kit.pipeline.hub, sql, COMPANY, CONNECTION, 'made-up-erp')))[0]!
const setting = () => settingsOf(kit.pipeline.hub.registry).find((each) => each.key === 'rate-sync')!
const turn = (value: boolean | undefined) =>
  kit.db.company(COMPANY, async (sql) => {
    const by = { sql, clock: kit.clock, company: COMPANY, actor: ANN }
    await (value === undefined ? resetSetting(by, setting()) : setSetting(by, setting(), value))
    await settingChanged(kit.pipeline.hub, sql, COMPANY, setting().key)
  })
const plan = (given: Partial<Plan>) =>
  kit.db.company(COMPANY, (sql) => setSchedule(kit.pipeline.hub, sql, { ...ref, feed: 'rates', by: ANN, plan: given }))
const ask = () => kit.db.company(COMPANY, (sql) => askRead(kit.pipeline.hub, sql, COMPANY, CONNECTION, 'rates', ANN))
/** What was asked of the agent by now; each read is ended at once. */
async function reads(): Promise<number> {
  await kit.pipeline.worker.settle()
  const open = await kit.owner(`select read_id from erp_read where state = 'running'`)
  for (const { read_id } of open.rows) {
    const end = { type: 'read-end', readId: read_id, pages: 0, rows: 0, erpNow: '2026-11-23T01:00:00' } as const
    await kit.pipeline.handler.message(ref, end)
  }
  return commands().length
}
const lastCause = async () =>
  (await kit.owner('select cause from erp_read order by asked_at desc limit 1')).rows[0]?.cause as string
/** The worker has many turns while the time goes by. */
async function pass(hours: number): Promise<number> {
  for (let at = 0; at < hours; at++) {
    kit.clock.advance(3_600_000)
    await reads()
  }
  return reads()
}
const changed = (stamp: string) =>
  agentSaid(kit.pipeline.hub, ref, {
    type: 'heartbeat',
    queue: 0,
    busy: false,
    erpReachable: true,
    stamps: { RATES: stamp },
  })

test('a feed that a setting switches is read only while it is on, and at once when it is switched on', async () => {
  expect([await reads(), (await shown()).on]).toEqual([0, false])
  const { refusals } = (await ask().catch((error: unknown) => error)) as Refused
  expect(refusals[0]).toMatchObject({ code: 'switched-off' })
  await turn(true)
  expect([await reads(), (await shown()).on]).toEqual([1, true])
  await turn(undefined)
  expect([(await shown()).on, (await shown()).nextDueAt]).toEqual([false, null])
  const last = await kit.db.company(COMPANY, (sql) => lastChanges(sql, COMPANY))
  expect(last.get('rate-sync')).toMatchObject({ by: 'Ann Approver' })
  expect((await kit.owner('select * from erp_setting')).rows).toEqual([])
})

describe('hours and pause', () => {
  // The company's clocks show UTC; it is Monday, 9 o'clock and later.
  const night = { days: [1, 2, 3, 4, 5], from: '22:00', to: '05:00' }
  beforeAll(async () => {
    await turn(true)
    await reads()
  })
  afterEach(async () => {
    await plan({ everyMinutes: 60, hours: null, pause: null })
    await reads()
  })

  test('outside its hours a feed is not read by its interval, and within them it is', async () => {
    kit.clock.set('2026-11-23T10:00:00Z')
    await plan({ hours: night })
    const before = await reads()
    expect((await shown()).nextDueAt).toEqual(new Date('2026-11-23T22:00:00Z'))
    expect(await pass(11)).toBe(before)
    expect(await pass(1)).toBe(before + 1)
    expect(await lastCause()).toBe('schedule')
    expect((await shown()).nextDueAt).toEqual(new Date('2026-11-23T23:00:00Z'))
  })

  test('nor because its table changed; that waits for its hours and is said then', async () => {
    kit.clock.set('2026-11-24T10:00:00Z')
    await plan({ hours: night })
    const before = await reads()
    await changed('one')
    expect(await reads()).toBe(before)
    expect(await pass(11)).toBe(before)
    expect(await pass(1)).toBe(before + 1)
    expect(await lastCause()).toBe('change')
  })

  test('on demand, and for what a person’s move needs, it is read at any time', async () => {
    kit.clock.set('2026-11-25T10:00:00Z')
    await plan({ hours: night, pause: { reason: 'Year end', until: null } })
    const before = await reads()
    await ask()
    expect(await reads()).toBe(before + 1)
    expect(await lastCause()).toBe('person')
    await pass(1)
    await kit.db.company(COMPANY, (sql) => readSoon(sql, ref, ['rates'], kit.clock.now()))
    expect(await reads()).toBe(before + 2)
    expect(await lastCause()).toBe('need')
    expect(await pass(2)).toBe(before + 2)
  })

  test('a pause holds until its end, or until it is resumed; a table that changed is then read at once', async () => {
    kit.clock.set('2026-11-26T10:00:00Z')
    await plan({ pause: { reason: 'Month end', until: '2026-11-26T15:30:00.000Z' } })
    const before = await reads()
    expect((await shown()).nextDueAt).toEqual(new Date('2026-11-26T15:30:00Z'))
    expect(await pass(5)).toBe(before)
    expect(await pass(1)).toBe(before + 1)
    await plan({ pause: { reason: 'Month end', until: null } })
    expect((await shown()).nextDueAt).toBeNull()
    await changed('two')
    expect(await pass(30)).toBe(before + 1)
    await plan({ pause: null })
    expect(await reads()).toBe(before + 2)
  })

  test('what is left out of a change stays, and what cannot be kept to is refused', async () => {
    await plan({ everyMinutes: 30, hours: night })
    await plan({ pause: { reason: 'Stocktaking', until: null } })
    expect(await shown()).toMatchObject({ everyMinutes: 30, hours: night, setBy: 'Ann Approver' })
    const past = plan({ pause: { reason: 'Late', until: '2026-01-01T00:00:00.000Z' } })
    await expect(past).rejects.toThrow(Refused)
    expect((await shown()).pause).toEqual({ reason: 'Stocktaking', until: null })
  })
})

test('a clock that goes on between two questions keeps nothing from its turn', async () => {
  const { hub } = kit.pipeline
  kit.clock.advance(2 * 3_600_000)
  const ticking = {
    now: () => {
      kit.clock.advance(5)
      return kit.clock.now()
    },
  }
  const due = await kit.db.company(COMPANY, (sql) => scheduleDue({ ...hub, clock: ticking }, sql, ref, 'made-up-erp'))
  expect(due.map((each) => each.feed)).toEqual(['rates'])
})

test('a whole read that is cancelled or fails leaves taking everything to the next one', async () => {
  kit.clock.advance(3_600_000)
  for (const end of ['cancel', 'fail']) {
    await kit.owner(`update erp_cursor set whole_again = true`)
    const id = await ask()
    await kit.pipeline.worker.settle()
    expect((await kit.owner(`select whole_again from erp_cursor`)).rows).toEqual([{ whole_again: false }])
    if (end === 'cancel') {
      const [outgoing] = await kit.db.company(COMPANY, (sql) => cancelRead(kit.pipeline.hub, sql, COMPANY, id, ANN))
      expect(outgoing?.message).toEqual({ type: 'cancel-read', readId: id })
    } else await kit.pipeline.handler.message(ref, { type: 'read-failed', readId: id, because: 'No licence.' })
    expect((await kit.owner(`select whole_again from erp_cursor`)).rows).toEqual([{ whole_again: true }])
    await reads()
  }
  const { rows } = await kit.owner(
    `select error, error_code from erp_read where error is not null order by asked_at, error_code desc`,
  )
  expect(rows).toEqual([
    { error: 'Cancelled.', error_code: 'cancelled' },
    { error: 'No licence.', error_code: 'agent-failed' },
  ])
})
