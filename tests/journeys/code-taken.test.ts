/** A commitment entered by hand at the desk has the code that the approver typed: nothing is written over, a person sees both sides and decides. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { commitmentLine, itemLine } from '../../simulator/fixture.ts'
import { type Ground, ground, inTheBooks, SMALL, sent } from '../world/contracts.ts'
import { type Journey, journey } from '../world/journey.ts'

let of: Journey
let at: Ground

beforeAll(async () => {
  of = await journey()
  at = await ground(of)
})
afterAll(() => of?.close())

test('needs review with both sides; declared void; sent again under another number', { timeout: 300_000 }, async () => {
  await enteredByHand('SC-2977-01')
  const theirs = await inTheBooks(of, 'SC-2977-01')
  const moves = await sent(of, at, 'SC-2977-01')
  await moves.accept('SC-2977-01')
  const item = await moves.until('Needs review', 'Synced', 'Failed')
  expect(item).toMatchObject({
    status: { word: 'Needs review' },
    op: { human_reason: 'different', read_back: { verdict: 'DIFFERENT' } },
  })
  expect(JSON.stringify(item.op?.read_back)).toContain('531524')
  expect(JSON.stringify(item.op?.document)).toContain('1200.10')
  expect((await moves.try(of.approver, 'declare-void', { reason: '' })).status).toBe(422)

  await moves.try(of.approver, 'declare-void', { reason: 'Somebody else’s commitment.' })
  await commandIsOver()
  await moves.until('Failed')
  expect((await moves.try(of.manager, 'send-again')).status).toBe(200)
  await moves.accept('SC-2977-02')
  expect(await moves.until('Synced', 'Needs review', 'Failed')).toMatchObject({
    status: { word: 'Synced' },
    erp_id: 'SC-2977-02',
  })
  expect(await inTheBooks(of, 'SC-2977-02')).toMatchObject(SMALL)
  expect(await inTheBooks(of, 'SC-2977-01')).toEqual(theirs)
})

/** As somebody at the desk would, by a file of their own that carries no mark of ours. */
async function enteredByHand(code: string): Promise<void> {
  const post = (path: string, body: object) =>
    fetch(`${of.world.simulatorUrl}/box/${path}`, { method: 'POST', body: JSON.stringify(body) })
  const hand = new AbortController()
  const held = await fetch(`${of.world.simulatorUrl}/box/lock`, { method: 'POST', signal: hand.signal })
  const { value } = await held.body!.getReader().read()
  const { lock } = JSON.parse(new TextDecoder().decode(value)) as { lock: string }
  const content = `${commitmentLine({ 2: `"${code}"`, 146: '' })}${itemLine({ 2: `"${code}"` })}`
  const answer = await post('import', { lock, task: 'jc-import-commitments', fileName: 'HANDENTRY1.imp', content })
  if (!answer.ok) throw new Error(await answer.text())
  hand.abort()
}

/** "Not there" counts only once no command can still be carried out, five minutes after it was sent: this lets them pass. */
async function commandIsOver(): Promise<void> {
  await of.database.db.system((sql) =>
    sql.run(`update erp_op set not_after = now() - interval '1 second', due_at = now() where state = 'NEEDS_HUMAN'`),
  )
}
