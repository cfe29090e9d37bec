/** Routes of one's own notices and choices. What is one's own needs no right but to be a member. */
import { z } from 'zod'
import { projectsVisibleTo } from '../access/store-lists.ts'
import type { Teller } from '../erp/entity.ts'
import type { CompanyId } from '../ids.ts'
import { Refused, refusal } from '../platform/refusal.ts'
import { flagText, id, paging, window } from '../platform/rest.ts'
import { type Context, Page, type Route, route } from '../platform/route.ts'
import { commentRoutes } from './api-comments.ts'
import { channelsShape, EVENT_KEYS } from './model.ts'
import { countUnread, listChoices, listNotices, markRead, type Reader, setChoice } from './store.ts'
import { lastProblem } from './store-mail.ts'

const base = '/rest/v1.0/companies/:company_id'
const ofCompany = z.object({ company_id: id<CompanyId>() })
const noticeShape = z.object({
  id: z.int(),
  event: z.enum(EVENT_KEYS),
  title: z.string(),
  text: z.string(),
  path: z.string(),
  at: z.date(),
  read_at: z.date().nullable(),
})
const choiceShape = channelsShape.extend({ event: z.enum(EVENT_KEYS), label: z.string(), help: z.string() })

/** `mails`: a mail server is set. */
export function noticeRoutes({ teller, mails }: { teller: Teller; mails: boolean }): Route[] {
  return [...ownRoutes, ...choiceRoutes(mails), ...commentRoutes(teller)]
}

const ownRoutes: Route[] = [
  route({
    method: 'GET',
    path: `${base}/notices`,
    summary: 'My notices, newest first; `filters[unread]=true` for those not read',
    gate: 'signed-in',
    params: ofCompany,
    query: z.object({ 'filters[unread]': flagText.optional(), ...paging }),
    reply: z.array(noticeShape),
    handler: async (ctx) => {
      const unread = ctx.query['filters[unread]'] ?? false
      const reader = await readerOf(ctx)
      const { rows, total } = await ctx.db.company(ctx.company, (sql) =>
        listNotices(sql, reader, { unread, ...window(ctx.query) }),
      )
      return new Page(rows, total)
    },
  }),
  route({
    method: 'GET',
    path: `${base}/notices/unread`,
    summary: 'How many of my notices are not read',
    gate: 'signed-in',
    params: ofCompany,
    reply: z.object({ unread: z.int() }),
    handler: async (ctx) => {
      const reader = await readerOf(ctx)
      return { unread: await ctx.db.company(ctx.company, (sql) => countUnread(sql, reader)) }
    },
  }),
  route({
    method: 'PATCH',
    path: `${base}/notices/:notice_id`,
    summary: 'Marks one of my notices as read or not read',
    gate: 'signed-in',
    params: z.object({ company_id: id<CompanyId>(), notice_id: id() }),
    body: z.object({ notice: z.strictObject({ read: z.boolean() }) }),
    reply: z.object({ id: z.int(), read: z.boolean() }),
    handler: async ({ db, clock, company, person, params, body }) => {
      const { read } = body.notice
      const there = await db.company(company, (sql) =>
        markRead(sql, { company, person: person.id }, params.notice_id, read ? clock.now() : null),
      )
      if (!there)
        throw new Refused(refusal('not-there', `There is no notice ${params.notice_id}, or it is not yours.`), 404)
      return { id: params.notice_id, read }
    },
  }),
  route({
    method: 'POST',
    path: `${base}/notices/read_all`,
    summary: 'Marks all my notices as read',
    gate: 'signed-in',
    params: ofCompany,
    body: z.strictObject({}).default({}),
    reply: z.object({}),
    handler: async ({ db, clock, company, person }) => {
      await db.company(company, (sql) => markRead(sql, { company, person: person.id }, 'all', clock.now()))
      return {}
    },
  }),
]

const choiceRoutes = (mails: boolean): Route[] => [
  route({
    method: 'GET',
    path: `${base}/notice_choices`,
    summary: 'Of what I am told, and how; and whether mail can reach me',
    gate: 'signed-in',
    params: ofCompany,
    reply: z.object({
      /** Why no mail is sent at all; null = it is. */
      why_no_mail: z.string().nullable(),
      /** What the mail server said of the last mail to me, where it did not go. */
      mail_problem: z.string().nullable(),
      choices: z.array(choiceShape),
    }),
    handler: ({ db, company, person }) =>
      db.company(company, async (sql) => ({
        why_no_mail: mails ? null : 'No mail server is set up. Whoever runs the server can set GUSSET_SMTP_URL.',
        mail_problem: mails ? await lastProblem(sql, company, person.id) : null,
        choices: await listChoices(sql, company, person.id),
      })),
  }),
  route({
    method: 'PUT',
    path: `${base}/notice_choices/:event`,
    summary: 'Chooses how I am told of an event; none of the ways = not at all',
    gate: 'signed-in',
    params: z.object({ company_id: id<CompanyId>(), event: z.enum(EVENT_KEYS) }),
    body: z.object({ notice_choice: channelsShape }),
    reply: channelsShape,
    handler: async ({ db, company, person, params, body }) => {
      await db.company(company, (sql) => setChoice(sql, company, person.id, params.event, body.notice_choice))
      return body.notice_choice
    },
  }),
]

/** Whoever may look at the tool may look at every item in it; others at those of their projects. */
async function readerOf(ctx: Context): Promise<Reader> {
  const { db, company, person } = ctx
  const tool = (await ctx.whyNot({ action: 'view-erp-tool' })) === undefined
  const projects = tool ? 'all' : await db.company(company, (sql) => projectsVisibleTo(sql, company, person.id))
  return { company, person: person.id, projects }
}
