import { expect, test } from 'vitest'
import { ANN, BOB, COMPANY, pipelineKit } from '../../tests/world/pipeline.ts'
import type { ItemId } from '../ids.ts'
import { Refused } from '../platform/refusal.ts'
import { accept, preview } from './accept.ts'
import { reject, retrieve, send } from './exports.ts'

const kit = pipelineKit()
const CLIENTS = 8
const ROUNDS = 10

async function seenOf(item: ItemId) {
  const { rev, hash } = await kit.move((by) => preview(by.hub, by.sql, COMPANY, ANN, by.kind, item, {}), item)
  return { rev, hash: hash ?? '', answers: {} }
}

async function sent(): Promise<ItemId> {
  const item = await kit.order()
  await kit.move(send, item, BOB)
  return item
}

/** What became of each; a fault is no outcome. */
async function race(moves: (() => Promise<unknown>)[]): Promise<{ won: number; refused: Refused[] }> {
  const results = await Promise.allSettled(moves.map((move) => move()))
  const faults = results.filter((each) => each.status === 'rejected' && !(each.reason instanceof Refused))
  expect(faults).toEqual([])
  const refused = results.flatMap((each) => (each.status === 'rejected' ? [each.reason as Refused] : []))
  return { won: results.length - refused.length, refused }
}

test('eight approvers at once: exactly one op, the others hear who and when', async () => {
  for (let round = 0; round < ROUNDS; round++) {
    const item = await sent()
    const seen = await seenOf(item)
    const accepting = () => kit.move((by) => accept(by.hub, by.sql, COMPANY, ANN, by.kind, item, seen), item)
    const { won, refused } = await race(Array.from({ length: CLIENTS }, () => accepting))
    expect(won).toBe(1)
    expect(new Set(refused.map((each) => each.status))).toEqual(new Set([409]))
    expect(refused[0]?.message).toContain('accepted by Ann Approver, 2026-11-23 09:00 UTC')
    expect((await kit.owner(`select 1 from erp_op where item_id = ${item}`)).rowCount).toBe(1)
  }
})

test('accepting against editing: what is exported is what was seen, or nothing', async () => {
  for (let round = 0; round < ROUNDS; round++) {
    const item = await sent()
    const seen = await seenOf(item)
    await race([
      () => kit.move((by) => accept(by.hub, by.sql, COMPANY, ANN, by.kind, item, seen), item),
      () => kit.edit('order', item, `Edited ${round}`),
    ])
    const ops = await kit.owner(
      `select document->>'title' as title, payload_sha256 from erp_op where item_id = ${item}`,
    )
    for (const op of ops.rows) expect(op).toEqual({ title: `order ${item}`, payload_sha256: seen.hash })
  }
})

test('accepting against retrieving and rejecting: one of them, and the op agrees with the inbox', async () => {
  for (let round = 0; round < ROUNDS; round++) {
    const item = await sent()
    const seen = await seenOf(item)
    await race([
      () => kit.move((by) => accept(by.hub, by.sql, COMPANY, ANN, by.kind, item, seen), item),
      () => kit.move(retrieve, item, BOB),
      () => kit.move((by) => reject(by, 'No'), item),
    ])
    const found = await kit.owner(
      `select i.state as inbox, o.state as op from erp_item i left join erp_op o using (company_id, op_key) where i.item_id = ${item}`,
    )
    const { inbox, op } = found.rows[0] as { inbox: string; op: string | null }
    expect([
      'ACCEPTED/QUEUED',
      'RETRIEVED/CANCELLED',
      'REJECTED/CANCELLED',
      'RETRIEVED/null',
      'REJECTED/null',
    ]).toContain(`${inbox}/${op}`)
  }
})

test('one ERP ID for two items: one of them', async () => {
  for (let round = 0; round < ROUNDS; round++) {
    const items = [await sent(), await sent()]
    const answers = { erp_id: `SAME${round}` }
    const seens = await Promise.all(
      items.map((item) => kit.move((by) => preview(by.hub, by.sql, COMPANY, ANN, by.kind, item, answers), item)),
    )
    const { won } = await race(
      items.map((item, at) => () => {
        const seen = { rev: seens[at]!.rev, hash: seens[at]!.hash ?? '', answers }
        return kit.move((by) => accept(by.hub, by.sql, COMPANY, ANN, by.kind, item, seen), item)
      }),
    )
    expect(won).toBe(1)
  }
})

test('two workers on one database: each op is handed over once', async () => {
  const items = await Promise.all(Array.from({ length: 20 }, sent))
  for (const item of items) {
    const seen = await seenOf(item)
    await kit.move((by) => accept(by.hub, by.sql, COMPANY, ANN, by.kind, item, seen), item)
  }
  kit.agent.answer = () => undefined
  kit.pipeline.hub.window = 1000
  const { dispatchTo } = await import('./dispatch.ts')
  const [ref] = kit.agent.connected()
  await Promise.all(Array.from({ length: 4 }, () => dispatchTo(kit.pipeline.hub, ref!)))
  const markers = kit.agent.commands.map((command) => command.marker)
  expect(new Set(markers).size).toBe(markers.length)
  const leased = await kit.owner(
    `select count(*)::int as n from erp_op where state = 'LEASED' and item_id in (${items.join(',')})`,
  )
  expect(leased.rows).toEqual([{ n: items.length }])
})
