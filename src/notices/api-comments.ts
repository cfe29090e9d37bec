/** Routes of the comments on an item: whoever may look at the item may read and write them. */
import { z } from 'zod'
import { membersWho } from '../access/store-members.ts'
import type { Teller, ToldKind } from '../erp/entity.ts'
import type { CompanyId, ItemId, ProjectId, UserId } from '../ids.ts'
import type { Sql } from '../platform/db.ts'
import { Refused, refusal, refuseIf } from '../platform/refusal.ts'
import { bodyId, id, paging, window } from '../platform/rest.ts'
import { type Context, Page, type Route, requireAny, route } from '../platform/route.ts'
import { COMMENT_MAX, type Comment, commentShape, MENTIONS_MAX, personShape } from './model-comments.ts'
import { mentionRefusals, whyNotDelete } from './rules-comments.ts'
import { addComment, deleteComment, findComment, listComments, type Subject } from './store-comments.ts'

const base = '/rest/v1.0/companies/:company_id/erp/items/:kind/:item_id/comments'
const params = z.object({ company_id: id<CompanyId>(), kind: z.string(), item_id: id<ItemId>() })
const gate = { decidedBy: 'handler', why: 'Whoever may look at the item: its kind decides.' } as const

export function commentRoutes(teller: Teller): Route[] {
  return [
    route({
      method: 'GET',
      path: base,
      summary: 'Comments on an item, oldest first',
      gate,
      params,
      query: z.object(paging),
      reply: z.array(commentShape),
      handler: async (ctx) => {
        const { subject } = await seen(teller, ctx)
        const { rows, total } = await ctx.db.company(ctx.company, (sql) =>
          listComments(sql, subject, window(ctx.query)),
        )
        return new Page(
          rows.map((row) => shown(row, ctx)),
          total,
        )
      },
    }),
    route({
      method: 'GET',
      path: `${base}/people`,
      summary: 'Who may be mentioned: people who may look at the item, by a part of their name',
      gate,
      params,
      query: z.object({ 'filters[search]': z.string().max(100).default(''), ...paging }),
      reply: z.array(personShape),
      handler: async (ctx) => {
        const { told, project } = await seen(teller, ctx)
        const search = ctx.query['filters[search]'].toLowerCase()
        const all = await ctx.db.company(ctx.company, (sql) => membersWho(sql, ctx.company, told.view, project))
        const found = all.filter(({ name }) => name.toLowerCase().includes(search))
        const { limit, offset } = window(ctx.query)
        return new Page(found.slice(offset, offset + limit), found.length)
      },
    }),
    route({
      method: 'POST',
      path: base,
      summary: 'Comments on an item; those mentioned are told',
      gate,
      params,
      body: z.object({
        comment: z.strictObject({
          text: z.string().trim().min(1, 'must not be empty').max(COMMENT_MAX),
          mentions: z.array(bodyId<UserId>()).max(MENTIONS_MAX).default([]),
        }),
      }),
      status: 201,
      reply: commentShape,
      handler: async (ctx) => {
        const { subject, told, project } = await seen(teller, ctx)
        const { text } = ctx.body.comment
        const mentions = [...new Set(ctx.body.comment.mentions)]
        const comment = await ctx.db.company(ctx.company, async (sql) => {
          refuseIf(mentionRefusals(mentions, await membersWho(sql, ctx.company, told.view, project, mentions)))
          const made = { author: ctx.person.id, text, mentions, at: ctx.clock.now() }
          return there(sql, subject, await addComment(sql, subject, made))
        })
        return shown(comment, ctx)
      },
    }),
    route({
      method: 'DELETE',
      path: `${base}/:comment_id`,
      summary: 'Takes back one’s own comment, shortly after it was written',
      gate,
      params: params.extend({ comment_id: id() }),
      reply: z.undefined(),
      status: 204,
      handler: async (ctx) => {
        const { subject } = await seen(teller, ctx)
        await ctx.db.company(ctx.company, async (sql) => {
          const comment = await there(sql, subject, ctx.params.comment_id)
          const why = whyNotDelete(comment, ctx.person.id, ctx.clock.now())
          if (why) throw new Refused(why, why.code === 'not-yours' ? 403 : 409)
          await deleteComment(sql, subject, comment)
        })
      },
    }),
  ]
}

interface Seen {
  subject: Subject
  told: ToldKind
  project: ProjectId | undefined
}

/** @throws Refused 404 when there is no such item, 403 when this person may not look at it. */
async function seen(teller: Teller, ctx: Context<z.output<typeof params>>): Promise<Seen> {
  const { company, clock } = ctx
  const { kind, item_id: item } = ctx.params
  const told = teller.kinds.find((each) => each.kind === kind)
  const summary = await ctx.db.company(company, (sql) =>
    teller.item({ sql, clock, company, actor: ctx.person.id }, kind, item),
  )
  if (!told || !summary) throw new Refused(refusal('not-there', `There is no such ${told?.one ?? 'item'}.`), 404)
  await requireAny(ctx, told.view, summary.project)
  return { subject: { company, kind, item }, told, project: summary.project }
}

async function there(sql: Sql, subject: Subject, comment: number): Promise<Comment> {
  const found = await findComment(sql, subject, comment)
  if (!found) throw new Refused(refusal('not-there', `There is no comment ${comment} on this item.`), 404)
  return found
}

function shown(comment: Comment, { person, clock }: Context) {
  return { ...comment, why_not_delete: whyNotDelete(comment, person.id, clock.now())?.sentence ?? null }
}
