/** Plugs workflows into the pipeline: what they say before an item may be sent (CFG-3, CFG-4). */
import type { Scope, SendGate } from '../erp/entity.ts'
import { refusal } from '../platform/refusal.ts'
import { neededTemplate, type Workflow } from './model.ts'
import { refusalsToSend, type Stand } from './rules.ts'
import { latestWorkflow } from './store.ts'
import { assignedTo, companyRules } from './store-people.ts'
import { listTemplates } from './store-templates.ts'

export const gates: SendGate[] = [
  {
    refusals: async (scope, { kind, many, direct, summary }) => {
      const { sql, company, clock } = scope
      const always = direct === 'workflow'
      const needed = neededTemplate(await listTemplates(sql, company), kind, summary.amount, always)
      if (needed) {
        const workflow = await latestWorkflow(sql, company, kind, summary.id)
        const rules = await companyRules(sql, company, clock)
        return refusalsToSend(needed, await standOf(scope, workflow, summary.rev, rules))
      }
      if (!always) return []
      return [
        refusal('no-workflow', `${many} go to the ERP after a workflow, and none is set up for them.`, {
          remedy: 'Whoever manages the workflows sets one up.',
        }),
      ]
    },
  },
]

/** A workflow and what it is decided on, as the item and the company's rules now are. */
export async function standOf(
  { sql, company }: Scope,
  workflow: Workflow | undefined,
  rev: number,
  { fourEyes }: { fourEyes: boolean },
): Promise<Stand | undefined> {
  if (!workflow) return undefined
  if (workflow.status !== 'in-review') return { workflow, rev, eligible: [] }
  // Assurance F45: where four eyes are demanded, whoever started it decides nothing of it.
  const except = fourEyes ? workflow.startedBy : undefined
  const step = workflow.steps[workflow.at]!
  return { workflow, rev, eligible: await assignedTo(sql, company, step, { project: workflow.project, except }) }
}
