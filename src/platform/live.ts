/** Tells open pages that something they show has changed. Heard by the live stream (`live-stream.ts`). */
import type { CompanyId } from '../ids.ts'
import type { Sql } from './db.ts'

/** Reaches the company's pages when (and only when) the transaction commits. `topic` is a noun: `ops`, `staged`, `connection`. */
export async function announce(sql: Sql, company: CompanyId, topic: string, id?: number | string): Promise<void> {
  await sql.notify('gusset_live', { company, topic, id })
}
