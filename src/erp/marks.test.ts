import { expect, test } from 'vitest'
import { ANN, BOB, COMPANY, CONNECTION, pipelineKit } from '../../tests/world/pipeline.ts'
import type { ItemId } from '../ids.ts'
import { accept, preview } from './accept.ts'
import { checkBooks } from './books.ts'
import { send } from './exports.ts'
import { unfreeze } from './freeze.ts'
import type { InboundRow } from './mapping.ts'
import type { ReadCommand } from './protocol.ts'

const text = (column: string, into: string): InboundRow => ({
  ...{ ours: column, arrow: '<-', theirs: column, column, into, as: 'text', otherwise: '' },
})
const table = {
  ...{ title: 'Marks', feed: 'marks-of-orders', table: 'ORDERS', filled: 'Marker', source: 'made up' },
  rows: [text('Marker', 'mark'), text('Order', 'record')],
}
const kit = pipelineKit({ connector: { imports: { [table.feed]: { table } }, marks: [table.feed] } })
const from = { company: COMPANY, connection: CONNECTION }
const quiet = () => kit.agent.quiet(kit.pipeline)
const one = async (statement: string) => (await kit.owner(statement)).rows[0]
const frozen = async () => (await one('select sentence from erp_freeze where lifted_at is null'))?.sentence

async function accepted(): Promise<ItemId> {
  const item = await kit.order()
  await kit.move(send, item, BOB)
  await kit.move(async (by) => {
    const { rev, hash } = await preview(by.hub, by.sql, COMPANY, ANN, by.kind, item, {})
    await accept(by.hub, by.sql, COMPANY, ANN, by.kind, item, { rev, hash: hash ?? '', answers: {} })
  }, item)
  await quiet()
  return item
}

let listedLast: string | undefined

/** The daily listing, with these lines in the ERP. */
async function listed(lines: string[]): Promise<ReadCommand> {
  const asked = () => kit.agent.others.findLast((each): each is ReadCommand => each.type === 'read')
  if (asked()?.readId === listedLast) kit.clock.advance(25 * 3_600_000)
  await kit.pipeline.worker.settle()
  const command = asked()!
  listedLast = command.readId
  const bytes = async function* () {
    for (const line of lines) yield new TextEncoder().encode(`${line}\n`)
  }
  expect(await kit.pipeline.handler.page(from, { readId: command.readId, number: 1, lines: bytes(), sha256: '' })).toBe(
    true,
  )
  const erpNow = '2026-11-23T10:00:00'
  const end = { type: 'read-end' as const, readId: command.readId, pages: 1, rows: lines.length, erpNow }
  await kit.pipeline.handler.message(from, end)
  return command
}

test('marks of what was exported are known; words of other programs in the same field are not ours', async () => {
  const item = await accepted()
  expect(await kit.opState(item)).toBe('CONFIRMED')
  const { marker } = kit.agent.commands.at(-1)!
  const command = await listed([`${marker}\tO-1`, 'HH2\tO-2', 'ref. 4711 of PM\tO-3'])
  expect(command).toMatchObject({ table: 'ORDERS', where: [{ column: 'Marker', op: '>', value: '' }] })
  expect(await frozen()).toBeUndefined()
})

test('a record whose mark nobody knows stops exports, is told once, and is forgotten when it is gone', async () => {
  await listed(['0123456789\tO-9'])
  expect(await frozen()).toContain('The ERP holds O-9 with our mark 0123456789')
  expect((await checkBooks(kit.pipeline.hub, COMPANY)).map((each) => each.rule)).toEqual(['I4'])
  await kit.db.company(COMPANY, (sql) => unfreeze(kit.pipeline.hub, sql, COMPANY, ANN, 'A record of the test'))
  await listed(['0123456789\tO-9'])
  expect(await frozen()).toBeUndefined()
  kit.clock.advance(1_000)
  expect(await checkBooks(kit.pipeline.hub, COMPANY)).toEqual([])
  await listed(['HH2\tO-2'])
  expect(await one('select count(*)::int as left from erp_orphan')).toEqual({ left: 0 })
})

test('the mark of what was refused has it looked up at once', async () => {
  kit.agent.answer = (command) => kit.agent.refuse(command, 'No')
  const item = await accepted()
  const { marker } = kit.agent.commands.at(-1)!
  await kit.owner(`update erp_op set due_at = null where item_id = ${item}`)
  await listed([`${marker}\tO-4`])
  await quiet()
  expect(kit.agent.commands.at(-1)).toMatchObject({ mode: 'probe', marker })
})
