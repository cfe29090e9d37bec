/** Routes of the workflows' counts. */
import { z } from 'zod'
import type { CompanyId, ProjectId } from '../ids.ts'
import { companyScope, id } from '../platform/rest.ts'
import { type Route, route } from '../platform/route.ts'
import { factsOf } from './store.ts'

/** By fact: how many. What is not named is none. */
const factsReply = z.record(z.string(), z.int())

export const routes: Route[] = [
  route({
    method: 'GET',
    path: '/rest/v1.0/companies/:company_id/workflow_guide',
    summary: 'How far the company is in each step of the nine workflows, as counts',
    gate: { action: 'view-erp-tool' },
    params: z.object({ company_id: id<CompanyId>() }),
    reply: factsReply,
    handler: ({ db, company }) => db.company(company, (sql) => factsOf(sql, company, null)),
  }),
  route({
    method: 'GET',
    path: '/rest/v1.0/projects/:project_id/workflow_guide',
    summary: 'How far one project is in each step of the nine workflows, as counts',
    gate: 'signed-in',
    params: z.object({ project_id: id<ProjectId>() }),
    query: z.strictObject(companyScope),
    reply: factsReply,
    handler: ({ db, company, params }) => db.company(company, (sql) => factsOf(sql, company, params.project_id)),
  }),
]
