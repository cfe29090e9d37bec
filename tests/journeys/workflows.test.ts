/** Commitments by every way of direct export (CFG-3): accepted by an approver, at once, after a workflow; and large ones after a workflow in any case. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Client, until } from '../../example/client.ts'
import { draft, type Ground, ground, inTheBooks } from '../world/contracts.ts'
import { type Item, type Journey, journey, type Moves, movesOf } from '../world/journey.ts'

let of: Journey
let at: Ground
let people: { id: number; name: string }[]
let early: Moves
let large: number

beforeAll(async () => {
  of = await journey()
  at = await ground(of)
  people = (await of.admin.get<{ people: typeof people }>(company('workflow_choices'))).people
  await of.admin.ask('PUT', of.erp('settings/contract-number-as-erp-id'), { value: true })
}, 360_000)
afterAll(() => of?.close())

const company = (rest: string) => `/rest/v1.0/companies/${of.admin.company}/${rest}`
const id = (name: string) => people.find((each) => each.name === name)!.id
const direct = (value: string) => of.admin.ask('PUT', of.erp('settings/direct-export-commitments'), { value })

/** A contract of 2,000.15, and what its people do with its workflow. */
async function contract(number: string) {
  const item = await draft(of, at, number)
  const path = company(`workflows/commitment/${item}`)
  return {
    item,
    path,
    moves: movesOf(of, 'commitment', item),
    flow: async (who: Client, move: string, body: object = {}) =>
      (await who.ask('POST', `${path}/${move}`, body)).status,
  }
}

async function template(name: string, from: string | null, ...steps: object[]): Promise<number> {
  const { id } = await of.admin.post<{ id: number }>(company('workflow_templates'), {
    workflow_template: { name, kinds: ['commitment'], from_amount: from, steps },
  })
  return id
}

/** Waits until the person's notices say this. */
const isTold = (who: Client, title: string) =>
  until(`the notice “${title}”`, async () => {
    const notices = await who.get<{ title: string }[]>(company('notices'))
    return notices.some((each) => each.title === title)
  })

/** What the sender's grey button says. */
async function whyNotSent(item: number): Promise<string[]> {
  const { moves } = await of.manager.get<Item>(of.erp(`items/commitment/${item}`))
  return moves.send!.map((each) => each.sentence)
}

test('off: whatever is small goes to the approver, as ever', async () => {
  early = (await contract('SC-OFF')).moves
  expect((await early.try(of.manager, 'send')).status).toBe(200)
  expect((await early.look()).status.word).toBe('Ready to Export')
})

test('large: the workflow stands in front of the approver, and what was changed since is not sent', async () => {
  large = await template(
    'Commitments over 2,000',
    '2000',
    { name: 'Office', people: [id('Ada Quill')] },
    { name: 'Books', people: [id('Arthur Boone')], due_days: 2 },
  )
  const { item, moves, flow } = await contract('SC-LARGE')
  expect(await moves.try(of.manager, 'send')).toMatchObject({
    status: 422,
    sentences: expect.stringContaining('“Commitments over 2,000” must approve it first'),
  })
  expect(await flow(of.reader, 'start')).toBe(403)
  expect(await flow(of.manager, 'start')).toBe(204)
  expect(await whyNotSent(item)).toEqual([
    'The workflow “Commitments over 2,000” waits for the decision of Ada Quill (step 1 of 2).',
  ])
  const waits = 'Commitment SC-LARGE “Contract SC-LARGE” waits for your decision'
  await isTold(of.admin, waits)
  await flow(of.admin, 'decide', { decision: 'approve', step: 1 })
  await isTold(of.approver, waits)
  await flow(of.approver, 'decide', { decision: 'return', step: 2, to: 1, comment: 'Which retainage?' })
  expect(await whyNotSent(item)).toEqual([
    'The workflow “Commitments over 2,000” waits for the decision of Ada Quill (step 1 of 2).',
  ])
  await flow(of.admin, 'decide', { decision: 'approve', step: 1, comment: 'Ten percent.' })
  expect(await flow(of.approver, 'decide', { decision: 'approve', step: 2 })).toBe(204)
  expect(await whyNotSent(item)).toEqual([])

  const path = `/rest/v1.0/work_order_contracts/${item}`
  await of.manager.ask('PATCH', path, { project_id: at.project, work_order_contract: { title: 'Another title' } })
  expect(await moves.try(of.manager, 'send')).toMatchObject({
    status: 422,
    sentences: expect.stringContaining('changed since the workflow'),
  })
  await flow(of.manager, 'start')
  await flow(of.admin, 'decide', { decision: 'approve', step: 1 })
  await flow(of.approver, 'decide', { decision: 'approve', step: 2 })
  expect((await moves.try(of.manager, 'send')).status).toBe(200)
  expect((await moves.look()).status.word).toBe('Ready to Export')
  await moves.accept('SC-LARGE')
  await moves.until('Synced')
}, 360_000)

test('a contract that waited for the approver before the workflow was set up needs it all the same', async () => {
  const { refusals, hash } = await early.preview({ erpId: 'SC-OFF' })
  expect(refusals.map((each) => each.code)).toEqual(['workflow-missing'])
  expect(hash).toBeNull()
})

test('on: it is exported at once, but for the large ones', async () => {
  await direct('on')
  const { item, moves, flow } = await contract('SC-ON')
  expect((await moves.try(of.manager, 'send')).status).toBe(422)
  await flow(of.manager, 'start')
  await flow(of.admin, 'decide', { decision: 'approve', step: 1 })
  await flow(of.approver, 'decide', { decision: 'reject', step: 2, comment: 'Twice.' })
  await isTold(of.manager, 'Commitment SC-ON “Contract SC-ON” was rejected')
  expect(await whyNotSent(item)).toEqual(['The workflow “Commitments over 2,000” rejected it.'])
  await of.admin.delete(company(`workflow_templates/${large}`))
  expect((await moves.try(of.manager, 'send')).status).toBe(200)
  await moves.until('Synced')
  expect((await inTheBooks(of, 'SC-ON')).headers).toHaveLength(1)
}, 360_000)

test('workflow: grey until it is approved, also by a substitute; then exported at once', async () => {
  await direct('workflow')
  const { item, moves, flow, path } = await contract('SC-FLOW')
  expect(await whyNotSent(item)).toEqual(['Commitments go to the ERP after a workflow, and none is set up for them.'])
  await template('Every commitment', null, { name: 'Office', people: [id('Arthur Boone')] })
  expect((await moves.try(of.manager, 'send')).status).toBe(422)
  expect(await flow(of.manager, 'start')).toBe(204)
  await of.approver.post(company('workflow_substitutes'), {
    substitute: { substitute_id: id('Ada Quill'), from: '2000-01-01', to: '2099-12-31' },
  })
  const [mine] = await of.admin.get<{ number: string; for: string[] }[]>(company('my_approvals'))
  expect(mine).toMatchObject({ number: 'SC-FLOW', for: ['Arthur Boone'] })
  expect(await flow(of.admin, 'decide', { decision: 'approve', step: 1 })).toBe(204)
  expect((await moves.try(of.manager, 'send')).status).toBe(200)
  expect((await moves.until('Synced')).erp_id).toBe('SC-FLOW')
  const shown = await of.manager.get<{ decisions: { who: string; for: string }[] }>(path)
  expect(shown.decisions[0]).toMatchObject({ who: 'Ada Quill', for: 'Arthur Boone' })
}, 360_000)
