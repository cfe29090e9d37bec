/** One's own notices and choices, and comments by whoever may look: through the API, with the rights of each. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { signedIn } from '../../tests/world/server.ts'
import { type Headers, type TwoCompanies, twoCompanies } from '../../tests/world/two-companies.ts'
import { createPerson, createTemplate, setMembership } from '../access/store.ts'
import type { CompanyId, UserId } from '../ids.ts'
import { handClock } from '../platform/clock.ts'

const clock = handClock('2026-11-23T09:00:00Z')
let all: TwoCompanies
/** A member who may look at nothing. */
let nobody: Headers
let nobodyId: UserId

beforeAll(async () => {
  all = await twoCompanies({ clock })
  const company = all.ours.company as CompanyId
  nobodyId = await all.world.db.system(async (sql) => {
    const template = await createTemplate(sql, company, { name: 'Nothing', scope: 'company', levels: {} })
    const id = await createPerson(sql, { email: 'nina@example.test', name: 'Nina Noone', password: 'sees-nothing-1' })
    await setMembership(sql, company, id, { template })
    return id
  })
  nobody = await signedIn(all.app, 'nina@example.test', 'sees-nothing-1')
})
afterAll(() => all.close())

const base = () => `/rest/v1.0/companies/${all.ours.company}`
const comments = () => `${base()}/erp/items/commitment/${all.ours.subcontract}/comments`

async function ask<T>(method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE', url: string, as: Headers, body?: object) {
  const reply = await all.app.inject({ method, url, headers: as, ...(body ? { payload: body } : {}) })
  return { status: reply.statusCode, body: (reply.body === '' ? undefined : reply.json()) as T }
}

it('shows a person their own notices alone, and not those of projects they may no longer know', async () => {
  const own = await ask<{ id: number }[]>('GET', `${base()}/notices`, all.admin)
  expect(own.body.map((each) => each.id)).toEqual([all.ours.notice])
  expect((await ask('GET', `${base()}/notices`, all.reader)).body).toEqual([])
  const read = { notice: { read: true } }
  expect((await ask('PATCH', `${base()}/notices/${all.ours.notice}`, all.reader, read)).status).toBe(404)

  await all.world.db.system((sql) =>
    sql.run(
      `insert into notice (company_id, id, person_id, event, kind, item_id, project_id, title, text, path, at, in_page)
       select company_id, id + n, $2, event, kind, item_id, case n when 1 then $3::int8 end, 'n' || n, text, path, at, true
       from notice, generate_series(1, 2) n where id = $1`,
      [all.ours.notice, nobodyId, all.ours.project],
    ),
  )
  const theirs = await ask<{ title: string }[]>('GET', `${base()}/notices`, nobody)
  expect(theirs.body.map((each) => each.title)).toEqual(['n2'])
  expect((await ask('GET', `${base()}/notices/unread`, nobody)).body).toEqual({ unread: 1 })
})

it('marks one, none and all as read', async () => {
  const unread = async () => (await ask<{ unread: number }>('GET', `${base()}/notices/unread`, all.admin)).body.unread
  const mark = (read: boolean) => ask('PATCH', `${base()}/notices/${all.ours.notice}`, all.admin, { notice: { read } })
  expect(await unread()).toBe(1)
  await mark(true)
  expect(await unread()).toBe(0)
  expect((await ask('GET', `${base()}/notices?filters[unread]=true`, all.admin)).body).toEqual([])
  await mark(false)
  expect(await unread()).toBe(1)
  expect((await ask('POST', `${base()}/notices/read_all`, all.admin, {})).status).toBe(200)
  expect(await unread()).toBe(0)
})

it('keeps each person’s choices, says why no mail goes, and names an event it does not know', async () => {
  type Shown = { why_no_mail: string; choices: { event: string; page: boolean; email: boolean; summary: boolean }[] }
  const rejected = async (as: Headers) =>
    (await ask<Shown>('GET', `${base()}/notice_choices`, as)).body.choices.find((each) => each.event === 'rejected')
  const body = { notice_choice: { page: false, email: false, summary: true } }
  expect((await ask('PUT', `${base()}/notice_choices/rejected`, all.reader, body)).status).toBe(200)
  expect(await rejected(all.reader)).toMatchObject({ page: false, email: false, summary: true })
  expect(await rejected(all.admin)).toMatchObject({ page: true, email: true, summary: false })
  const { why_no_mail } = (await ask<Shown>('GET', `${base()}/notice_choices`, all.reader)).body
  expect(why_no_mail).toMatch(/No mail server is set up/)
  expect((await ask('PUT', `${base()}/notice_choices/applauded`, all.reader, body)).status).toBe(400)
})

it('lets whoever may look at an item comment on it, and mention those who may look too', async () => {
  const people = await ask<{ id: number; name: string }[]>(
    'GET',
    `${comments()}/people?filters[search]=MEMBER`,
    all.reader,
  )
  expect(people.body).toEqual([{ id: all.ours.user, name: 'Member ours' }])
  const written = await ask<{ id: number; mentions: unknown; why_not_delete: null }>('POST', comments(), all.reader, {
    comment: { text: '  @Member ours which phase?  ', mentions: [all.ours.user] },
  })
  expect(written).toMatchObject({
    status: 201,
    body: {
      text: '@Member ours which phase?',
      author: { name: 'Rita Vance' },
      mentions: [{ id: all.ours.user, name: 'Member ours' }],
      why_not_delete: null,
    },
  })
  const listed = await ask<{ id: number }[]>('GET', comments(), all.admin)
  expect(listed.body.map((each) => each.id)).toEqual([all.ours.comment, written.body.id])

  const blind = await ask('POST', comments(), all.reader, { comment: { text: '@Nina Noone', mentions: [nobodyId] } })
  expect(blind).toMatchObject({ status: 422 })
  expect(JSON.stringify(blind.body)).toContain('may not look at this item')
  expect((await ask('POST', comments(), all.reader, { comment: { text: ' ' } })).status).toBe(400)
  for (const [method, body] of [['GET'], ['POST', { comment: { text: 'x' } }]] as const)
    expect((await ask(method, comments(), nobody, body)).status).toBeOneOf([403, 404])
  expect((await ask('GET', comments().replace('commitment', 'no-such-kind'), all.reader)).status).toBe(404)
})

it('lets the author take a comment back for a quarter of an hour; the history keeps it', async () => {
  const write = async (text: string) =>
    (await ask<{ id: number }>('POST', comments(), all.reader, { comment: { text } })).body.id
  const [first, second] = [await write('Wrong item.'), await write('Stays.')]
  expect(await ask('DELETE', `${comments()}/${first}`, all.admin)).toMatchObject({
    status: 403,
    body: { message: 'Only Rita Vance may delete this comment.' },
  })
  clock.advance(14 * 60_000)
  expect((await ask('DELETE', `${comments()}/${first}`, all.reader)).status).toBe(204)
  expect((await ask('DELETE', `${comments()}/${first}`, all.reader)).status).toBe(404)
  clock.advance(2 * 60_000)
  expect(await ask('DELETE', `${comments()}/${second}`, all.reader)).toMatchObject({ status: 409 })
  const kept = await all.world.db.system((sql) =>
    sql.query(`select body from history where action = 'comment-deleted'`),
  )
  expect(kept).toEqual([{ body: { comment: first, text: 'Wrong item.' } }])
})
