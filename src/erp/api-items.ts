/** Routes of one item: where it stands, which moves there are and why not, and the moves. */
import { z } from 'zod'
import { approvalRefusals } from '../access/approval.ts'
import { findApproval } from '../access/store-rights.ts'
import type { CompanyId, ConnectionId, ItemId, ProjectId } from '../ids.ts'
import type { Sql } from '../platform/db.ts'
import { type Refusal, Refused, refusal } from '../platform/refusal.ts'
import { id } from '../platform/rest.ts'
import { type Context, type Route, requireAny, route, whyNotAny } from '../platform/route.ts'
import { type Acceptance, accept, preview } from './accept.ts'
import { acceptanceShape, itemDetailShape, previewShape } from './api-shapes.ts'
import { connectionOf } from './connections.ts'
import { earlierOps, opDetail } from './detail.ts'
import type { ItemSummary, Kind } from './entity.ts'
import * as exports from './exports.ts'
import { gatesOf, VIEW } from './gates.ts'
import { type Hub, scopeOf } from './hub.ts'
import { connectionFor, type InboxRow, ownOrSome, standingOf } from './items.ts'
import { linkOf } from './links.ts'
import { MOVES, type Move, moveRefusal } from './moves.ts'
import { sendRefusals, siteOf } from './preview.ts'
import { statusOf } from './status.ts'
import { capabilityOff } from './versions.ts'
import { waitOf } from './waits.ts'

const params = z.object({ company_id: id<CompanyId>(), kind: z.string(), item_id: id<ItemId>() })
type Params = z.output<typeof params>
const DECIDED = {
  decidedBy: 'handler',
  why: 'The kind of the item decides: its own tool, or its row of the matrix.',
} as const
const base = '/rest/v1.0/companies/:company_id/erp/items/:kind/:item_id'
const reasonBody = z
  .object({ reason: z.string().trim().max(1000).default(''), evidence_at: z.string().nullish() })
  .default({ reason: '' })
const noBody = z.strictObject({}).default({})
/** Moves that ask of the approver what acceptance asks. */
const APPROVING: readonly Move[] = ['accept', 'adopt', 'adopt-different', 'complete-missing']

export function itemRoutes(hub: Hub): Route[] {
  return [
    route({
      method: 'GET',
      path: base,
      summary: 'An item: where it stands, its export, and for each move why it is not possible',
      gate: DECIDED,
      params,
      reply: itemDetailShape,
      handler: async (ctx) => {
        const project = await mayLook(hub, ctx, ctx.params)
        const allowed = await permissionsOf(hub, ctx, project)
        return ctx.db.company(ctx.company, (sql) => detail(hub, ctx, sql, allowed))
      },
    }),
    route({
      method: 'GET',
      path: `${base}/preview`,
      summary:
        'Exactly the records the ERP will get, with the hash that acceptance must repeat; answers as `answers[key]`',
      gate: DECIDED,
      params,
      query: z.looseObject({}),
      reply: previewShape,
      handler: async (ctx) => {
        await mayLook(hub, ctx, ctx.params)
        const answers = answersIn(ctx.query)
        const { kind, item_id } = ctx.params
        return ctx.db.company(ctx.company, async (sql) => {
          const { hash, rendering, waitsFor, ...shown } = await preview(
            hub,
            sql,
            ctx.company,
            ctx.person.id,
            kind,
            item_id,
            answers,
          )
          return { ...shown, hash: hash ?? null, rendering: rendering ?? null, waits_for: waitsFor }
        })
      },
    }),
    route({
      method: 'POST',
      path: `${base}/accept`,
      summary: 'Accepts exactly what was seen; 409 when it was changed since or somebody was quicker',
      gate: DECIDED,
      params,
      body: z.object({ rev: z.int(), hash: z.string(), answers: z.record(z.string(), z.string()).default({}) }),
      reply: acceptanceShape,
      handler: (ctx) =>
        act(hub, ctx, 'accept', (by) => accept(hub, by.sql, by.company, by.actor, by.kind, by.item, ctx.body)),
    }),
    move(hub, 'send', 'Sends the item to the ERP tool', noBody, exports.send),
    move(hub, 'send-again', 'Sends a failed item once more, as a new intent', noBody, exports.sendAgain),
    move(hub, 'retrieve', 'Takes the item back while nothing was handed over', noBody, (by) =>
      quietly(exports.retrieve(by)),
    ),
    move(hub, 'complete-missing', 'Sends what is missing in the ERP', reasonBody, (by, { reason }) =>
      quietly(exports.completeMissing(by, reason)),
    ),
    move(hub, 'reject', 'Rejects the item, with a reason', reasonBody, (by, { reason }) =>
      quietly(exports.reject(by, reason)),
    ),
    move(hub, 'adopt', 'Adopts the ERP’s record, if it reads exactly as accepted', reasonBody, (by, { reason }) =>
      quietly(exports.adopt(by, reason)),
    ),
    move(
      hub,
      'adopt-different',
      'Adopts the differing record that was shown (evidence_at)',
      reasonBody,
      (by, { reason, evidence_at }) => quietly(exports.adoptDifferent(by, reason, evidence_at ?? '')),
    ),
    move(hub, 'declare-void', 'Ends an export of which nothing is in the ERP', reasonBody, (by, { reason }) =>
      quietly(exports.declareVoid(by, reason)),
    ),
    move(hub, 'unlink', 'Ends the link, once the ERP no longer has the record', reasonBody, (by, { reason }) =>
      quietly(exports.unlink(by, reason || undefined)),
    ),
  ]
}

function move<B extends z.ZodType>(
  hub: Hub,
  name: Move,
  summary: string,
  body: B,
  work: (by: exports.Mover, body: z.output<B>) => Promise<Acceptance | undefined> | Promise<void>,
): Route {
  return route({
    method: 'POST',
    path: `${base}/${name}`,
    summary,
    gate: DECIDED,
    params,
    body,
    reply: acceptanceShape,
    handler: (ctx) => act(hub, ctx, name, (by) => work(by, ctx.body)),
  })
}

/** A move that ends in nothing but itself. */
async function quietly(work: Promise<void>): Promise<undefined> {
  await work
}

async function act(
  hub: Hub,
  ctx: Context<Params, unknown, unknown>,
  name: Move,
  work: (by: exports.Mover) => Promise<Acceptance | undefined> | Promise<void>,
) {
  const { kind, item_id } = ctx.params
  const outbound = hub.registry.outbound(kind)
  await requireAny(ctx, gatesOf(name, outbound), await projectOf(hub, ctx, ctx.params))
  const acceptance = await ctx.db.company(
    ctx.company,
    async (sql): Promise<Acceptance | undefined> =>
      (await work({ hub, sql, company: ctx.company, actor: ctx.person.id, kind, item: item_id })) ?? undefined,
  )
  return { op_key: acceptance?.opKey ?? null, waiting_for: acceptance?.waitingFor ?? null }
}

/** Whoever looks at the tool, or at the item in its own tool. */
async function mayLook(hub: Hub, ctx: Context, { kind, item_id }: Params): Promise<ProjectId | undefined> {
  const project = await projectOf(hub, ctx, { kind, item_id })
  const tool = hub.registry.entity(kind).outbound?.tool
  await requireAny(ctx, tool ? [VIEW, { tool, level: 'Read Only' }] : [VIEW], project)
  return project
}

async function projectOf(
  hub: Hub,
  ctx: Context,
  { kind, item_id }: Pick<Params, 'kind' | 'item_id'>,
): Promise<ProjectId | undefined> {
  const summary = await ctx.db.company(ctx.company, (sql) => summaryOf(hub, ctx, sql, kind, item_id))
  return summary.project
}

async function summaryOf(hub: Hub, ctx: Context, sql: Sql, kind: Kind, item: ItemId): Promise<ItemSummary> {
  const { outbound, inbound, one } = hub.registry.entity(kind)
  const { row } = await standingOf(sql, ctx.company, kind, item)
  const scope = scopeOf(
    hub,
    sql,
    ctx.company,
    row?.connection_id ?? (await ownOrSome(sql, ctx.company, kind, item)),
    ctx.person.id,
  )
  const summary = (await outbound?.summary(scope, item)) ?? (await inbound?.stage?.summary(scope, item))
  if (!summary) throw new Refused(refusal('not-there', `There is no such ${one}.`), 404)
  return summary
}

/** Asked before the transaction begins, so that no request holds two connections of the database at once. */
async function permissionsOf(
  hub: Hub,
  ctx: Context<Params>,
  project: ProjectId | undefined,
): Promise<Partial<Record<Move, string>>> {
  const { outbound } = hub.registry.entity(ctx.params.kind)
  const sentences: Partial<Record<Move, string>> = {}
  for (const name of outbound ? MOVES : []) {
    const why = await whyNotAny(ctx, gatesOf(name, outbound!), project)
    if (why !== undefined) sentences[name] = why
  }
  return sentences
}

async function detail(hub: Hub, ctx: Context<Params>, sql: Sql, forbidden: Partial<Record<Move, string>>) {
  const { kind, item_id } = ctx.params
  const summary = await summaryOf(hub, ctx, sql, kind, item_id)
  const { row, standing, movedBy } = await standingOf(sql, ctx.company, kind, item_id)
  const link = await linkOf(sql, ctx.company, kind, item_id)
  const op = row?.op_key ? await opDetail(sql, hub.registry, ctx.company, row.op_key) : null
  return {
    kind,
    item_id,
    connection_id: link?.connection_id ?? row?.connection_id ?? null,
    project_id: summary.project ?? null,
    project_name: summary.projectName ?? '',
    number: summary.number,
    title: summary.title,
    amount: summary.amount ?? null,
    path: summary.path,
    columns: summary.columns,
    rev: summary.rev,
    status: statusOf(standing),
    erp_id: link?.erp_id ?? null,
    reason: row?.reason ?? null,
    waiting_for: op?.waiting_for ?? null,
    moved_at: row?.moved_at ?? link?.linked_at ?? null,
    moved_by: movedBy ?? null,
    moves: await movesOf(hub, ctx, sql, forbidden, standing, await approverRefusals(ctx, sql, row, summary)),
    op,
    rests:
      op && row && ['QUEUED', 'UNCERTAIN'].includes(op.state)
        ? ((await waitOf(sql, ctx.company, row.connection_id, hub.clock.now())) ?? null)
        : null,
    fact: link && summary.fact ? await factOf(hub, ctx, sql, link.connection_id, summary.fact) : null,
    link: link
      ? { status: link.status, sentence: link.sentence, linked_at: link.linked_at, findings: link.findings }
      : null,
    earlier_ops: await earlierOps(sql, ctx.company, kind, item_id, row?.op_key ?? null),
  }
}

async function approverRefusals(ctx: Context, sql: Sql, row: InboxRow | undefined, { amount }: ItemSummary) {
  if (!row) return []
  const approval = await findApproval(sql, ctx.company, ctx.person.id)
  return approvalRefusals(approval, ctx.person.id, { sentBy: row.sent_by, amount })
}

async function factOf(
  hub: Hub,
  ctx: Context<Params>,
  sql: Sql,
  connection: ConnectionId,
  { sentence, capability }: NonNullable<ItemSummary['fact']>,
): Promise<string> {
  if (capability === undefined) return sentence
  const { connector } = await connectionOf(sql, ctx.company, connection)
  const { versions } = await siteOf(hub, scopeOf(hub, sql, ctx.company, connection, ctx.person.id))
  const off = capabilityOff(hub.registry.connector(connector), capability, versions)
  return off === undefined ? sentence : `${sentence} ${off}`
}

async function movesOf(
  hub: Hub,
  ctx: Context<Params>,
  sql: Sql,
  forbidden: Partial<Record<Move, string>>,
  standing: Awaited<ReturnType<typeof standingOf>>['standing'],
  ofApprover: Refusal[],
): Promise<Record<Move, Refusal[]>> {
  const { kind } = ctx.params
  const { outbound, many } = hub.registry.entity(kind)
  const answers = {} as Record<Move, Refusal[]>
  for (const name of MOVES) {
    if (!outbound) {
      answers[name] = [refusal('not-exported', `${many} are not exported.`)]
      continue
    }
    const notNow = moveRefusal(name, standing, outbound.auto)
    const notYou = forbidden[name]
    const asApprover = APPROVING.includes(name) && !notYou && !notNow ? ofApprover : []
    answers[name] = [...(notYou ? [refusal('not-allowed', notYou)] : []), ...(notNow ? [notNow] : []), ...asApprover]
  }
  // Sent again it must fulfil what it had to fulfil the first time; only one of the two moves is ever possible.
  for (const name of ['send', 'send-again'] as const)
    if (outbound && answers[name].length === 0) answers[name] = await whyNotSend(hub, ctx, sql)
  return answers
}

async function whyNotSend(hub: Hub, ctx: Context<Params>, sql: Sql): Promise<Refusal[]> {
  const { kind, item_id } = ctx.params
  try {
    const connection = await connectionFor(hub, sql, ctx.company, kind, item_id)
    return await sendRefusals(
      hub,
      scopeOf(hub, sql, ctx.company, connection.id, ctx.person.id),
      connection.connector,
      kind,
      item_id,
    )
  } catch (error) {
    if (error instanceof Refused) return error.refusals
    throw error
  }
}

function answersIn(query: Record<string, unknown>): Record<string, string> {
  const named = Object.entries(query).flatMap(([name, value]) => {
    const key = /^answers\[(\w+)\]$/.exec(name)?.[1]
    return key && typeof value === 'string' ? [[key, value] as const] : []
  })
  return Object.fromEntries(named)
}
