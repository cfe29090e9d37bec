/** Reports on a schedule: on time by the clock on the company's wall, to those who may see them, not lost and not twice. */
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { type Catcher, mailCatcher } from '../../tests/world/mail.ts'
import { pipelineAlone, type TwoCompanies, twoCompanies } from '../../tests/world/two-companies.ts'
import { tellerOf } from '../erp/teller.ts'
import { handClock } from '../platform/clock.ts'
import { createLog } from '../platform/log.ts'
import { createMailer } from '../platform/mail.ts'
import { startSending } from './chores.ts'

// A Friday evening in San Francisco, two days before the clocks go forward.
const clock = handClock('2026-03-07T02:00:00Z')
const log = createLog('fatal')
let all: TwoCompanies
let catcher: Catcher

beforeAll(async () => {
  all = await twoCompanies({ clock })
  catcher = await mailCatcher()
})
afterAll(async () => {
  await catcher.close()
  await all.close()
})
beforeEach(async () => {
  catcher.caught.length = 0
  catcher.refuse(undefined)
  clock.set('2026-03-07T02:00:00Z')
  await all.world.db.system((sql) => sql.run('delete from report_schedule'))
})

const sending = () => {
  const mailer = createMailer({
    GUSSET_SMTP_URL: catcher.url,
    GUSSET_MAIL_FROM: 'gusset@example.test',
    GUSSET_SMTP_PASSWORD_FILE: undefined,
  })
  const teller = tellerOf(pipelineAlone(all.world.db).hub.registry)
  return startSending({ db: all.world.db, clock, log, teller, mailer, publicUrl: 'https://gusset.example.test' }, 0)
}

async function ask(method: 'GET' | 'POST' | 'PATCH' | 'DELETE', path: string, body?: object, headers = all.admin) {
  // The clock leaps: no session may end by that.
  await all.world.db.system((sql) => sql.run("update session set expires_at = '2030-01-01'"))
  const reply = await all.app.inject({
    method,
    url: `/rest/v1.0/${path}`,
    headers: { ...headers, 'procore-company-id': String(all.ours.company) },
    ...(body ? { payload: body } : {}),
  })
  return { status: reply.statusCode, body: reply.body, json: () => JSON.parse(reply.body) }
}
const base = () => `companies/${all.ours.company}/reports/schedules`
const plan = (more: object = {}) => ({
  schedule: { report: 'job_costs', format: 'csv', frequency: 'daily', hour: 7, recipients: [all.ours.user], ...more },
})
async function planned(more: object = {}): Promise<{ id: number; due_at: string }> {
  const answer = await ask('POST', base(), plan(more))
  expect(answer.status, answer.body).toBe(201)
  return answer.json()
}
const listed = async () => (await ask('GET', base())).json().schedules[0]

it.each([
  // 7:00 in winter is 15:00 in London, in summer 14:00.
  ['daily', null, '2026-03-07T15:00:00.000Z'],
  ['weekly', 1, '2026-03-09T14:00:00.000Z'],
  ['weekly', 5, '2026-03-13T14:00:00.000Z'],
  ['monthly', 6, '2026-04-06T14:00:00.000Z'],
  ['monthly', 28, '2026-03-28T14:00:00.000Z'],
])('is due by the clock on the wall: %s %s', async (frequency, day, due) => {
  expect((await planned({ frequency, day })).due_at).toBe(due)
})

it('an hour that the clocks leave out falls on the one behind it', async () => {
  clock.set('2026-03-08T09:30:00Z')
  expect((await planned({ hour: 2 })).due_at).toBe('2026-03-08T10:00:00.000Z')
})

it('goes when it is due, as it was narrowed, with its totals, and then at its next turn', async () => {
  await planned({ question: { 'filters[category]': 'L', group_by: 'job' } })
  const chore = sending()
  clock.set('2026-03-07T14:59:00Z')
  await chore.settle()
  expect(catcher.caught).toEqual([])
  clock.set('2026-03-07T15:00:00Z')
  await chore.settle()
  expect(catcher.caught).toMatchObject([
    { to: ['member-ours@example.test'], subject: expect.stringMatching(/^Job costs: /) },
  ])
  const body = catcher.caught[0]?.body ?? ''
  expect(body).toContain('Job to Date Cost 12.50')
  expect(body).toContain(
    `https://gusset.example.test/companies/${all.ours.company}/reports/job_costs?category=L&group=job`,
  )
  const lines = Buffer.from(attached(body), 'base64').toString('utf8').trim().split('\r\n')
  expect(lines).toHaveLength(5)
  expect(lines[1]).toMatch(/^Job: [^,]+,,/)
  expect(lines[2]).toContain('02-100')
  expect(lines[3]).toMatch(/^"Total of Job: [^,]+, 1 row",.*,12\.50/)
  expect(lines[4]).toMatch(/^"Total, 1 row",.*,12\.50/)
  await chore.settle()
  expect(catcher.caught).toHaveLength(1)
  expect(await listed()).toMatchObject({
    due_at: '2026-03-08T14:00:00.000Z',
    last_sent_at: '2026-03-07T15:00:00.000Z',
    problem: null,
  })
})

const attached = (body: string) => /base64[\s\S]*?\r\n\r\n([A-Za-z0-9+/=\r\n]+)/.exec(body)?.[1] ?? ''

it('waits for a mail server that is out of order, and is neither lost nor sent twice', async () => {
  await planned()
  clock.set('2026-03-07T15:00:00Z')
  catcher.refuse({ code: 451, words: 'Come back later' })
  await sending().settle()
  expect(await listed()).toMatchObject({
    due_at: '2026-03-07T15:05:00.000Z',
    problem: expect.stringContaining('Come back later'),
  })
  catcher.refuse(undefined)
  clock.set('2026-03-07T15:05:00Z')
  await sending().settle()
  await sending().settle()
  expect(catcher.caught).toHaveLength(1)
  expect(await listed()).toMatchObject({ problem: null })
})

it('does not wait for an address that the mail server refuses for good', async () => {
  await planned()
  clock.set('2026-03-07T15:00:00Z')
  catcher.refuse({ code: 550, words: 'No such mailbox', when: 'RCPT' })
  await sending().settle()
  expect(await listed()).toMatchObject({
    due_at: '2026-03-08T14:00:00.000Z',
    problem: 'The mail server refuses the address of Member ours.',
  })
})

it('is sent once by two servers that wake at the same time', async () => {
  await planned()
  clock.set('2026-03-07T15:00:00Z')
  await Promise.all([sending().settle(), sending().settle()])
  expect(catcher.caught).toHaveLength(1)
})

it('goes only to those who may still see it', async () => {
  await planned()
  clock.set('2026-03-07T15:00:00Z')
  const { company, user } = all.ours
  const set = (active: boolean) =>
    all.world.db.system((sql) =>
      sql.run('update membership set is_active = $3 where company_id = $1 and person_id = $2', [company, user, active]),
    )
  await set(false)
  await sending().settle()
  await set(true)
  expect(catcher.caught).toEqual([])
  expect(await listed()).toMatchObject({
    problem: 'None of its readers may see this report any more.',
    last_sent_at: null,
  })
})

it('is refused in words: who may not see it, a day that is none, a filter that the report does not have', async () => {
  const readers = (await ask('GET', `companies/${all.ours.company}/reports/readers?report=accountant`)).json() as {
    name: string
  }[]
  expect(readers.map((each) => each.name)).toContain('Member ours')
  expect(readers.map((each) => each.name)).not.toContain('Rita Vance')
  const { id: reader } = await all.world.db.system((sql) =>
    sql.one<{ id: number }>("select id from person where email like 'reader%'"),
  )
  for (const [more, words] of [
    [{ recipients: [reader] }, 'One person chosen may not see this report.'],
    [{ recipients: [] }, 'Choose at least one person to send it to.'],
    [{ frequency: 'weekly' }, 'Choose a day of the week, from 1 for Monday to 7 for Sunday.'],
    [{ frequency: 'monthly', day: 31 }, 'Choose a day of the month, from 1 to 28.'],
    [{ question: { 'filters[colour]': 'red' } }, 'does not know “filters[colour]”'],
  ] as const) {
    const answer = await ask('POST', base(), plan(more))
    expect([answer.status, answer.body]).toEqual([422, expect.stringContaining(words)])
  }
  const refused = await ask('POST', base(), plan(), all.reader)
  expect([refused.status, refused.body]).toEqual([
    403,
    expect.stringContaining('Looking at the company’s job costs report needs'),
  ])
})

const historyOf = (id: number) =>
  all.world.db.system((sql) =>
    sql.query<{ action: string; actor: number | null; body: unknown }>(
      `select action, actor, body from history where subject_kind = 'report-schedule' and subject_id = $1 order by seq`,
      [String(id)],
    ),
  )

it('is changed in what is named alone; it is due anew when its time changed, and the history says what it was', async () => {
  const { id } = await planned({ question: { group_by: 'job' } })
  const change = (schedule: object, headers = all.admin) => ask('PATCH', `${base()}/${id}`, { schedule }, headers)
  const later = await change({ frequency: 'weekly', day: 1, hour: 8 })
  expect(later.json()).toMatchObject({
    due_at: '2026-03-09T15:00:00.000Z',
    format: 'csv',
    question: { group_by: 'job' },
    recipients: [{ id: all.ours.user }],
  })
  const question = { 'filters[category]': 'L', sort: '-cost_code' }
  expect((await change({ question, format: 'xlsx' })).json()).toMatchObject({
    ...{ question, format: 'xlsx', frequency: 'weekly', day: 1, hour: 8 },
    due_at: '2026-03-09T15:00:00.000Z',
  })
  expect((await change({ hour: 8 })).status).toBe(200)
  expect(await historyOf(id)).toMatchObject([
    { action: 'schedule-report' },
    {
      action: 'change-schedule',
      actor: all.ours.user,
      body: {
        report: 'job_costs',
        frequency: { from: 'daily', to: 'weekly' },
        day: { from: null, to: 1 },
        hour: { from: 7, to: 8 },
      },
    },
    {
      action: 'change-schedule',
      body: { question: { from: { group_by: 'job' }, to: question }, format: { from: 'csv', to: 'xlsx' } },
    },
  ])
  clock.set('2026-03-09T15:00:00Z')
  await sending().settle()
  const body = catcher.caught[0]?.body ?? ''
  expect(body).toContain('/reports/job_costs?category=L&sort=-cost_code')
  expect(body).toContain('Job costs.xlsx')
})

it('keeps waiting for the mail server when its time stays what it was', async () => {
  const { id } = await planned({ frequency: 'weekly', day: 6 })
  clock.set('2026-03-07T15:00:00Z')
  catcher.refuse({ code: 451, words: 'Come back later' })
  await sending().settle()
  expect((await ask('PATCH', `${base()}/${id}`, { schedule: { format: 'xlsx' } })).status).toBe(200)
  expect(await listed()).toMatchObject({ due_at: '2026-03-07T15:05:00.000Z', format: 'xlsx' })
})

it('is changed by the same rules by which it is made', async () => {
  const { id } = await planned({ frequency: 'weekly', day: 1 })
  const before = await listed()
  const { id: reader } = await all.world.db.system((sql) =>
    sql.one<{ id: number }>("select id from person where email like 'reader%'"),
  )
  for (const [schedule, status, words] of [
    [{ recipients: [all.ours.user, reader] }, 422, 'One person chosen may not see this report.'],
    [{ recipients: [] }, 422, 'Choose at least one person to send it to.'],
    [{ frequency: 'daily' }, 422, 'What is sent every day names no day.'],
    [{ day: 8 }, 422, 'Choose a day of the week, from 1 for Monday to 7 for Sunday.'],
    [{ hour: 24 }, 400, 'hour'],
    [{ question: { 'filters[colour]': 'red' } }, 422, 'does not know “filters[colour]”'],
    [{ report: 'accountant' }, 400, 'report'],
  ] as const) {
    const answer = await ask('PATCH', `${base()}/${id}`, { schedule })
    expect([answer.status, answer.body]).toEqual([status, expect.stringContaining(words)])
  }
  const shut = await ask('PATCH', `${base()}/${id}`, { schedule: { hour: 9 } }, all.reader)
  expect([shut.status, shut.body]).toEqual([403, expect.stringContaining('job costs report needs')])
  const project = `projects/${all.ours.project}/reports/schedules/${id}`
  expect((await ask('PATCH', project, { schedule: { hour: 9 } })).status).toBe(404)
  expect(await listed()).toEqual(before)
})

it('ends when somebody ends it, and the history says who', async () => {
  const { id } = await planned()
  clock.set('2026-03-07T15:00:00Z')
  await sending().settle()
  expect((await ask('DELETE', `${base()}/${id}`, undefined, all.reader)).status).toBe(403)
  expect((await ask('DELETE', `${base()}/${id}`)).status).toBe(204)
  expect((await ask('DELETE', `${base()}/${id}`)).status).toBe(404)
  expect((await historyOf(id)).map((each) => each.action)).toEqual(['schedule-report', 'send-report', 'end-schedule'])
})
