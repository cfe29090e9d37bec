/** What lists show of an item, kept beside the inbox so that thousands can be searched and sorted without asking each one's slice. */
import type { ItemId } from '../ids.ts'
import type { ItemSummary, Kind, Scope } from './entity.ts'
import type { Registry } from './registry.ts'

/** Takes the item's present summary. @returns undefined when the item is gone. */
export async function summarize(
  scope: Scope,
  registry: Registry,
  kind: Kind,
  item: ItemId,
): Promise<ItemSummary | undefined> {
  const { outbound, inbound } = registry.entity(kind)
  const summary = (await outbound?.summary(scope, item)) ?? (await inbound?.stage?.summary(scope, item))
  if (!summary) return undefined
  await scope.sql.run(
    `insert into erp_summary (company_id, kind, item_id, project_id, project_name, number, title, amount, path, columns)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
     on conflict (company_id, kind, item_id) do update set project_id = excluded.project_id, project_name = excluded.project_name,
       number = excluded.number, title = excluded.title, amount = excluded.amount, path = excluded.path, columns = excluded.columns`,
    [
      scope.company,
      kind,
      item,
      summary.project ?? null,
      summary.projectName ?? '',
      summary.number,
      summary.title,
      summary.amount ?? null,
      summary.path,
      JSON.stringify(summary.columns),
    ],
  )
  return summary
}
