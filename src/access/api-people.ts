/** Routes of a company's people: who they are, their templates in the company and in projects, and what they may approve. */
import { z } from 'zod'
import type { ProjectId, UserId } from '../ids.ts'
import { bodyId, decimal, id } from '../platform/rest.ts'
import { Page, type Route, route } from '../platform/route.ts'
import { createPerson, setMembership, setProjectMembership, type TemplateId } from './store.ts'
import { changeMembership, removeProjectMembership } from './store-changes.ts'
import { getPerson, listOwnProjects, listPeople } from './store-lists.ts'

const manage = { action: 'manage-people' }
const look = { tool: 'Directory', level: 'Read Only' } as const
const number = z.number()
const inCompany = z.object({ company_id: z.coerce.number().int() })
const ofPerson = inCompany.extend({ user_id: id<UserId>() })
const inProject = z.object({ project_id: id<ProjectId>(), user_id: id<UserId>() })
const limit = decimal.refine((value) => !value.startsWith('-'), 'must not be below zero')
const templateId = bodyId<TemplateId>().nullable()
const personSchema = z.object({
  id: number,
  name: z.string(),
  email: z.string(),
  is_service: z.boolean(),
  is_active: z.boolean(),
  template_id: number.nullable(),
  template_name: z.string().nullable(),
  project_template_id: number.nullable(),
  project_template_name: z.string().nullable(),
  can_push_to_accounting: z.boolean(),
  approval_limit: z.string().nullable(),
})
const oneSchema = personSchema.extend({
  /** Where the person has a template of their own. */
  projects: z.array(
    z.object({ project_id: number, project_name: z.string(), template_id: number, template_name: z.string() }),
  ),
})

const people: Route[] = [
  route({
    method: 'GET',
    path: '/rest/v1.0/companies/:company_id/users',
    summary: 'People of the company',
    gate: look,
    params: inCompany,
    reply: z.array(personSchema),
    handler: async ({ db, company: at }) => new Page(await db.company(at, (sql) => listPeople(sql, at))),
  }),
  route({
    method: 'GET',
    path: '/rest/v1.0/companies/:company_id/users/:user_id',
    summary: 'A person of the company, with the projects where they have a template of their own',
    gate: look,
    params: ofPerson,
    reply: oneSchema,
    handler: ({ db, company: at, params: { user_id } }) =>
      db.company(at, async (sql) => ({
        ...(await getPerson(sql, at, user_id)),
        projects: await listOwnProjects(sql, at, user_id),
      })),
  }),
  route({
    method: 'POST',
    path: '/rest/v1.0/companies/:company_id/users',
    confidential: true,
    summary: 'Add a person to the company',
    gate: manage,
    params: inCompany,
    body: z.strictObject({
      user: z.strictObject({
        email: z.email(),
        name: z.string().trim().min(1).max(200),
        password: z.string().optional(),
        template_id: templateId,
        project_template_id: templateId.default(null),
        can_push_to_accounting: z.boolean().default(false),
        approval_limit: limit.nullable().default(null),
      }),
    }),
    status: 201,
    reply: z.object({ id: number }),
    handler: ({ db, company: at, person, body: { user } }) =>
      db.company(at, async (sql) => {
        const { email, name, password } = user
        const made = await createPerson(sql, { email, name, ...(password === undefined ? {} : { password }) })
        const membership = {
          template: user.template_id,
          projectTemplate: user.project_template_id,
          canPushToAccounting: user.can_push_to_accounting,
          approvalLimit: user.approval_limit,
        }
        await setMembership(sql, at, made, membership, person.id)
        return { id: made }
      }),
  }),
  route({
    method: 'PATCH',
    path: '/rest/v1.0/companies/:company_id/users/:user_id',
    summary: 'Change what a person may in the company; acts on their next request',
    gate: manage,
    params: ofPerson,
    body: z.strictObject({
      user: z.strictObject({
        template_id: templateId.optional(),
        project_template_id: templateId.optional(),
        can_push_to_accounting: z.boolean().optional(),
        approval_limit: limit.nullable().optional(),
        is_active: z.boolean().optional(),
      }),
    }),
    reply: personSchema,
    handler: ({ db, company: at, person, params: { user_id }, body: { user } }) =>
      db.company(at, async (sql) => {
        await changeMembership(sql, at, user_id, user, person.id)
        return getPerson(sql, at, user_id)
      }),
  }),
]

const inProjects: Route[] = [
  route({
    method: 'PUT',
    path: '/rest/v1.0/projects/:project_id/users/:user_id',
    summary: 'Give a person a template of their own in a project',
    gate: manage,
    params: inProject,
    body: z.strictObject({ user: z.strictObject({ template_id: bodyId<TemplateId>() }) }),
    status: 204,
    reply: z.undefined(),
    handler: ({ db, company: at, person, params: { project_id, user_id }, body: { user } }) =>
      db.company(at, async (sql) => {
        await getPerson(sql, at, user_id)
        await setProjectMembership(sql, at, project_id, user_id, user.template_id, person.id)
      }),
  }),
  route({
    method: 'DELETE',
    path: '/rest/v1.0/projects/:project_id/users/:user_id',
    summary: 'Take a person’s own template in a project away; the one for every project holds again',
    gate: manage,
    params: inProject,
    status: 204,
    reply: z.undefined(),
    handler: ({ db, company: at, person, params: { project_id, user_id } }) =>
      db.company(at, (sql) => removeProjectMembership(sql, at, project_id, user_id, person.id)),
  }),
]

export const peopleRoutes: Route[] = [...people, ...inProjects]
