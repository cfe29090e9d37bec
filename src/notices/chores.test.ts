/** From the history to the bell and the mail server, over the real pipeline, a mail server that catches, and a clock by hand. */
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { type Catcher, mailCatcher } from '../../tests/world/mail.ts'
import { ANN, BOB, COMPANY, CONNECTION, pipelineKit } from '../../tests/world/pipeline.ts'
import { createTemplate, setMembership } from '../access/store.ts'
import { accept, preview } from '../erp/accept.ts'
import { reject, retrieve, send } from '../erp/exports.ts'
import { tellerOf } from '../erp/teller.ts'
import type { ItemId, UserId } from '../ids.ts'
import type { Db } from '../platform/db.ts'
import { createLog } from '../platform/log.ts'
import { createMailer, type Mailer } from '../platform/mail.ts'
import { type NoticeOptions, type Notices, startNotices } from './chores.ts'
import { setChoice } from './store.ts'
import { addComment } from './store-comments.ts'

const URL_OF_PAGES = 'https://gusset.example.test'
const kit = pipelineKit()
let catcher: Catcher
let mailer: Mailer
let notices: Notices
const running: Notices[] = []

beforeAll(async () => {
  catcher = await mailCatcher()
  mailer = createMailer({
    GUSSET_SMTP_URL: catcher.url,
    GUSSET_MAIL_FROM: 'Gusset <gusset@example.test>',
    GUSSET_SMTP_PASSWORD_FILE: undefined,
  })!
  await kit.db.system(async (sql) => {
    const level = (name: string, levels: Record<string, 'Read Only' | 'Standard' | 'Admin'>) =>
      createTemplate(sql, COMPANY, { name, scope: 'company', levels })
    const approver = await level('Approver', { 'ERP Integrations': 'Admin' })
    const manager = await level('Manager', { 'ERP Integrations': 'Read Only' })
    await setMembership(sql, COMPANY, ANN, { template: approver, canPushToAccounting: true })
    await setMembership(sql, COMPANY, BOB, { template: manager })
    await sql.run(`update company set time_zone = 'America/New_York' where id = $1`, [COMPANY])
  })
  notices = await started()
  await notices.settle()
})
afterAll(async () => {
  for (const each of running) await each.stop()
  await catcher.close()
})
beforeEach(async () => {
  kit.agent.answer = (command) => kit.agent.carryOut(command)
  catcher.refuse(undefined)
  await mailsGone()
  catcher.caught.length = 0
})

async function started(given: Partial<NoticeOptions> = {}): Promise<Notices> {
  const { db, clock, pipeline } = kit
  const teller = tellerOf(pipeline.hub.registry)
  const made = await startNotices(
    { db, clock, log: createLog('silent'), teller, mailer, publicUrl: `${URL_OF_PAGES}/`, ...given },
    false,
  )
  running.push(made)
  return made
}

async function sent(title = 'Paving'): Promise<ItemId> {
  const item = await kit.order({ title })
  await kit.move(send, item, BOB)
  return item
}

async function rejected(reason = 'The amount is wrong'): Promise<ItemId> {
  const item = await sent()
  await kit.move((by) => reject(by, reason), item, ANN)
  return item
}

async function accepted(): Promise<ItemId> {
  const item = await sent()
  const { rev, hash } = await kit.move((by) => preview(by.hub, by.sql, COMPANY, ANN, by.kind, item, {}), item)
  const seen = { rev, hash: hash!, answers: {} }
  await kit.move((by) => accept(by.hub, by.sql, COMPANY, ANN, by.kind, item, seen), item)
  await kit.agent.quiet(kit.pipeline)
  return item
}

/** After the time in which notices gather. */
async function mailsGone(): Promise<void> {
  await notices.settle()
  kit.clock.advance(11_000)
  await notices.settle()
}

const told = async (item: ItemId, person: UserId = BOB) =>
  (
    await kit.owner(
      `select event, title, text, path, in_page, mail_id is not null as mailed from notice where item_id = ${item} and person_id = ${person} order by id`,
    )
  ).rows as { event: string; title: string; text: string; path: string; in_page: boolean; mailed: boolean }[]

it('tells the sender of a rejection, with the reason, in the page and by mail', async () => {
  const item = await rejected('The amount is wrong')
  await mailsGone()
  expect(await told(item)).toEqual([
    {
      event: 'rejected',
      title: `Order ${item} “Paving” was rejected`,
      text: 'Ann Approver rejected it: The amount is wrong. Mend it, then send it again.',
      path: `/order/${item}`,
      in_page: true,
      mailed: true,
    },
  ])
  expect(await told(item, ANN)).toEqual([])
  expect(catcher.caught).toHaveLength(1)
  const [mail] = catcher.caught
  expect(mail).toMatchObject({ to: ['bob@example.com'], subject: `Order ${item} “Paving” was rejected` })
  expect(mail?.body).toContain(`${URL_OF_PAGES}/order/${item}`)
  expect(mail?.body).toContain(`${URL_OF_PAGES}/companies/${COMPANY}/notices/choices`)
})

it('tells of synced in the page alone, of failed and needs review by mail too', async () => {
  const synced = await accepted()
  kit.agent.answer = (command) => kit.agent.refuse(command, 'Vendor is not on file')
  const failed = await accepted()
  kit.agent.answer = (command) => ({ ...kit.agent.carryOut(command), result: 'UNVERIFIED', because: 'The line broke.' })
  const review = await accepted()
  await mailsGone()
  expect(await told(synced)).toMatchObject([
    { event: 'synced', text: `It stands in the ERP as E${synced}, exactly as accepted.`, mailed: false },
  ])
  expect(await told(failed)).toMatchObject([
    {
      event: 'failed',
      text: expect.stringContaining('mend what they name, and send the item again.'),
      path: `/companies/${COMPANY}/erp/order/${failed}`,
      mailed: true,
    },
  ])
  expect(await told(review)).toMatchObject([{ event: 'needs-review', mailed: true }])
  expect(catcher.caught.map((mail) => mail.subject)).toEqual(['2 notices from Harbor Builders'])
})

it('tells each row of the history once, although the server dies in between and two servers read', async () => {
  const item = await rejected()
  let dies = true
  const dying: Db = {
    ...kit.db,
    company: (company, work) =>
      kit.db.company(company, async (sql) => {
        const done = await work(sql)
        if (dies) throw new Error('the server dies before it commits')
        return done
      }),
  }
  const dead = await started({ db: dying })
  await dead.settle()
  expect(await told(item)).toEqual([])
  dies = false
  const others = [await started(), await started(), dead]
  await Promise.all(others.map((each) => each.settle()))
  expect(await told(item)).toHaveLength(1)
  kit.clock.advance(11_000)
  await Promise.all(others.map((each) => each.settle()))
  expect(catcher.caught).toHaveLength(1)
})

it('keeps mails while the mail server is out of order, and sends each once when it is back', async () => {
  catcher.refuse({ code: 451, words: 'Come back later' })
  const first = await rejected()
  await mailsGone()
  const second = await rejected()
  await mailsGone()
  expect(catcher.caught).toEqual([])
  const waiting = await kit.owner(`select problem from notice_mail where ended_at is null and attempts > 0`)
  expect(waiting.rows).toHaveLength(2)
  expect((waiting.rows[0] as { problem: string }).problem).toContain('Come back later')
  catcher.refuse(undefined)
  kit.clock.advance(3 * 60_000)
  await notices.settle()
  await notices.settle()
  expect(catcher.caught.map((mail) => mail.subject).sort()).toEqual([
    expect.stringContaining(String(first)),
    expect.stringContaining(String(second)),
  ])
})

it('sends again under the same name what went although nobody noted it', async () => {
  await rejected()
  let breaks = true
  const breaking: Mailer = {
    send: async (mail) => {
      await mailer.send(mail)
      if (breaks) throw new Error('the line broke behind the mail')
    },
  }
  const broken = await started({ mailer: breaking })
  await notices.settle()
  kit.clock.advance(11_000)
  await broken.settle()
  breaks = false
  kit.clock.advance(2 * 60_000)
  await broken.settle()
  expect(catcher.caught).toHaveLength(2)
  expect(new Set(catcher.caught.map((mail) => mail.messageId)).size).toBe(1)
})

it('does not try an address again that is refused for good', async () => {
  catcher.refuse({ code: 550, words: 'No such mailbox', when: 'RCPT' })
  await rejected()
  await mailsGone()
  const { rows } = await kit.owner('select outcome, problem from notice_mail order by id desc limit 1')
  expect(rows).toEqual([{ outcome: 'refused', problem: expect.stringContaining('No such mailbox') }])
})

it('says nothing of what was taken back, nor to whom may no longer see it', async () => {
  const item = await rejected()
  await notices.settle()
  await kit.owner(`update membership set is_active = false where person_id = ${BOB}`)
  await mailsGone()
  expect(catcher.caught).toEqual([])
  const unseen = await rejected()
  await mailsGone()
  expect([await told(item), await told(unseen)]).toMatchObject([[{ event: 'rejected' }], []])
  await kit.owner(`update membership set is_active = true where person_id = ${BOB}`)
})

it('follows the person’s choices', async () => {
  const choose = (page: boolean, email: boolean, summary: boolean) =>
    kit.db.company(COMPANY, (sql) => setChoice(sql, COMPANY, BOB, 'rejected', { page, email, summary }))
  await choose(false, false, false)
  expect(await kept(await rejected())).toEqual([])
  await choose(false, true, false)
  expect(await kept(await rejected())).toMatchObject([{ in_page: false, mailed: true }])
  await choose(true, false, true)
  expect(await kept(await rejected())).toMatchObject([{ in_page: true, mailed: false }])
  await choose(true, true, false)
  await kit.owner('update notice set summary_due = false')
})
const kept = async (item: ItemId) => {
  await notices.settle()
  return told(item)
}

it('asks approvers only where they chose it, and only for what still waits', async () => {
  const chosen = { page: true, email: false, summary: true }
  await kit.db.company(COMPANY, (sql) => setChoice(sql, COMPANY, ANN, 'waiting', chosen))
  const waits = await sent()
  const retrieved = await sent()
  await kit.move((by) => retrieve(by), retrieved, BOB)
  await notices.settle()
  expect(await told(waits, ANN)).toMatchObject([{ event: 'waiting', text: /^Bob Builder sent it\./ }].map(looseText))
  expect(await told(retrieved, ANN)).toEqual([])
})
const looseText = ({ text, ...rest }: { event: string; text: RegExp }) => ({
  ...rest,
  text: expect.stringMatching(text),
})

it('tells those mentioned, the sender and earlier commenters of a comment, each once', async () => {
  const item = await sent()
  const comment = (author: UserId, text: string, mentions: UserId[] = []) =>
    kit.db.company(COMPANY, (sql) =>
      addComment(sql, { company: COMPANY, kind: 'order', item }, { author, text, mentions, at: kit.clock.now() }),
    )
  await comment(ANN, 'Which phase is it?')
  await comment(BOB, '@Ann Approver the second one.', [ANN])
  await comment(BOB, 'See the drawing.')
  await mailsGone()
  expect((await told(item, BOB)).map((each) => [each.event, each.text])).toEqual([['comment', 'Which phase is it?']])
  expect(
    (await told(item, ANN)).filter((each) => each.event !== 'waiting').map((each) => [each.event, each.mailed]),
  ).toEqual([
    ['mention', true],
    ['comment', false],
  ])
  const [mail] = catcher.caught.filter((each) => each.to.includes('ann@example.com'))
  expect(mail?.subject).toBe(`Bob Builder mentioned you on Order ${item} “Paving”`)
  expect(mail?.body).toContain(`/erp/order/${item}?show=comments`)
})

it('tells administrators of the connection when the agent is silent and when it is back, once each', async () => {
  const contact = (minutesAgo: number) =>
    kit.owner(
      `update erp_agent set last_contact = '${new Date(kit.clock.now().getTime() - minutesAgo * 60_000).toISOString()}' where company_id = ${COMPANY}`,
    )
  await kit.owner(
    `insert into erp_agent (company_id, connection_id, id, name, public_key, enrolled_at, last_contact)
     values (${COMPANY}, ${CONNECTION}, 77, 'Office', 'key', now(), now())`,
  )
  const fresh = await started()
  await contact(16)
  await fresh.settle()
  expect(await told(CONNECTION as unknown as ItemId, ANN)).toEqual([])
  kit.clock.advance(16 * 60_000)
  await contact(16)
  await fresh.settle()
  await notices.settle()
  await contact(1)
  await notices.settle()
  await fresh.settle()
  expect((await told(CONNECTION as unknown as ItemId, ANN)).map((each) => each.title)).toEqual([
    'The agent of “Main books” is silent',
    'The agent of “Main books” is back',
  ])
  expect(await told(CONNECTION as unknown as ItemId, BOB)).toEqual([])
})

it('sends the daily summary at the company’s hour, across both changes of the clocks, and nothing when nothing waits', async () => {
  const summaries = async (...hours: string[]) => {
    const found: string[] = []
    for (const at of hours) {
      kit.clock.set(at)
      await contactNow()
      catcher.caught.length = 0
      await notices.settle()
      await notices.settle()
      for (const mail of catcher.caught) found.push(`${at} ${mail.to} ${mail.subject}`)
    }
    return found
  }
  const contactNow = () =>
    kit.owner(`update erp_agent set last_contact = '${kit.clock.now().toISOString()}' where company_id = ${COMPANY}`)
  await kit.owner(`update erp_item set state = 'RETRIEVED' where state <> 'RETRIEVED'`)
  await kit.owner(`update erp_op set state = 'REFUSED', human_reason = null where state = 'NEEDS_HUMAN'`)
  await kit.owner(`update notice_cursor set summary_day = null`)
  // New York: 7:00 is 12:00 UTC in winter, 11:00 in summer; 2027-03-14 and 2027-11-07 are the days of change.
  expect(await summaries('2027-03-13T12:00:30Z')).toEqual([])
  await sent('Storm drain')
  await sent('Curb')
  expect(
    await summaries(
      '2027-03-13T13:00:00Z',
      '2027-03-14T10:59:00Z',
      '2027-03-14T11:00:00Z',
      '2027-03-14T15:00:00Z',
      '2027-11-06T11:00:00Z',
      '2027-11-07T11:59:00Z',
      '2027-11-07T12:00:00Z',
      '2027-11-07T23:00:00Z',
    ),
  ).toEqual(
    ['2027-03-14T11:00:00Z', '2027-11-06T11:00:00Z', '2027-11-07T12:00:00Z'].map(
      (at) => `${at} ann@example.com Harbor Builders: 2 wait`,
    ),
  )
  catcher.caught.length = 0
  kit.clock.set('2027-11-08T12:00:00Z')
  await contactNow()
  await notices.settle()
  await notices.settle()
  expect(catcher.caught[0]?.body).toContain('Orders: 2')
})
