/** Routes of the workflow of one item: where it stands, and the moves. */
import { z } from 'zod'
import type { CompanyId, ItemId } from '../ids.ts'
import { Refused, refusal, refuseIf } from '../platform/refusal.ts'
import { id, line } from '../platform/rest.ts'
import { type Context, type Route, requireAny, route } from '../platform/route.ts'
import { type At, atItem, type Reviewed, reviewedOf, scopeIn, summaryOf, turnOf, whyNotStart } from './api-at.ts'
import { itemWorkflowShape, show } from './api-show.ts'
import { DECISIONS, type Input, step, type Workflow } from './model.ts'
import { refusalsOfDecision, refusalsToDecide, refusalsToPassOver, refusalsToWithdraw } from './rules.ts'
import { type Actor, moveWorkflow, startWorkflow } from './store.ts'

const params = z.object({ company_id: id<CompanyId>(), kind: z.string(), item_id: id<ItemId>() })
type Params = z.output<typeof params>
const base = '/rest/v1.0/companies/:company_id/workflows/:kind/:item_id'
const DECIDED = { decidedBy: 'handler', why: 'The item’s own tool decides, and whose turn it is.' } as const
/** Longest comment of a decision. */
const COMMENT = 1000
const decision = z.strictObject({
  decision: z.enum(DECISIONS),
  /** Number of the step it was seen at, from 1. */
  step: z.int().min(1),
  /** Of a return: number of the step it goes back to; 0 = to whoever sends it. */
  to: z.int().min(0).optional(),
  comment: line(COMMENT).default(''),
})

export function itemRoutes(reviewed: Map<string, Reviewed>): Route[] {
  return [
    route({
      method: 'GET',
      path: base,
      summary: 'The workflow of an item: its steps, who is awaited, every decision, and why a move is not possible',
      gate: DECIDED,
      params,
      reply: itemWorkflowShape,
      handler: async (ctx) => {
        const of = reviewedOf(reviewed, ctx.params.kind)
        const { project } = await itemOf(ctx, of)
        await requireAny(ctx, [{ tool: of.outbound.tool, level: 'Read Only' }, { action: 'view-erp-tool' }], project)
        const notSender = await ctx.whyNot({ tool: of.outbound.tool, level: 'Admin' }, project)
        return ctx.db.company(ctx.company, async (sql) =>
          show(await atItem(await scopeIn(ctx, sql), of, ctx.params.item_id), notSender),
        )
      },
    }),
    sendersMove(reviewed, 'start', 'Starts the workflow the item needs before it is sent', start),
    sendersMove(reviewed, 'withdraw', 'Ends the workflow while it is in review', (by, at) =>
      endStep(by, at, 'withdraw'),
    ),
    sendersMove(reviewed, 'pass-over', 'Passes over an overdue step that need not be decided', (by, at) =>
      endStep(by, at, 'pass-over'),
    ),
    route({
      method: 'POST',
      path: `${base}/decide`,
      summary:
        'Approves, rejects or returns the item at the step that was seen, also in the place of whom one substitutes',
      gate: DECIDED,
      params,
      body: decision,
      status: 204,
      reply: z.undefined(),
      handler: (ctx) => {
        const of = reviewedOf(reviewed, ctx.params.kind)
        return moved(ctx, of, (by, at) => decide(by, at, ctx.body))
      },
    }),
  ]
}

/** Whoever may send the item may start and end its workflow (PRM-3). */
function sendersMove(
  reviewed: Map<string, Reviewed>,
  name: string,
  summary: string,
  work: (by: Actor, at: At) => Promise<void>,
): Route {
  return route({
    method: 'POST',
    path: `${base}/${name}`,
    summary,
    gate: DECIDED,
    params,
    body: z.strictObject({}).default({}),
    status: 204,
    reply: z.undefined(),
    handler: async (ctx) => {
      const of = reviewedOf(reviewed, ctx.params.kind)
      const { project } = await itemOf(ctx, of)
      await ctx.require({ tool: of.outbound.tool, level: 'Admin' }, project)
      await moved(ctx, of, work)
    },
  })
}

function itemOf(ctx: Context<Params>, of: Reviewed) {
  return ctx.db.company(ctx.company, async (sql) => summaryOf(await scopeIn(ctx, sql), of, ctx.params.item_id))
}

function moved(ctx: Context<Params>, of: Reviewed, work: (by: Actor, at: At) => Promise<void>): Promise<void> {
  return ctx.db.company(ctx.company, async (sql) => {
    const at = await atItem(await scopeIn(ctx, sql), of, ctx.params.item_id, 'for update of w')
    await work({ sql, company: ctx.company, actor: ctx.person.id, now: ctx.clock.now(), today: at.today }, at)
  })
}

async function start(by: Actor, at: At): Promise<void> {
  refuseIf(await whyNotStart(at), 409)
  if (at.needed) await startWorkflow(by, at.of.entity.kind, at.summary, at.needed, at.stand?.workflow)
}

async function endStep(by: Actor, at: At, type: 'withdraw' | 'pass-over'): Promise<void> {
  const workflow = running(at)
  refuseIf(type === 'withdraw' ? refusalsToWithdraw(workflow) : refusalsToPassOver(workflow, at.today), 409)
  await moveWorkflow(by, workflow, step(workflow, { type }), { decision: type, comment: '' })
}

async function decide(by: Actor, at: At, given: z.output<typeof decision>): Promise<void> {
  const workflow = running(at)
  const { people, why } = await turnOf(at)
  if (why) throw new Refused(why, 403)
  const stand = at.stand!
  refuseIf(refusalsToDecide(stand, given.step - 1), 409)
  const { comment } = given
  const to = given.to === undefined ? undefined : given.to === 0 ? 'sender' : given.to - 1
  refuseIf(refusalsOfDecision(workflow, { decision: given.decision, to, comment }))
  const persons = people.map((each) => each.id)
  const inputs: Record<typeof given.decision, Input> = {
    approve: { type: 'approve', persons, eligible: stand.eligible.map((each) => each.id) },
    reject: { type: 'reject' },
    return: { type: 'return', to: to ?? 'sender' },
  }
  const after = step(workflow, inputs[given.decision])
  await moveWorkflow(by, workflow, after, { decision: given.decision, comment, for: persons })
}

/** @throws Refused 409 when none was ever started. */
function running({ stand, of }: At): Workflow {
  if (stand) return stand.workflow
  throw new Refused(refusal('no-workflow-yet', `No workflow of this ${of.entity.one.toLowerCase()} was started.`), 409)
}
