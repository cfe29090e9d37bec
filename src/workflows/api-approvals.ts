/** Routes of what waits for a person's decision, and of who decides in that person's place. */
import { z } from 'zod'
import type { Scope } from '../erp/entity.ts'
import type { CompanyId, ItemId, UserId } from '../ids.ts'
import { together } from '../platform/db.ts'
import { bodyId, civilDay, id, paging, window } from '../platform/rest.ts'
import { Page, type Route, route } from '../platform/route.ts'
import { type Reviewed, scopeIn } from './api-at.ts'
import { isOverdue, refusals } from './api-show.ts'
import { refusalsToDecide } from './rules.ts'
import { type WaitingRow, waitingFor } from './store.ts'
import {
  companyRules,
  endSubstitute,
  listSubstitutes,
  nameSubstitute,
  type SubstituteId,
  standsFor,
} from './store-people.ts'

const inCompany = z.object({ company_id: id<CompanyId>() })
const substitutes = '/rest/v1.0/companies/:company_id/workflow_substitutes'
const waiting = z.object({
  kind: z.string(),
  kind_name: z.string(),
  item_id: z.int(),
  project_name: z.string(),
  number: z.string(),
  title: z.string(),
  amount: z.string().nullable(),
  path: z.string(),
  workflow: z.string(),
  step: z.int(),
  steps: z.array(z.string()),
  comment_on_rejection: z.boolean(),
  due: z.string().nullable(),
  overdue: z.boolean(),
  started_by: z.string(),
  started_at: z.date(),
  /** Whom one decides for. */
  for: z.array(z.string()),
  why_not: refusals,
})

export function approvalRoutes(reviewed: Map<string, Reviewed>): Route[] {
  return [
    route({
      method: 'GET',
      path: '/rest/v1.0/companies/:company_id/my_approvals',
      summary: 'What waits for one’s decision, also as a substitute; the most overdue first',
      gate: 'signed-in',
      params: inCompany,
      query: z.strictObject(paging),
      reply: z.array(waiting),
      handler: (ctx) =>
        ctx.db.company(ctx.company, async (sql) => {
          const { clock, company, person, query } = ctx
          const { today, fourEyes } = await companyRules(sql, company, clock)
          const people = await standsFor(sql, company, person.id, today)
          const except = fourEyes ? person.id : undefined
          const { rows, total } = await waitingFor(sql, company, people, { except, ...window(query) })
          const scope = await scopeIn(ctx, sql)
          const shown = await together(rows.map((row) => showWaiting(scope, row, reviewed, today)))
          return new Page(
            shown.filter((each) => each !== undefined),
            total,
          )
        }),
    }),
    route({
      method: 'GET',
      path: substitutes,
      summary: 'Who decides in one’s place, and in whose place one decides',
      gate: 'signed-in',
      params: inCompany,
      reply: z.array(
        z.object({
          id: z.int(),
          person: z.string(),
          substitute: z.string(),
          mine: z.boolean(),
          from: z.string(),
          to: z.string(),
        }),
      ),
      handler: ({ db, company, person }) =>
        db.company(company, async (sql) =>
          (await listSubstitutes(sql, company, person.id)).map((each) => ({
            ...{ id: each.id, person: each.personName, substitute: each.substituteName },
            ...{ mine: each.person === person.id, from: each.from, to: each.to },
          })),
        ),
    }),
    route({
      method: 'POST',
      path: substitutes,
      summary: 'Names who decides in one’s own place, from a day to a day',
      gate: 'signed-in',
      params: inCompany,
      body: z.strictObject({
        substitute: z.strictObject({ substitute_id: bodyId<UserId>(), from: civilDay, to: civilDay }),
      }),
      status: 201,
      reply: z.object({ id: z.int() }),
      handler: ({ db, company, person, body: { substitute } }) =>
        db.company(company, async (sql) => ({
          id: await nameSubstitute(sql, company, person.id, {
            substitute: substitute.substitute_id,
            from: substitute.from,
            to: substitute.to,
          }),
        })),
    }),
    route({
      method: 'DELETE',
      path: `${substitutes}/:substitute_id`,
      summary: 'Takes back whom one named',
      gate: 'signed-in',
      params: inCompany.extend({ substitute_id: id<SubstituteId>() }),
      status: 204,
      reply: z.undefined(),
      handler: ({ db, company, person, params }) =>
        db.company(company, (sql) => endSubstitute(sql, company, person.id, params.substitute_id)),
    }),
  ]
}

/** Undefined: the item is no longer there, nobody needs to decide. */
async function showWaiting(
  scope: Scope,
  row: WaitingRow,
  reviewed: Map<string, Reviewed>,
  today: string,
): Promise<z.output<typeof waiting> | undefined> {
  const of = reviewed.get(row.kind)
  const summary = await of?.outbound.summary(scope, row.item as ItemId)
  if (!of || !summary) return undefined
  return {
    ...{ kind: row.kind, kind_name: of.entity.one, item_id: row.item, project_name: summary.projectName ?? '' },
    ...{ number: summary.number, title: summary.title, amount: summary.amount ?? null, path: summary.path },
    ...{ workflow: row.name, step: row.at + 1, steps: row.steps.map((each) => each.name) },
    comment_on_rejection: row.steps[row.at]?.commentOnRejection ?? false,
    ...{ due: row.due, overdue: isOverdue(row, today), started_by: row.startedByName, started_at: row.startedAt },
    for: row.forNames,
    why_not: refusalsToDecide({ workflow: row, rev: summary.rev, eligible: [] }),
  }
}
