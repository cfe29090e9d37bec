/** Who is told of a workflow's moves: whoever is to decide and whoever started it, over the real pipeline, a mail server that catches, and a clock by hand. */
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { type Catcher, mailCatcher } from '../../tests/world/mail.ts'
import { ANN, BOB, COMPANY, pipelineKit } from '../../tests/world/pipeline.ts'
import { changeSettings, createCompany, createPerson, createTemplate, setMembership } from '../access/store.ts'
import { tellerOf } from '../erp/teller.ts'
import type { CompanyId, ItemId, UserId } from '../ids.ts'
import type { Sql } from '../platform/db.ts'
import { createLog } from '../platform/log.ts'
import { createMailer } from '../platform/mail.ts'
import { newId } from '../platform/new-id.ts'
import type { Level } from '../platform/route.ts'
import { type Decision, type Input, type Step, step, type WorkflowTemplateId } from '../workflows/model.ts'
import { type Actor, latestWorkflow, moveWorkflow, startWorkflow } from '../workflows/store.ts'
import { endSubstitute, nameSubstitute } from '../workflows/store-people.ts'
import { type Notices, startNotices } from './chores.ts'
import type { Channels } from './model.ts'
import { setChoice } from './store.ts'

const TODAY = '2026-11-23'
const kit = pipelineKit()
let catcher: Catcher
let notices: Notices
const running: Notices[] = []
let otherCompany: CompanyId
/** May look at orders. */
let eve: UserId
/** May look at nothing. */
let nina: UserId
/** Of another company. */
let carl: UserId

beforeAll(async () => {
  catcher = await mailCatcher()
  await kit.db.system(async (sql) => {
    const looks = { 'ERP Integrations': 'Read Only' } as const
    const template = (company: CompanyId, name: string, levels: Record<string, Level>) =>
      createTemplate(sql, company, { name, scope: 'company', levels })
    const join = async (company: CompanyId, name: string, levels: Record<string, Level>) => {
      const id = await createPerson(sql, { email: `${name}@example.com`, name, password: 'is-told-well-12' })
      await setMembership(sql, company, id, { template: await template(company, name, levels) })
      return id
    }
    for (const id of [ANN, BOB])
      await setMembership(sql, COMPANY, id, { template: await template(COMPANY, `Of ${id}`, looks) })
    otherCompany = await createCompany(sql, { name: 'Elsewhere', timeZone: 'UTC' })
    eve = await join(COMPANY, 'eve', looks)
    nina = await join(COMPANY, 'nina', {})
    carl = await join(otherCompany, 'carl', looks)
  })
  notices = await started()
  await notices.settle()
})
afterAll(async () => {
  for (const each of running) await each.stop()
  await catcher.close()
})
beforeEach(async () => {
  await mailsGone()
  catcher.caught.length = 0
})

async function started(): Promise<Notices> {
  const { db, clock, pipeline } = kit
  const mailer = createMailer({
    GUSSET_SMTP_URL: catcher.url,
    GUSSET_MAIL_FROM: 'Gusset <gusset@example.test>',
    GUSSET_SMTP_PASSWORD_FILE: undefined,
  })
  const teller = tellerOf(pipeline.hub.registry)
  const publicUrl = 'https://gusset.example.test'
  const made = await startNotices({ db, clock, log: createLog('silent'), teller, mailer, publicUrl }, false)
  running.push(made)
  return made
}

/** After the time in which notices gather. */
async function mailsGone(): Promise<void> {
  await notices.settle()
  kit.clock.advance(11_000)
  await notices.settle()
}

const stepFor = (name: string, people: UserId[], more: Partial<Step> = {}): Step => ({
  ...{ name, people, roles: [], decides: 'one', dueDays: null, required: true, commentOnRejection: true },
  ...more,
})

const as = (actor: UserId, work: (by: Actor) => Promise<void>, today = TODAY) =>
  kit.db.company(COMPANY, (sql: Sql) => work({ sql, company: COMPANY, actor, now: kit.clock.now(), today }))

/** An order whose workflow Bob starts. */
async function begun(...steps: Step[]): Promise<ItemId> {
  const item = await kit.order({ title: 'Paving' })
  const template = { id: newId<WorkflowTemplateId>(), version: 1, name: 'Large orders', kinds: [], fromAmount: null }
  const summary = { id: item, number: '', title: '', path: '', rev: 1, columns: {}, project: undefined }
  await as(BOB, (by) => startWorkflow(by, 'order', summary, { ...template, steps }, undefined))
  return item
}

async function move(who: UserId, item: ItemId, input: Input & { type: Decision }, comment = ''): Promise<void> {
  await as(who, async (by) => {
    const workflow = (await latestWorkflow(by.sql, COMPANY, 'order', item))!
    await moveWorkflow(by, workflow, step(workflow, input), { decision: input.type, comment })
  })
}
const approve = (who: UserId, item: ItemId, eligible = [who]) =>
  move(who, item, { type: 'approve', persons: [who], eligible })

const choose = (person: UserId, event: 'decide' | 'decided', channels: Channels) =>
  kit.db.company(COMPANY, (sql) => setChoice(sql, COMPANY, person, event, channels))

async function told(item: ItemId): Promise<{ person: UserId; event: string; text: string; mailed: boolean }[]> {
  await notices.settle()
  const { rows } = await kit.owner(
    `select person_id::int8 as person, event, title, text, path, in_page, mail_id is not null as mailed from notice
     where item_id = ${item} order by id`,
  )
  return rows.map((row) => ({ ...row, person: Number(row.person) }))
}
const people = async (item: ItemId) => (await told(item)).map((each) => each.person).sort((a, b) => a - b)
const sorted = (...ids: UserId[]) => ids.sort((a, b) => a - b)

it('tells those who are to decide and their substitutes, once; not whoever moved it, may not see it, or is of another company', async () => {
  await choose(ANN, 'decide', { page: true, email: true, summary: true })
  const days = { substitute: eve, from: TODAY, to: TODAY }
  const substitute = await kit.db.company(COMPANY, (sql) => nameSubstitute(sql, COMPANY, ANN, days))
  const item = await begun(stepFor('Office', [ANN, BOB, nina, carl]))
  const others = [await started(), await started()]
  await Promise.all(others.map((each) => each.settle()))
  expect(await people(item)).toEqual(sorted(ANN, eve))
  expect((await told(item)).find((each) => each.person === ANN)).toEqual({
    person: ANN,
    event: 'decide',
    title: `Order ${item} “Paving” waits for your decision`,
    text: 'Bob Builder started the workflow “Large orders”. Look at it and decide the step “Office”.',
    path: `/order/${item}`,
    in_page: true,
    mailed: true,
  })
  await mailsGone()
  expect(catcher.caught.map((mail) => mail.to)).toEqual([['ann@example.com']])
  expect(catcher.caught[0]?.body).toContain(`https://gusset.example.test/order/${item}`)
  await kit.db.company(COMPANY, (sql) => endSubstitute(sql, COMPANY, ANN, substitute))
  expect(await people(await begun(stepFor('Office', [ANN])))).toEqual([ANN])
  await choose(ANN, 'decide', { page: true, email: false, summary: true })
})

it('tells of each step as it is reached, also of one that it is returned to, and of no other approval', async () => {
  const item = await begun(stepFor('Office', [ANN, eve], { decides: 'all' }), stepFor('Books', [BOB, ANN]))
  expect(await people(item)).toEqual(sorted(ANN, eve))
  await approve(eve, item, [ANN, eve])
  expect(await told(item)).toHaveLength(2)
  await approve(ANN, item, [ANN, eve])
  expect((await told(item)).slice(2)).toMatchObject([
    {
      person: BOB,
      text: 'Ann Approver approved it in the workflow “Large orders”. Look at it and decide the step “Books”.',
    },
  ])
  await move(BOB, item, { type: 'return', to: 0 }, 'Which phase is it?')
  const returned = (await told(item)).slice(3)
  expect(returned.map((each) => each.person).sort((a, b) => a - b)).toEqual(sorted(ANN, eve))
  expect(returned[0]?.text).toBe(
    'Bob Builder returned it in the workflow “Large orders”: Which phase is it? Look at it and decide the step “Office”.',
  )
})

it('asks nobody for a step that is decided meanwhile', async () => {
  const item = await begun(stepFor('Office', [ANN]), stepFor('Books', [eve]))
  await approve(ANN, item)
  expect(await people(item)).toEqual([eve])
})

it('asks whoever started it only where sender and approver may be one person', async () => {
  const days = { substitute: BOB, from: TODAY, to: TODAY }
  const substitute = await kit.db.company(COMPANY, (sql) => nameSubstitute(sql, COMPANY, eve, days))
  const reached = async () => {
    const item = await begun(stepFor('Office', [ANN]), stepFor('Books', [BOB]), stepFor('Direction', [eve]))
    await approve(ANN, item)
    const second = await people(item)
    await approve(ANN, item)
    return [second, await people(item)]
  }
  expect(await reached()).toEqual([[BOB], sorted(BOB, BOB, eve)])
  await kit.db.company(COMPANY, (sql) => changeSettings(sql, COMPANY, { fourEyes: true }, undefined))
  expect(await reached()).toEqual([[], [eve]])
  await kit.db.company(COMPANY, (sql) => changeSettings(sql, COMPANY, { fourEyes: false }, undefined))
  await kit.db.company(COMPANY, (sql) => endSubstitute(sql, COMPANY, eve, substitute))
})

it('tells whoever started it what became of it, with the reason, unless it was that person', async () => {
  const ended = async (by: UserId, input: Input & { type: Decision }, comment = '') => {
    const item = await begun(stepFor('Office', [ANN, BOB]))
    await notices.settle()
    await move(by, item, input, comment)
    return (await told(item)).filter((each) => each.event === 'decided')
  }
  const approval: Input & { type: Decision } = { type: 'approve', persons: [ANN, BOB], eligible: [ANN, BOB] }
  expect(await ended(ANN, { type: 'reject' }, 'The amount is wrong')).toMatchObject([
    {
      person: BOB,
      title: expect.stringMatching(/^Order \d+ “Paving” was rejected$/),
      text: 'Ann Approver rejected it in the workflow “Large orders”: The amount is wrong. Mend it, then start the workflow again.',
      path: expect.stringMatching(/^\/order\/\d+$/),
      in_page: true,
      mailed: true,
    },
  ])
  expect(await ended(ANN, { type: 'return', to: 'sender' }, 'Which phase is it?')).toMatchObject([
    {
      person: BOB,
      title: expect.stringMatching(/was returned to you$/),
      text: expect.stringContaining('phase is it?'),
    },
  ])
  expect(await ended(ANN, approval)).toMatchObject([
    {
      person: BOB,
      title: expect.stringMatching(/was approved$/),
      text: 'Ann Approver approved it in the workflow “Large orders”. It may be sent to the ERP.',
    },
  ])
  expect(await ended(BOB, approval)).toEqual([])
})

it('counts in the daily summary what waits for one’s decision and what is overdue', async () => {
  await kit.owner(`update workflow set status = 'withdrawn' where status = 'in-review'`)
  await begun(stepFor('Office', [ANN, nina], { dueDays: 1 }))
  await begun(stepFor('Office', [ANN, eve], { dueDays: 3 }))
  await choose(eve, 'decide', { page: true, email: false, summary: false })
  await mailsGone()
  catcher.caught.length = 0
  await kit.owner('update notice_cursor set summary_day = null')
  kit.clock.set('2026-11-25T22:00:00Z')
  await notices.settle()
  await notices.settle()
  expect(catcher.caught.map((mail) => [mail.to, mail.subject])).toEqual([
    [['ann@example.com'], 'Harbor Builders: 2 to decide (1 overdue)'],
  ])
  expect(catcher.caught[0]?.body).toContain('WAITS FOR YOUR DECISION')
  expect(catcher.caught[0]?.body).toMatch(/Orders: 2\r\nOverdue: 1\. The oldest since Nov 23, 2026\./)
  expect(catcher.caught[0]?.body).toContain(`/companies/${COMPANY}/approvals`)
})
