/** What the daily summary counts of workflows. */
import type { Asked } from '../access/store-members.ts'
import type { Teller } from '../erp/entity.ts'
import type { CompanyId, ItemId, UserId } from '../ids.ts'
import type { Clock } from '../platform/clock.ts'
import type { Sql } from '../platform/db.ts'
import { waitingFor } from '../workflows/store.ts'
import { companyRules, standsFor } from '../workflows/store-people.ts'
import type { Decisions } from './model-summary.ts'

/** What My approvals lists, of that which the person may look at, `may` asking about that one alone: by kind, with how many are overdue. */
export async function decisionsFor(
  { sql, company, clock }: { sql: Sql; company: CompanyId; clock: Clock },
  person: UserId,
  may: Asked,
  teller: Teller,
): Promise<Decisions[]> {
  const { today, fourEyes } = await companyRules(sql, company, clock)
  const people = await standsFor(sql, company, person, today)
  const except = fourEyes ? person : undefined
  const { rows } = await waitingFor(sql, company, people, { except, limit: null, offset: 0 })
  const byKind = new Map<string, Decisions>()
  for (const { kind, item, project, due, startedAt } of rows) {
    const told = teller.kinds.find((each) => each.kind === kind)
    const [sees] = told ? await may(told.view, project ?? undefined) : []
    if (!told || !sees) continue
    if (!(await teller.item({ sql, clock, company, actor: undefined }, kind, item as ItemId))) continue
    const { count, overdue, oldest } = byKind.get(kind) ?? { count: 0, overdue: 0, oldest: startedAt }
    byKind.set(kind, {
      many: told.many,
      count: count + 1,
      overdue: overdue + (due !== null && due < today ? 1 : 0),
      oldest: startedAt < oldest ? startedAt : oldest,
    })
  }
  return [...byKind.values()]
}
