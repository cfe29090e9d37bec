import { expect, test } from 'vitest'
import { ANN, COMPANY, CONNECTION, pipelineKit } from '../../tests/world/pipeline.ts'
import type { Refused } from '../platform/refusal.ts'
import type { Applied, Entity } from './entity.ts'
import { askRead } from './reads.ts'
import { scheduleOf, settingChanged } from './schedule.ts'
import { setSetting, settingsOf } from './settings.ts'

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

const reads = () => kit.agent.others.filter((each) => each.type === 'read').length
const shown = () =>
  kit.db.company(COMPANY, (sql) => scheduleOf(kit.pipeline.hub, sql, COMPANY, CONNECTION, 'made-up-erp'))

test('a feed that a setting switches is read only while it is on, and at once when it is switched on', async () => {
  const { hub, worker } = kit.pipeline
  await worker.settle()
  expect([reads(), (await shown())[0]?.on]).toEqual([0, false])
  const asked = kit.db.company(COMPANY, (sql) => askRead(hub, sql, COMPANY, CONNECTION, 'rates', ANN))
  const { refusals } = (await asked.catch((error: unknown) => error)) as Refused
  expect(refusals[0]).toMatchObject({ code: 'switched-off' })

  const setting = settingsOf(hub.registry).find((each) => each.key === 'rate-sync')!
  const turn = (value: boolean) =>
    kit.db.company(COMPANY, async (sql) => {
      await setSetting({ sql, clock: kit.clock, company: COMPANY, actor: ANN }, setting, value)
      await settingChanged(hub, sql, COMPANY, setting.key)
    })
  await turn(true)
  await worker.settle()
  expect([reads(), (await shown())[0]?.on]).toEqual([1, true])
  await turn(false)
  expect((await shown())[0]?.on).toBe(false)
})
