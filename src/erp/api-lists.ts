/** Routes of the tabs: counts, lists, and moves of many at once. */
import { z } from 'zod'
import { approvalRefusals } from '../access/approval.ts'
import { findApproval } from '../access/store-rights.ts'
import type { CompanyId, ConnectionId, ItemId, UserId } from '../ids.ts'
import type { Sql } from '../platform/db.ts'
import { Refused } from '../platform/refusal.ts'
import { bodyId, id, paging, window } from '../platform/rest.ts'
import { type Context, Page, type Route, requireAny, route } from '../platform/route.ts'
import { preview } from './accept.ts'
import { itemRowShape, opShape, previewShape, stagedShape, tabShape } from './api-shapes.ts'
import { opDetail } from './detail.ts'
import type { Entity, Kind } from './entity.ts'
import { acceptMany, type Mover, type Outcome, reject } from './exports.ts'
import { gatesOf, VIEW } from './gates.ts'
import type { Hub } from './hub.ts'
import { type ListRow, listItems, listStaged, tabsOf } from './lists.ts'

import { TAB_FILTERS } from './states.ts'
import { statusOf } from './status.ts'

const company = z.object({ company_id: id<CompanyId>() })
const byKind = company.extend({ kind: z.string() })
const base = '/rest/v1.0/companies/:company_id/erp'
const list = z.object({
  kind: z.string(),
  filter: z.enum(TAB_FILTERS),
  connection_id: id<ConnectionId>().optional(),
  search: z.string().trim().max(100).optional(),
  sort: z.string().max(30).optional(),
  ...paging,
})
const DECIDED = { decidedBy: 'handler', why: 'The kind of the items names the row of the matrix.' } as const
const seen = z.object({
  item_id: bodyId<ItemId>(),
  rev: z.int(),
  hash: z.string(),
  answers: z.record(z.string(), z.string()).default({}),
})
const many = z
  .array(z.union([bodyId<ItemId>(), seen]))
  .min(1)
  .max(1000)
const manyReply = z.object({
  accepted: z.number(),
  refused: z.array(z.object({ item_id: z.number(), title: z.string(), sentence: z.string() })),
})

export function listRoutes(hub: Hub): Route[] {
  return [
    route({
      method: 'GET',
      path: `${base}/tabs`,
      summary: 'The tabs of the ERP tool, with what waits under each filter',
      gate: VIEW,
      params: company,
      query: z.object({ connection_id: id<ConnectionId>().optional() }),
      reply: z.array(tabShape),
      handler: async (ctx) => {
        const tabs = await ctx.db.company(ctx.company, (sql) =>
          tabsOf(sql, hub.registry, ctx.company, ctx.query.connection_id),
        )
        return tabs.map(({ entity, counts, feeds }) => ({
          kind: entity.kind,
          title: entity.tab?.title,
          columns: entity.tab?.columns,
          counts,
          feeds,
          actions: actionsOf(hub, entity),
        }))
      },
    }),
    route({
      method: 'GET',
      path: `${base}/items`,
      summary: 'Items of a tab under one filter',
      gate: VIEW,
      params: company,
      query: list,
      reply: z.array(itemRowShape),
      handler: async (ctx) => {
        const { syncedAction } = hub.registry.entity(ctx.query.kind)
        if (ctx.query.filter === 'Synced' && syncedAction) await ctx.require({ action: syncedAction })
        const found = await ctx.db.company(ctx.company, (sql) =>
          listItems(sql, hub.registry, ctx.company, { ...ctx.query, ...window(ctx.query) }),
        )
        return new Page(found.rows.map(shown), found.total)
      },
    }),
    route({
      method: 'GET',
      path: `${base}/staged`,
      summary: 'Records of the ERP that wait for a person, or are archived',
      gate: VIEW,
      params: company,
      query: list,
      reply: z.array(stagedShape),
      handler: async (ctx) => {
        const { archiveAction, archivedAction = archiveAction } = hub.registry.stage(ctx.query.kind)
        if (ctx.query.filter === 'Archived' && archivedAction) await ctx.require({ action: archivedAction })
        const found = await ctx.db.company(ctx.company, (sql) =>
          listStaged(sql, ctx.company, { ...ctx.query, ...window(ctx.query) }),
        )
        return new Page(found.rows, found.total)
      },
    }),
    route({
      method: 'POST',
      path: `${base}/items/:kind/previews`,
      summary: 'What the ERP would get of many items: revision and hash of each, for accepting them together',
      gate: VIEW,
      params: byKind,
      body: z.object({ items: z.array(bodyId<ItemId>()).min(1).max(1000) }),
      reply: z.array(
        previewShape.omit({ document: true, rendering: true, fields: true }).extend({ item_id: z.number() }),
      ),
      handler: (ctx) =>
        ctx.db.company(ctx.company, async (sql) => {
          const { kind } = ctx.params
          const approval = await findApproval(sql, ctx.company, ctx.person.id)
          const senders = await sendersOf(sql, ctx.company, kind, ctx.body.items)
          const previews = []
          for (const item_id of ctx.body.items) {
            const drawn = await preview(hub, sql, ctx.company, ctx.person.id, kind, item_id, {})
            const { rev, hash = null, waitsFor, answers, amount } = drawn
            const own = approvalRefusals(approval, ctx.person.id, { sentBy: senders.get(item_id), amount })
            previews.push({ item_id, rev, hash, refusals: [...drawn.refusals, ...own], waits_for: waitsFor, answers })
          }
          return previews
        }),
    }),
    route({
      method: 'POST',
      path: `${base}/items/:kind/accept-many`,
      summary:
        'Accepts many items, each in its own transaction: with revision and hash exactly what was seen; an id alone, only if unchanged since it was sent',
      gate: DECIDED,
      params: byKind,
      body: z.object({ items: many }),
      reply: manyReply,
      handler: async (ctx) => {
        await requireAny(ctx, gatesOf('accept', hub.registry.outbound(ctx.params.kind)), undefined)
        const given = ctx.body.items.map((each) =>
          typeof each === 'number' ? { item: each } : { item: each.item_id, seen: each },
        )
        const outcomes = await acceptMany(
          hub,
          { company: ctx.company, actor: ctx.person.id, kind: ctx.params.kind },
          given,
        )
        return answerMany(ctx, outcomes)
      },
    }),
    route({
      method: 'POST',
      path: `${base}/items/:kind/reject-many`,
      summary: 'Rejects many items with one reason, each in its own transaction',
      gate: DECIDED,
      params: byKind,
      body: z.object({ items: z.array(bodyId<ItemId>()).min(1).max(1000), reason: z.string().trim().max(1000) }),
      reply: manyReply,
      handler: async (ctx) => {
        await requireAny(ctx, gatesOf('reject', hub.registry.outbound(ctx.params.kind)), undefined)
        const outcomes: Outcome[] = []
        for (const item of ctx.body.items)
          outcomes.push(await rejectOne(hub, ctx, ctx.params.kind, item, ctx.body.reason))
        return answerMany(ctx, outcomes)
      },
    }),
    route({
      method: 'GET',
      path: `${base}/ops/:op_key`,
      summary: 'One export: what was approved, what the ERP holds, and every step in time',
      gate: VIEW,
      params: company.extend({ op_key: z.string() }),
      reply: opShape,
      handler: (ctx) =>
        ctx.db.company(ctx.company, (sql) => opDetail(sql, hub.registry, ctx.company, ctx.params.op_key)),
    }),
  ]
}

function actionsOf({ registry }: Hub, { kind, inbound }: Entity) {
  const shown = registry.entities.filter((each) => each.kind === kind || each.updatesOf === kind)
  const accept = shown.flatMap(({ kind: one, outbound }) => (outbound ? [[one, outbound.acceptAction]] : []))
  const { addAction = null, archiveAction = addAction } = inbound?.stage ?? {}
  return { accept: Object.fromEntries(accept), add: addAction, archive: archiveAction }
}

async function rejectOne(hub: Hub, ctx: Context, kind: string, item: ItemId, reason: string): Promise<Outcome> {
  try {
    await ctx.db.company(ctx.company, (sql) =>
      reject({ hub, sql, company: ctx.company, actor: ctx.person.id, kind, item } satisfies Mover, reason),
    )
    return { item }
  } catch (error) {
    if (error instanceof Refused) return { item, refusals: error.refusals }
    throw error
  }
}

async function sendersOf(sql: Sql, company: CompanyId, kind: Kind, items: ItemId[]): Promise<Map<ItemId, UserId>> {
  const rows = await sql.query<{ item_id: ItemId; sent_by: UserId }>(
    'select item_id, sent_by from erp_item where company_id = $1 and kind = $2 and item_id = any($3::int8[])',
    [company, kind, items],
  )
  return new Map(rows.map((row) => [row.item_id, row.sent_by]))
}

async function answerMany(ctx: Context<{ kind: string }>, outcomes: Outcome[]) {
  const refused = outcomes.filter((each) => each.refusals)
  const titles = await ctx.db.company(ctx.company, (sql) =>
    sql.query<{ item_id: ItemId; title: string }>(
      'select item_id, title from erp_summary where company_id = $1 and kind = $2 and item_id = any($3::int8[])',
      [ctx.company, ctx.params.kind, refused.map((each) => each.item)],
    ),
  )
  const known = new Map(titles.map((row) => [row.item_id, row.title]))
  return {
    accepted: outcomes.length - refused.length,
    refused: refused.map(({ item, refusals }) => ({
      item_id: item,
      title: known.get(item) ?? String(item),
      sentence: (refusals ?? []).map((each) => each.sentence).join(' '),
    })),
  }
}

function shown({ inbox, op, link, op_key: _, ...row }: ListRow) {
  return { ...row, status: statusOf({ inbox, op, link }) }
}
