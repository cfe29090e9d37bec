/** Routes of staged records: look, add, link, archive. */
import { z } from 'zod'
import type { CompanyId, ConnectionId, ItemId } from '../ids.ts'
import { type Refusal, refusal } from '../platform/refusal.ts'
import { bodyId, id } from '../platform/rest.ts'
import { type Context, type Gate, type Route, route } from '../platform/route.ts'
import { fieldShape, refusalShape, stagedShape } from './api-shapes.ts'
import { VIEW } from './gates.ts'
import { type Hub, scopeOf } from './hub.ts'
import type { Stage } from './registry.ts'
import {
  addStaged,
  archiveStaged,
  linkStaged,
  restoreStaged,
  type StagedMove,
  type Stager,
  stagedMany,
  stagedRecord,
  stagedRefusals,
} from './staged.ts'

const byKind = z.object({ company_id: id<CompanyId>(), kind: z.string() })
const params = byKind.extend({ erp_id: z.string() })
/** Where several ERP company files have records of one ID. */
const query = z.object({ connection_id: id<ConnectionId>().optional() })
const base = '/rest/v1.0/companies/:company_id/erp/staged/:kind'
const DECIDED = { decidedBy: 'handler', why: 'The kind of the record names the row of the matrix.' } as const
const inFile = z.object({ erp_id: z.string(), connection_id: bodyId<ConnectionId>() })
const answers = z.object({ answers: z.record(z.string(), z.string()).default({}) }).default({ answers: {} })
const done = z.object({ item_id: z.number().nullable() })
const MOVES: StagedMove[] = ['add', 'link', 'archive', 'restore']

export function stagedRoutes(hub: Hub): Route[] {
  return [
    route({
      method: 'GET',
      path: `${base}/:erp_id`,
      summary: 'A record of the ERP, what of ours it may be, and for each move why it is not possible',
      gate: VIEW,
      params,
      query,
      reply: stagedShape.extend({
        item_id: z.number().nullable(),
        suggestions: z.array(z.object({ item: z.number(), title: z.string(), because: z.string() })),
        moves: z.record(z.string(), z.array(refusalShape)),
        /** What is asked of whoever adds it. */
        fields: z.array(fieldShape),
      }),
      handler: (ctx) => look(hub, ctx),
    }),
    route({
      method: 'POST',
      path: `${base}/:erp_id/add`,
      summary: 'Makes our item from the record and links it',
      gate: DECIDED,
      params,
      query,
      body: answers,
      reply: done,
      handler: async (ctx) => ({
        item_id: await act(hub, ctx, 'add', (by) => addStaged(by, ctx.body.answers)),
      }),
    }),
    route({
      method: 'POST',
      path: `${base}/:erp_id/link`,
      summary: 'Links the record with an item of ours',
      gate: DECIDED,
      params,
      query,
      body: z.object({ item: bodyId<ItemId>() }),
      reply: done,
      handler: async (ctx) => {
        await act(hub, ctx, 'link', (by) => linkStaged(by, ctx.body.item))
        return { item_id: ctx.body.item }
      },
    }),
    simple(hub, 'archive', 'Puts the record aside', archiveStaged),
    simple(hub, 'restore', 'Takes the record out of the archive', restoreStaged),
    severally(hub, 'add', 'Makes items of ours from many records', (by) => addStaged(by)),
    severally(hub, 'archive', 'Puts many records aside', archiveStaged),
    severally(hub, 'restore', 'Takes many records out of the archive', restoreStaged),
  ]
}

function simple(hub: Hub, move: StagedMove, summary: string, work: (by: Stager) => Promise<void>): Route {
  return route({
    method: 'POST',
    path: `${base}/:erp_id/${move}`,
    summary,
    gate: DECIDED,
    params,
    query,
    body: z.strictObject({}).default({}),
    reply: done,
    handler: async (ctx) => {
      await act(hub, ctx, move, work)
      return { item_id: null }
    },
  })
}

function severally(hub: Hub, move: StagedMove, summary: string, work: (by: Stager) => Promise<unknown>): Route {
  return route({
    method: 'POST',
    path: `${base}/${move}-many`,
    summary: `${summary}, each in its own transaction`,
    gate: DECIDED,
    params: byKind,
    body: z.object({
      erp_ids: z
        .array(z.union([z.string(), inFile]))
        .min(1)
        .max(1000),
    }),
    reply: z.object({ done: z.number(), refused: z.array(z.object({ erp_id: z.string(), sentence: z.string() })) }),
    handler: async (ctx) => {
      const { kind } = ctx.params
      await ctx.require(gateOf(move, hub.registry.stage(kind)))
      const records = ctx.body.erp_ids.map((each) =>
        typeof each === 'string' ? { erpId: each } : { erpId: each.erp_id, connection: each.connection_id },
      )
      return stagedMany(hub, { company: ctx.company, actor: ctx.person.id, kind }, records, work)
    },
  })
}

async function act<T>(
  hub: Hub,
  ctx: Context<z.output<typeof params>, z.output<typeof query>>,
  move: StagedMove,
  work: (by: Stager) => Promise<T>,
): Promise<T> {
  const { kind, erp_id: erpId } = ctx.params
  await ctx.require(gateOf(move, hub.registry.stage(kind)))
  const connection = ctx.query.connection_id
  return ctx.db.company(ctx.company, (sql) =>
    work({ hub, sql, company: ctx.company, actor: ctx.person.id, kind, erpId, connection }),
  )
}

async function look(hub: Hub, ctx: Context<z.output<typeof params>, z.output<typeof query>>) {
  const { kind, erp_id } = ctx.params
  const stage = hub.registry.stage(kind)
  const moves: Record<string, Refusal[]> = {}
  for (const move of MOVES) {
    const notYou = await ctx.whyNot(gateOf(move, stage))
    moves[move] = notYou ? [refusal('not-allowed', notYou)] : []
  }
  return ctx.db.company(ctx.company, async (sql) => {
    const found = await stagedRecord({
      sql,
      company: ctx.company,
      kind,
      erpId: erp_id,
      connection: ctx.query.connection_id,
    })
    for (const move of MOVES) {
      moves[move]?.push(...(await stagedRefusals({ hub, sql, company: ctx.company, kind }, move, found)))
    }
    const scope = scopeOf(hub, sql, ctx.company, found.connection_id, ctx.person.id)
    const waiting = found.state === 'staged' || found.state === 'archived'
    const record = { kind, erpId: found.erp_id, title: found.title, data: found.data }
    const suggestions = waiting ? await stage.suggest(scope, record) : []
    const fields = waiting ? ((await stage.fields?.(scope, record)) ?? []) : []
    return { ...found, moves, suggestions, fields }
  })
}

function gateOf(move: StagedMove, stage: Stage): Gate {
  if (move === 'add') return { action: stage.addAction }
  if (move === 'link') return { action: stage.linkAction ?? stage.addAction }
  return { action: stage.archiveAction ?? stage.addAction }
}
