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

/**
 * To be called once after the database was restored from a backup, before anything is dispatched: what the lost future did is unknown,
 * so every op that is not CONFIRMED is looked up again (PO7).
 */
export async function restored(hub: Hub, reason: string): Promise<void> {
  const companies = await hub.db.system(async (sql) => {
    await sql.run('update erp_generation set generation = generation + 1, raised_at = $1, reason = $2', [
      hub.clock.now(),
      reason,
    ])
    return sql.query<{ id: CompanyId }>('select id from company order by id')
  })
  for (const { id } of companies) while (await raiseSome(hub, id));
}

async function raiseSome(hub: Hub, company: CompanyId): Promise<boolean> {
  return hub.db.company(company, async (sql) => {
    const floor = await epochFloor(sql)
    const ops = await loadOps(
      sql,
      `o.company_id = $1 and o.state <> 'CONFIRMED' and o.epoch < $2`,
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
