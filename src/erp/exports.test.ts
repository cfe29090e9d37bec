import { beforeEach, describe, expect, test } from 'vitest'
import { ANN, BOB, COMPANY, CONNECTION, pipelineKit, reply } from '../../tests/world/pipeline.ts'
import type { ItemId } from '../ids.ts'
import { Refused } from '../platform/refusal.ts'
import { type Acceptance, accept, preview } from './accept.ts'
import { acceptMany, adopt, adoptDifferent, declareVoid, reject, retrieve, send, sendAgain, unlink } from './exports.ts'
import { readBack } from './protocol-compare.ts'

const kit = pipelineKit()
const TOO_LONG = 'A title that is certainly far too long'

const look = (item: ItemId, answers = {}) =>
  kit.move((by) => preview(by.hub, by.sql, COMPANY, ANN, by.kind, item, answers), item)

async function acceptSeen(item: ItemId, seen?: { rev: number; hash: string | undefined }): Promise<Acceptance> {
  const { rev, hash } = seen ?? (await look(item))
  return kit.move(
    (by) => accept(by.hub, by.sql, COMPANY, ANN, by.kind, item, { rev, hash: hash ?? '', answers: {} }),
    item,
  )
}

async function sent(given: Parameters<typeof kit.order>[0] = {}): Promise<ItemId> {
  const item = await kit.order(given)
  await kit.move(send, item, BOB)
  return item
}

async function accepted(): Promise<ItemId> {
  const item = await sent()
  await acceptSeen(item)
  return item
}

const quiet = () => kit.agent.quiet(kit.pipeline)
const refused = (promise: Promise<unknown>) =>
  promise.then(
    () => undefined,
    (error: unknown) => (error instanceof Refused ? error : Promise.reject(error)),
  )

beforeEach(() => {
  kit.agent.answer = (command) => kit.agent.carryOut(command)
  kit.agent.present = true
})

describe('from sending to synced', () => {
  test('an accepted item is written once, read back, linked and told', async () => {
    const item = await accepted()
    await quiet()
    expect(await kit.opState(item)).toBe('CONFIRMED')
    const link = await kit.owner(`select erp_id, status from erp_link where item_id = ${item}`)
    expect(link.rows).toEqual([{ erp_id: `E${item}`, status: 'LINKED' }])
    const made = await kit.owner(`select synced_as from made_up where id = ${item}`)
    expect(made.rows).toEqual([{ synced_as: `E${item}` }])
    const steps = await kit.owner(
      `select to_state from erp_op_event e join erp_op o using (company_id, op_key) where o.item_id = ${item} order by e.id`,
    )
    expect(steps.rows.map((each: { to_state: string }) => each.to_state)).toEqual([
      'QUEUED',
      'LEASED',
      'RUNNING',
      'CONFIRMED',
    ])
    const told = await kit.owner(`select action from history where subject_id = '${item}' order by seq`)
    expect(told.rows.map((each: { action: string }) => each.action)).toEqual([
      'sent',
      'export-accepted',
      'export-dispatched',
      'export-started',
      'export-confirmed',
    ])
  })

  test('what the ERP gets is what the approver saw: an edit after looking is refused, an edit after accepting changes nothing', async () => {
    const item = await sent({ title: 'Paving' })
    const seen = await look(item)
    await kit.edit('order', item, 'Paving and curbs')
    const error = await refused(acceptSeen(item, seen))
    expect(error?.status).toBe(409)
    expect(error?.refusals[0]?.code).toBe('changed-since-you-looked')
    await acceptSeen(item)
    await kit.edit('order', item, 'Something else')
    await quiet()
    const { marker } = (await kit.owner(`select marker from erp_op where item_id = ${item}`)).rows[0] as {
      marker: string
    }
    expect(kit.agent.books.get(marker)?.[0]?.[1]).toBe('Paving and curbs')
  })

  test('the amount that was accepted stays with the export, whatever the item comes to afterwards', async () => {
    const item = await sent()
    const { amount } = await look(item)
    await acceptSeen(item)
    await kit.owner(`update made_up set amount = amount + 1000, rev = rev + 1 where kind = 'order' and id = ${item}`)
    expect((await look(item)).amount).not.toBe(amount)
    const op = () => kit.owner(`select amount from erp_op where item_id = ${item}`)
    expect((await op()).rows).toEqual([{ amount }])
    const changing = kit.owner(`update erp_op set amount = amount + 1 where item_id = ${item}`)
    await expect(changing).rejects.toThrow('is frozen')
    await quiet()
    expect((await op()).rows).toEqual([{ amount }])
  })

  test('a limit broken is said before sending, in the preview, and stops acceptance', async () => {
    const long = await kit.order({ title: TOO_LONG })
    expect((await refused(kit.move(send, long, BOB)))?.refusals[0]?.code).toBe('title-too-long')
    const item = await sent()
    await kit.edit('order', item, TOO_LONG)
    const seen = await look(item)
    expect(seen.refusals.map((each) => each.code)).toEqual(['title-too-long'])
    expect((await refused(acceptSeen(item, seen)))?.status).toBe(422)
  })

  test('an ERP ID that another item has is refused with its name', async () => {
    const first = await accepted()
    const second = await sent()
    const seen = await look(second, { erp_id: `E${first}` })
    expect(seen.refusals[0]?.code).toBe('erp-id-taken')
    expect(seen.refusals[0]?.sentence).toContain(`order ${first}`)
  })

  test('direct export: sending accepts at once', async () => {
    await kit.owner(`insert into erp_setting values (${COMPANY}, 'direct-order', '"on"', ${ANN}, now())`)
    const item = await kit.order()
    await kit.move(send, item, BOB)
    await kit.owner(`delete from erp_setting`)
    await quiet()
    expect(await kit.opState(item)).toBe('CONFIRMED')
  })

  test('many at once: each has its own outcome', async () => {
    const good = await sent()
    const bad = await sent()
    await kit.edit('order', bad, TOO_LONG)
    const { rev, hash } = await look(good)
    const seen = { rev, hash: hash ?? '', answers: {} }
    const outcomes = await acceptMany(kit.pipeline.hub, { company: COMPANY, actor: ANN, kind: 'order' }, [
      { item: bad, seen: { ...seen, rev: 2 } },
      { item: good, seen },
    ])
    expect(outcomes.map((each) => each.refusals?.[0]?.code ?? 'accepted')).toEqual(['title-too-long', 'accepted'])
  })

  test('many at once: two that cannot go together do not keep the others', async () => {
    const items = [await sent(), await sent(), await sent()]
    const answers = { erp_id: `TWICE-${items[0]}` }
    const wishes = []
    for (const item of items.slice(0, 2)) {
      const { rev, hash } = await look(item, answers)
      wishes.push({ item, seen: { rev, hash: hash ?? '', answers } })
    }
    const by = { company: COMPANY, actor: ANN, kind: 'order' }
    const outcomes = await acceptMany(kit.pipeline.hub, by, [...wishes, { item: items[2]! }])
    expect(outcomes.map((each) => each.refusals?.[0]?.code ?? 'accepted')).toEqual([
      'accepted',
      'erp-id-taken',
      'accepted',
    ])
    await quiet()
    expect(await Promise.all(items.map((item) => kit.opState(item)))).toEqual(['CONFIRMED', undefined, 'CONFIRMED'])
    const told = await kit.owner(
      `select subject_id from history where action = 'export-accepted' and subject_id = any(array[${items.map((item) => `'${item}'`)}])`,
    )
    expect(told.rows).toHaveLength(2)
  })
})

describe('parent before child', () => {
  test('an item waits, with the sentence, until what it needs is linked', async () => {
    const parent = await sent()
    const child = await sent({ needs: parent })
    expect((await acceptSeen(child)).waitingFor).toBe(`order ${parent} must be linked first.`)
    await quiet()
    const waiting = await kit.owner(`select state, waiting_for from erp_op where item_id = ${child}`)
    expect(waiting.rows).toEqual([{ state: 'QUEUED', waiting_for: `order ${parent} must be linked first.` }])
    await acceptSeen(parent)
    await quiet()
    expect(await kit.opState(child)).toBe('CONFIRMED')
  })

  test('a set that goes by itself is exported first, in the name of the approver', async () => {
    const part = await kit.part()
    const item = await sent({ part })
    await acceptSeen(item)
    await quiet()
    expect(await kit.opState(part, 'part')).toBe('CONFIRMED')
    expect(await kit.opState(item)).toBe('CONFIRMED')
    const order = await kit.owner(
      `select kind, approved_by from erp_op where item_id in (${part}, ${item}) order by changed_at, kind desc`,
    )
    expect(order.rows).toEqual([
      { kind: 'part', approved_by: String(ANN) },
      { kind: 'order', approved_by: String(ANN) },
    ])
    expect((await kit.owner(`select 1 from erp_link where item_id = ${part}`)).rowCount).toBe(0)
  })
})

describe('taking back', () => {
  test('retrieved before acceptance, and after it while nothing was handed over', async () => {
    const early = await sent()
    await kit.move(retrieve, early, BOB)
    expect(await kit.opState(early)).toBeUndefined()
    const late = await accepted()
    await kit.move(retrieve, late, BOB)
    expect(await kit.opState(late)).toBe('CANCELLED')
    await kit.move(send, late, BOB)
    await acceptSeen(late)
    await quiet()
    expect(await kit.opState(late)).toBe('CONFIRMED')
  })

  test('not once it was handed to the agent', async () => {
    kit.agent.answer = () => undefined
    const item = await accepted()
    await quiet()
    const error = await refused(kit.move(retrieve, item, BOB))
    expect(error?.status).toBe(409)
    expect(error?.refusals[0]?.code).toBe('already-on-its-way')
    kit.agent.answer = (command) => kit.agent.carryOut(command)
    kit.clock.advance(11 * 60_000)
    await quiet()
    kit.clock.advance(60_000)
    await quiet()
    expect(await kit.opState(item)).toBe('CONFIRMED')
  })

  test('rejected with a reason, which is demanded', async () => {
    const item = await sent()
    expect((await refused(kit.move((by) => reject(by, ' '), item)))?.status).toBe(422)
    await kit.move((by) => reject(by, 'Wrong vendor'), item)
    const found = await kit.owner(`select state, reason from erp_item where item_id = ${item}`)
    expect(found.rows).toEqual([{ state: 'REJECTED', reason: 'Wrong vendor' }])
  })
})

describe('what the ERP says', () => {
  test('refused: failed with its words, sent again as a new intent', async () => {
    kit.agent.answer = (command) => kit.agent.refuse(command, 'Vendor is inactive')
    const item = await accepted()
    await quiet()
    expect(await kit.opState(item)).toBe('REFUSED')
    const raw = await kit.owner(
      `select raw from erp_op_event e join erp_op o using (company_id, op_key) where o.item_id = ${item} and e.to_state = 'REFUSED'`,
    )
    expect(raw.rows).toEqual([{ raw: 'Vendor is inactive' }])
    kit.agent.answer = (command) => kit.agent.carryOut(command)
    await kit.move(sendAgain, item, BOB)
    await acceptSeen(item)
    await quiet()
    expect(await kit.opState(item)).toBe('CONFIRMED')
    expect((await kit.owner(`select intent_no from erp_op where item_id = ${item} order by 1`)).rows).toEqual([
      { intent_no: 1 },
      { intent_no: 2 },
    ])
  })

  test('a verdict the rows do not bear out is not believed', async () => {
    kit.agent.answer = (command) => ({
      result: 'APPLIED',
      readBack: { ...readBack(command.probes, []), verdict: 'EXACT' },
    })
    const item = await accepted()
    await quiet()
    expect(await kit.opState(item)).toBe('NEEDS_HUMAN')
  })

  test('a lost agent is no failure: the op is uncertain, looked up, and found', async () => {
    kit.agent.answer = (command) => {
      kit.agent.carryOut(command)
      return undefined
    }
    const item = await accepted()
    await quiet()
    await kit.pipeline.handler.gone({ company: COMPANY, connection: CONNECTION })
    expect(await kit.opState(item)).toBe('UNCERTAIN')
    kit.agent.answer = (command) => kit.agent.carryOut(command)
    kit.clock.advance(60_000)
    await quiet()
    expect(await kit.opState(item)).toBe('CONFIRMED')
  })

  test('the same outcome twice changes nothing and is acknowledged twice', async () => {
    const item = await accepted()
    await quiet()
    const command = kit.agent.commands.at(-1)!
    const acks = kit.agent.acks.length
    await kit.agent.say(reply(command, kit.agent.carryOut(command)))
    expect(kit.agent.acks.length).toBe(acks + 1)
    expect((await kit.owner(`select 1 from erp_link where item_id = ${item}`)).rowCount).toBe(1)
  })
})

describe('needs review', () => {
  async function different(): Promise<ItemId> {
    kit.agent.answer = (command) => {
      kit.agent.books.set(command.marker, [[...command.probes[0]!.rows[0]!.slice(0, 2), '999.00']])
      return kit.agent.carryOut(command)
    }
    const item = await accepted()
    await quiet()
    expect(await kit.opState(item)).toBe('NEEDS_HUMAN')
    kit.agent.answer = (command) => kit.agent.carryOut(command)
    return item
  }

  test('adopting reads the ERP once more; only an exact record confirms', async () => {
    const item = await different()
    await kit.move((by) => adopt(by, 'Looks right'), item)
    await quiet()
    expect(await kit.opState(item)).toBe('NEEDS_HUMAN')
    const command = kit.agent.commands.at(-1)!
    kit.agent.books.set(command.marker, command.probes[0]!.rows)
    await kit.move((by) => adopt(by, 'Mended in the ERP'), item)
    await quiet()
    expect(await kit.opState(item)).toBe('CONFIRMED')
    const told = await kit.owner(
      `select actor, why from history where subject_id = '${item}' and action = 'export-adopted'`,
    )
    expect(told.rows).toEqual([{ actor: String(ANN), why: 'Mended in the ERP' }])
  })

  test('a differing record is adopted as it was shown, with a reason', async () => {
    const item = await different()
    const at = (await kit.owner(`select evidence_at from erp_op where item_id = ${item}`)).rows[0] as {
      evidence_at: Date
    }
    const stale = await refused(kit.move((by) => adoptDifferent(by, 'Change order', '2020-01-01T00:00:00.000Z'), item))
    expect(stale?.refusals[0]?.code).toBe('changed-since-you-looked')
    const adopting = () => kit.move((by) => adoptDifferent(by, 'Change order', at.evidence_at.toISOString()), item)
    await kit.owner(
      `insert into erp_setting (company_id, key, value, set_by, set_at) values (${COMPANY}, 'adopt-by-second-person', 'true', ${ANN}, now())`,
    )
    expect((await refused(adopting()))?.refusals[0]?.code).toBe('second-person')
    await kit.owner(`delete from erp_setting where key = 'adopt-by-second-person'`)
    await adopting()
    expect(await kit.opState(item)).toBe('CONFIRMED')
  })

  test('void only when the ERP is empty', async () => {
    const item = await different()
    // Before that the first command might still be carried out by an agent that was asleep.
    kit.clock.advance(6 * 60_000)
    await kit.move((by) => declareVoid(by, 'Deleted'), item)
    await quiet()
    expect(await kit.opState(item)).toBe('NEEDS_HUMAN')
    kit.agent.books.delete(kit.agent.commands.at(-1)!.marker)
    await kit.move((by) => declareVoid(by, 'Deleted'), item)
    await quiet()
    expect(await kit.opState(item)).toBe('REFUSED')
  })
})

describe('unlinking', () => {
  test('stays while the record is in the ERP, ends when it is gone, and the same ERP ID is free again', async () => {
    const item = await accepted()
    await quiet()
    await kit.move((by) => unlink(by, 'Wrong job'), item)
    await quiet()
    const still = await kit.owner(`select status, sentence from erp_link where item_id = ${item}`)
    expect(still.rows[0]).toMatchObject({ status: 'LINKED', sentence: expect.stringContaining('still in the ERP') })
    kit.agent.books.delete(kit.agent.commands.at(-1)!.marker)
    await kit.move((by) => unlink(by, 'Wrong job'), item)
    await quiet()
    expect((await kit.owner(`select 1 from erp_link where item_id = ${item}`)).rowCount).toBe(0)
    expect((await kit.owner(`select synced_as from made_up where id = ${item}`)).rows).toEqual([{ synced_as: null }])
    await kit.move(send, item, BOB)
    await acceptSeen(item)
    await quiet()
    expect(await kit.opState(item)).toBe('CONFIRMED')
  })

  test('the application itself may not delete links or ops', async () => {
    for (const table of ['erp_op', 'erp_link', 'erp_op_event', 'erp_unlink_log']) {
      await expect(kit.db.company(COMPANY, (sql) => sql.run(`delete from ${table}`))).rejects.toThrow(
        /permission denied/,
      )
    }
  })
})
