import { beforeEach, expect, test } from 'vitest'
import { ANN, BOB, COMPANY, CONNECTION, pipelineKit } from '../../tests/world/pipeline.ts'
import type { ItemId } from '../ids.ts'
import { Refused } from '../platform/refusal.ts'
import { accept, preview } from './accept.ts'
import { checkBooks } from './books.ts'
import { retrieve, send } from './exports.ts'
import { unfreeze } from './freeze.ts'
import { restored } from './generation.ts'

const capability = { key: 'export-part', erpVersion: '23.2', sentence: 'Parts need version 23.2 or newer.' }
const kit = pipelineKit({ connector: { capabilities: [capability] } })
const DAY = 24 * 3_600_000
const quiet = () => kit.agent.quiet(kit.pipeline)

beforeEach(() => {
  kit.agent.answer = (command) => kit.agent.carryOut(command)
})

async function accepted(given: Parameters<typeof kit.order>[0] = {}): Promise<ItemId> {
  const item = await kit.order(given)
  await kit.move(send, item, BOB)
  await kit.move(async (by) => {
    const { rev, hash } = await preview(by.hub, by.sql, COMPANY, ANN, by.kind, item, {})
    await accept(by.hub, by.sql, COMPANY, ANN, by.kind, item, { rev, hash: hash ?? '', answers: {} })
  }, item)
  return item
}

async function one<Row>(statement: string): Promise<Row> {
  return (await kit.owner(statement)).rows[0] as Row
}

const linkOf = (item: ItemId) =>
  one<{ status: string; sentence: string }>(`select status, sentence from erp_link where item_id = ${item}`)
const frozen = async () =>
  (await one<{ sentence: string } | undefined>('select sentence from erp_freeze where lifted_at is null'))?.sentence
const thaw = () =>
  kit.db.company(COMPANY, (sql) => unfreeze(kit.pipeline.hub, sql, COMPANY, ANN, 'Looked at both sides'))

test('a refused item whose record turns up in the ERP after all is a ghost, found by the sweep', async () => {
  kit.agent.answer = (command) => kit.agent.refuse(command, 'No')
  const item = await accepted()
  await quiet()
  expect(await kit.opState(item)).toBe('REFUSED')
  kit.agent.answer = (command) => kit.agent.carryOut(command)
  kit.clock.advance(21 * 60_000)
  await quiet()
  expect(await kit.opState(item)).toBe('REFUSED')
  const late = kit.agent.commands.at(-1)!
  expect(late.mode).toBe('probe')
  kit.agent.books.set(late.marker, late.probes[0]!.rows)
  kit.clock.advance(DAY)
  await quiet()
  expect(await one(`select state, human_reason from erp_op where item_id = ${item}`)).toEqual({
    state: 'NEEDS_HUMAN',
    human_reason: 'ghost',
  })
})

test('a record changed or deleted in the ERP moves the link, never the op', async () => {
  const item = await accepted()
  await quiet()
  const { marker, probes } = kit.agent.commands.at(-1)!
  const before = await one(`select * from erp_op where item_id = ${item}`)
  for (const [rows, status] of [
    [[[...probes[0]!.rows[0]!.slice(0, 2), '1.00']], 'DRIFTED'],
    [[], 'MISSING'],
    [probes[0]!.rows, 'LINKED'],
  ] as const) {
    kit.agent.books.set(
      marker,
      rows.map((row) => [...row]),
    )
    kit.clock.advance(DAY + 60_000)
    await quiet()
    expect((await linkOf(item)).status).toBe(status)
  }
  expect(await one(`select * from erp_op where item_id = ${item}`)).toEqual(before)
})

test('an op whose preparation breaks is put off and blocks no other', async () => {
  const bad = await accepted()
  const outbound = kit.pipeline.hub.registry.outbound('order')
  const { needs } = outbound
  outbound.needs = async (scope, item) => {
    if (item === bad) await scope.sql.run('select 1 / 0')
    return needs(scope, item)
  }
  const good = await accepted()
  await quiet()
  expect(await kit.opState(good)).toBe('CONFIRMED')
  const put = await one<{ state: string; waiting_for: string }>(
    `select state, waiting_for from erp_op where item_id = ${bad}`,
  )
  expect(put).toEqual({ state: 'QUEUED', waiting_for: expect.stringContaining('tried again') })
  outbound.needs = needs
  kit.clock.advance(6 * 60_000)
  await quiet()
  expect(await kit.opState(bad)).toBe('CONFIRMED')
})

test('while exports are stopped nothing is dispatched; lifted with a reason, they go on', async () => {
  await kit.owner(`update erp_connection set high_water = '{"run": 500}'`)
  await kit.owner(`insert into erp_agent (company_id, connection_id, id, name, public_key, enrolled_at, erp_version, agent_version, high_water)
    values (${COMPANY}, ${CONNECTION}, 1, 'agent', 'k', now(), '22.1', '1.0', '{"run": 499}')`)
  await kit.pipeline.handler.connected({ company: COMPANY, connection: CONNECTION })
  expect(await frozen()).toContain('fell from 500 to 499')
  const item = await accepted()
  await quiet()
  expect(await kit.opState(item)).toBe('QUEUED')
  await thaw()
  await quiet()
  expect(await kit.opState(item)).toBe('CONFIRMED')
})

test('an older ERP switches off just what it cannot do', async () => {
  const part = await kit.part()
  const refused = await kit.move(send, part, BOB, 'part').catch((error: unknown) => error as Refused)
  expect((refused as Refused).refusals[0]).toMatchObject({ code: 'version-too-old', sentence: capability.sentence })
})

test('the nightly check while others write: no disagreement where there is none', async () => {
  const writing = Array.from({ length: 40 }, () => kit.order().then((item) => kit.move(send, item, BOB)))
  const checks = Array.from({ length: 8 }, () => checkBooks(kit.pipeline.hub, COMPANY))
  await Promise.all(writing)
  expect((await Promise.all(checks)).flat()).toEqual([])
})

test('the nightly check: books that agree, and a planted disagreement that stops exports', async () => {
  const item = await accepted()
  await quiet()
  expect(await checkBooks(kit.pipeline.hub, COMPANY)).toEqual([])
  kit.clock.advance(1_000)
  await kit.owner(`alter table erp_op disable trigger erp_op_guard;
    update erp_op set rendering = jsonb_set(rendering, '{files,0,task}', '"other"') where item_id = ${item}; alter table erp_op enable trigger erp_op_guard`)
  const findings = await checkBooks(kit.pipeline.hub, COMPANY)
  expect(findings.map((each) => each.rule)).toEqual(['I6'])
  expect(await frozen()).toContain('The books do not agree')
  await thaw()
})

test('after a restore every epoch is above those of the lost future, and what was under way is looked up', async () => {
  kit.agent.answer = () => undefined
  const item = await accepted()
  await quiet()
  expect(await kit.opState(item)).toBe('LEASED')
  await restored(kit.pipeline.hub, 'Backup of the night')
  expect(await one(`select state, may_have_run from erp_op where item_id = ${item}`)).toEqual({
    state: 'UNCERTAIN',
    may_have_run: true,
  })
  await expect(kit.move(retrieve, item, BOB)).rejects.toThrow(Refused)
  kit.agent.answer = (command) => kit.agent.carryOut(command)
  await quiet()
  expect(kit.agent.commands.at(-1)!.epoch).toBeGreaterThan(2 ** 32)
  expect(await kit.opState(item)).toBe('CONFIRMED')
})
