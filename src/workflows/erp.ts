/** Plugs workflows into the pipeline: what they say before an item may be sent (CFG-3, CFG-4). */
import type { Scope, SendGate } from '../erp/entity.ts'
import { refusal } from '../platform/refusal.ts'
import { neededTemplate } from './model.ts'
import { refusalsToSend, type Stand } from './rules.ts'
import { latestWorkflow } from './store.ts'
import { assignedTo, companyRules } from './store-people.ts'
import { listTemplates } from './store-templates.ts'

export const gates: SendGate[] = [
  {
    refusals: async (scope, { kind, many, direct, summary }) => {
      const { sql, company } = scope
      const always = direct === 'workflow'
      const needed = neededTemplate(await listTemplates(sql, company), kind, summary.amount, always)
      if (needed) return refusalsToSend(needed, await standOf(scope, kind, summary.id, summary.rev))
      if (!always) return []
      return [
        refusal('no-workflow', `${many} go to the ERP after a workflow, and none is set up for them.`, {
          remedy: 'Whoever manages the workflows sets one up.',
        }),
      ]
    },
  },
]

/** The item's workflow and what it is decided on; undefined = none was ever started. `lock`: it is about to be moved. */
export async function standOf(
  { sql, company, clock }: Scope,
  kind: string,
  item: number,
  rev: number | undefined,
  lock: 'for update of w' | '' = '',
): Promise<Stand | undefined> {
  const workflow = await latestWorkflow(sql, company, kind, item, lock)
  if (!workflow) return undefined
  const { fourEyes } = await companyRules(sql, company, clock)
  const eligible =
    workflow.status === 'in-review'
      ? await assignedTo(sql, company, workflow.steps[workflow.at]!, {
          project: workflow.project,
          // Assurance F45: where four eyes are demanded, whoever started it decides nothing of it.
          except: fourEyes ? workflow.startedBy : undefined,
        })
      : []
  return { workflow, rev, eligible }
}
