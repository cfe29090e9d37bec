/** R3: epochs stay monotone over a restore of this database, because the restore generation stands in their high bits. */
import type { CompanyId } from '../ids.ts'
import type { Sql } from '../platform/db.ts'
import type { Hub } from './hub.ts'
import { loadOps } from './ops-store.ts'
import { stepAll } from './stepping.ts'

/** Epochs of one generation; 2^32 of them, so that 2^20 generations stay below 2^53. */
const EPOCHS = 2 ** 32
const BATCH = 500

export async function epochFloor(sql: Sql): Promise<number> {
  const { generation } = await sql.one<{ generation: number }>('select generation from erp_generation')
  return generation * EPOCHS
}

/** Said in the transaction that puts the backup back, whatever its schema, so that no server can start on it without knowing. */
export async function markRestored(sql: Sql, at: Date, reason: string): Promise<void> {
  await sql.run('update erp_generation set generation = generation + 1, raised_at = $1, reason = $2', [at, reason])
  await sql.run('update erp_connection set connected = false, busy = false')
}

/**
 * At every start, before anything is dispatched. After a restore what the lost future did is unknown, so every op of before that is not
 * CONFIRMED is looked up again (PO7), once: it then stands above the floor. A start cut short does the rest at the next one.
 */
export async function finishRestore(hub: Hub): Promise<void> {
  const companies = await hub.db.system((sql) =>
    sql.query<{ id: CompanyId }>(
      'select id from company where exists (select from erp_generation where generation > 0) order by id',
    ),
  )
  for (const { id } of companies) while (await raiseSome(hub, id));
}

/** Both at once, for a database that was put back by other means. */
export async function restored(hub: Hub, reason: string): Promise<void> {
  await hub.db.system((sql) => markRestored(sql, hub.clock.now(), reason))
  await finishRestore(hub)
}

async function raiseSome(hub: Hub, company: CompanyId): Promise<boolean> {
  return hub.db.company(company, async (sql) => {
    const floor = await epochFloor(sql)
    const ops = await loadOps(
      sql,
      `o.company_id = $1 and o.state <> 'CONFIRMED' and o.epoch < $2 and o.created_at <= (select raised_at from erp_generation)`,
      [company, floor],
      `limit ${BATCH} for update of o`,
    )
    const now = hub.clock.now().getTime()
    await stepAll(
      hub,
      sql,
      company,
      ops.map((op) => ({ op, input: { type: 'restored', now, epochFloor: floor } })),
    )
    return ops.length === BATCH
  })
}
