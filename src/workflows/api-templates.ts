/** Routes of the templates of workflows, and of whom and what they can be about. */
import { z } from 'zod'
import type { CompanyId, UserId } from '../ids.ts'
import { roundCents } from '../platform/money.ts'
import { Refused, refusal } from '../platform/refusal.ts'
import { bodyId, decimal, id, line } from '../platform/rest.ts'
import { type Route, route } from '../platform/route.ts'
import type { Reviewed } from './api-at.ts'
import type { RoleId, Step, WorkflowTemplate, WorkflowTemplateId } from './model.ts'
import { MOST_STEPS } from './rules.ts'
import { assignables } from './store-people.ts'
import {
  changeTemplate,
  createTemplate,
  deleteTemplate,
  listTemplates,
  type TemplateFields,
} from './store-templates.ts'

const inCompany = z.object({ company_id: id<CompanyId>() })
const ofTemplate = inCompany.extend({ template_id: id<WorkflowTemplateId>() })
const base = '/rest/v1.0/companies/:company_id/workflow_templates'
const manage = { action: 'manage-workflows' }
const MOST_ASSIGNEES = 100

const stepShape = z.strictObject({
  name: line(80),
  people: z.array(bodyId<UserId>()).max(MOST_ASSIGNEES).default([]),
  /** Permission templates. */
  roles: z.array(bodyId<RoleId>()).max(MOST_ASSIGNEES).default([]),
  decides: z.enum(['one', 'all']).default('one'),
  due_days: z.int().min(0).max(365).nullable().default(null),
  required: z.boolean().default(true),
  comment_on_rejection: z.boolean().default(true),
})
const fields = {
  name: line(80),
  kinds: z.array(z.string().max(60)).max(50),
  from_amount: decimal.nullable(),
  steps: z.array(stepShape).max(MOST_STEPS),
}
const shown = z.object({
  id: z.int(),
  version: z.int(),
  name: z.string(),
  kinds: z.array(z.string()),
  from_amount: z.string().nullable(),
  steps: z.array(
    z.object({
      name: z.string(),
      people: z.array(z.int()),
      roles: z.array(z.int()),
      decides: z.enum(['one', 'all']),
      due_days: z.int().nullable(),
      required: z.boolean(),
      comment_on_rejection: z.boolean(),
    }),
  ),
})

export function templateRoutes(reviewed: Map<string, Reviewed>): Route[] {
  const kindWords = (kind: string) => reviewed.get(kind)?.entity.many ?? kind
  return [
    route({
      method: 'GET',
      path: base,
      summary: 'Templates of workflows: which items they are for, and who decides step after step',
      gate: 'signed-in',
      params: inCompany,
      reply: z.array(shown),
      handler: async ({ db, company }) => (await db.company(company, (sql) => listTemplates(sql, company))).map(show),
    }),
    route({
      method: 'POST',
      path: base,
      summary: 'Adds a workflow',
      gate: manage,
      params: inCompany,
      body: z.strictObject({
        workflow_template: z.strictObject({ ...fields, from_amount: fields.from_amount.default(null) }),
      }),
      status: 201,
      reply: z.object({ id: z.int() }),
      handler: ({ db, company, person, body }) =>
        db.company(company, async (sql) => {
          const wanted = fieldsOf(body.workflow_template, reviewed) as TemplateFields
          return { id: await createTemplate({ sql, company, actor: person.id, kindWords }, wanted) }
        }),
    }),
    route({
      method: 'PATCH',
      path: `${base}/:template_id`,
      summary: 'Changes a workflow; those that were started keep their steps',
      gate: manage,
      params: ofTemplate,
      body: z.strictObject({ workflow_template: z.strictObject(fields).partial() }),
      status: 204,
      reply: z.undefined(),
      handler: ({ db, company, person, params, body }) =>
        db.company(company, (sql) =>
          changeTemplate(
            { sql, company, actor: person.id, kindWords },
            params.template_id,
            fieldsOf(body.workflow_template, reviewed),
          ),
        ),
    }),
    route({
      method: 'DELETE',
      path: `${base}/:template_id`,
      summary: 'Removes a workflow; those that were started run on',
      gate: manage,
      params: ofTemplate,
      status: 204,
      reply: z.undefined(),
      handler: ({ db, company, person, params }) =>
        db.company(company, (sql) => deleteTemplate({ sql, company, actor: person.id, kindWords }, params.template_id)),
    }),
    choices(reviewed),
  ]
}

function choices(reviewed: Map<string, Reviewed>): Route {
  return route({
    method: 'GET',
    path: '/rest/v1.0/companies/:company_id/workflow_choices',
    summary: 'The items a workflow can be for, and the people and roles a step can be assigned to',
    gate: 'signed-in',
    params: inCompany,
    reply: z.object({
      kinds: z.array(z.object({ kind: z.string(), many: z.string() })),
      people: z.array(z.object({ id: z.int(), name: z.string() })),
      roles: z.array(z.object({ id: z.int(), name: z.string(), scope: z.string() })),
    }),
    handler: ({ db, company }) =>
      db.company(company, async (sql) => ({
        kinds: [...reviewed.values()].map(({ entity }) => ({ kind: entity.kind, many: entity.many })),
        ...(await assignables(sql, company)),
      })),
  })
}

type Given = { [Field in keyof typeof fields]?: z.output<(typeof fields)[Field]> | undefined }

/** @throws Refused 422 when a kind is not one that workflows are for. */
function fieldsOf(
  { name, kinds, from_amount, steps }: Given,
  reviewed: Map<string, Reviewed>,
): Partial<TemplateFields> {
  const strange = kinds?.find((each) => !reviewed.has(each))
  if (strange !== undefined)
    throw new Refused(
      refusal('unknown-kind', `Workflows are not for “${strange}”.`, {
        field: 'kinds',
        remedy: `Use ${[...reviewed.keys()].join(', ')}.`,
      }),
    )
  return {
    ...(name === undefined ? {} : { name }),
    ...(kinds === undefined ? {} : { kinds: [...new Set(kinds)] }),
    ...(from_amount === undefined ? {} : { fromAmount: from_amount === null ? null : roundCents(from_amount) }),
    ...(steps === undefined ? {} : { steps: steps.map(stepOf) }),
  }
}

function stepOf(given: z.output<typeof stepShape>): Step {
  const { name, people, roles, decides, due_days, required, comment_on_rejection } = given
  return { name, people, roles, decides, dueDays: due_days, required, commentOnRejection: comment_on_rejection }
}

function show({ id, version, name, kinds, fromAmount, steps }: WorkflowTemplate): z.output<typeof shown> {
  return {
    ...{ id, version, name, kinds, from_amount: fromAmount },
    steps: steps.map(({ dueDays, commentOnRejection, ...each }) => ({
      ...each,
      due_days: dueDays,
      comment_on_rejection: commentOnRejection,
    })),
  }
}
