/** Templates of workflows: their SQL. */
import type { CompanyId, UserId } from '../ids.ts'
import type { Sql } from '../platform/db.ts'
import { record } from '../platform/history.ts'
import { announce } from '../platform/live.ts'
import { newId } from '../platform/new-id.ts'
import { Refused, refusal, refuseIf } from '../platform/refusal.ts'
import type { WorkflowTemplate, WorkflowTemplateId } from './model.ts'
import { refusalsToKeep } from './rules.ts'
import { unknownAssignees } from './store-people.ts'

export type TemplateFields = Omit<WorkflowTemplate, 'id' | 'version'>

export function listTemplates(sql: Sql, company: CompanyId): Promise<WorkflowTemplate[]> {
  return sql.query(
    `select id, version, name, kinds, from_amount as "fromAmount", steps from workflow_template where company_id = $1 order by name, id`,
    [company],
  )
}

/** Whoever changes them, for whom, and how the kinds are called. */
export interface Manager {
  sql: Sql
  company: CompanyId
  actor: UserId
  kindWords: (kind: string) => string
}

export async function createTemplate(by: Manager, fields: TemplateFields): Promise<WorkflowTemplateId> {
  await refuseUnlessGood(by, fields, undefined)
  const id = newId<WorkflowTemplateId>()
  await by.sql.run(
    'insert into workflow_template (company_id, id, name, kinds, from_amount, steps) values ($1, $2, $3, $4, $5, $6)',
    [by.company, id, fields.name, fields.kinds, fields.fromAmount, JSON.stringify(fields.steps)],
  )
  await note(by, 'create-workflow-template', id, fields)
  return id
}

/** Workflows that were started keep the steps they were started with. */
export async function changeTemplate(
  by: Manager,
  id: WorkflowTemplateId,
  change: Partial<TemplateFields>,
): Promise<void> {
  const { id: _id, version: _version, ...before } = await lockTemplate(by, id)
  const fields = { ...before, ...change }
  await refuseUnlessGood(by, fields, id)
  await by.sql.run(
    `update workflow_template set version = version + 1, name = $3, kinds = $4, from_amount = $5, steps = $6
     where company_id = $1 and id = $2`,
    [by.company, id, fields.name, fields.kinds, fields.fromAmount, JSON.stringify(fields.steps)],
  )
  await note(by, 'change-workflow-template', id, fields)
}

export async function deleteTemplate(by: Manager, id: WorkflowTemplateId): Promise<void> {
  const { name } = await lockTemplate(by, id)
  await by.sql.run('delete from workflow_template where company_id = $1 and id = $2', [by.company, id])
  await note(by, 'delete-workflow-template', id, { name })
}

async function lockTemplate({ sql, company }: Manager, id: WorkflowTemplateId): Promise<WorkflowTemplate> {
  const found = (await listTemplates(sql, company)).find((each) => each.id === id)
  if (!found) throw new Refused(refusal('not-there', 'There is no such workflow.'), 404)
  await sql.run('select from workflow_template where company_id = $1 and id = $2 for update', [company, id])
  return found
}

async function refuseUnlessGood(
  by: Manager,
  fields: TemplateFields,
  id: WorkflowTemplateId | undefined,
): Promise<void> {
  // One change at a time, so that two people cannot make two workflows for the same items.
  await by.sql.run(`select pg_advisory_xact_lock(hashtextextended('workflow_template ' || $1::text, 0))`, [by.company])
  const others = (await listTemplates(by.sql, by.company)).filter((each) => each.id !== id)
  refuseIf([
    ...refusalsToKeep(fields, others, by.kindWords),
    ...(await unknownAssignees(by.sql, by.company, fields.steps)),
  ])
}

async function note({ sql, company, actor }: Manager, action: string, id: number, body: object): Promise<void> {
  await record(sql, { company, actor, action, subject: { kind: 'workflow-template', id }, body })
  await announce(sql, company, 'workflows')
}
