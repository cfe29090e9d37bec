/**
 * The server's half of "send only what I do not have": which read the agent may build on. Sound because the agreement ends when a read begins
 * and is made anew only in the transaction that takes the read's end; whatever comes between leaves none, and everything is sent.
 */
import type { Sql } from '../platform/db.ts'
import type { InboundTable } from './mapping.ts'
import { columnsOf } from './mapping-in.ts'
import type { ReadCommand } from './protocol.ts'
import { insertRead, type ReadRow } from './reads-store.ts'
import type { OwnedFeed } from './registry.ts'

const CURSOR = 'company_id = $1 and connection_id = $2 and feed = $3'
const cursorOf = (read: ReadRow) => [read.company_id, read.connection_id, read.feed]

/** For the command of a read that begins: ends the agreement, and says what it was. */
export async function rememberFor(
  sql: Sql,
  read: ReadRow,
  { feed }: OwnedFeed,
  table: InboundTable,
): Promise<ReadCommand['remember']> {
  const key = keyColumns(feed.key, table)
  if (!feed.keepsEveryRow || key === 0) return undefined
  const before = await sql.maybe<{ agent_has: string | null; odd: boolean }>(
    `select agent_has, exists (select from erp_unsyncable u where u.company_id = $1 and u.connection_id = $2 and u.feed = $3) as odd
     from erp_cursor where ${CURSOR} for update`,
    cursorOf(read),
  )
  await sql.run(`update erp_cursor set agent_has = null where ${CURSOR}`, cursorOf(read))
  // What could not be taken must come again, or it would drop out of the report of such rows.
  return { key, since: before && !before.odd ? before.agent_has : null }
}

/** In the transaction that takes the end of the read, after the cursor moved. */
export async function agree(sql: Sql, read: ReadRow, remembered: boolean): Promise<void> {
  if (remembered)
    await sql.run(`update erp_cursor set agent_has = $4 where ${CURSOR}`, [...cursorOf(read), read.read_id])
}

/** Rows are gone from the ERP, and only a whole pass tells which: it follows at once. */
export async function askWhole(sql: Sql, read: ReadRow, at: Date): Promise<void> {
  await sql.run(`update erp_cursor set agent_has = null where ${CURSOR}`, cursorOf(read))
  await insertRead(sql, {
    company: read.company_id,
    connection: read.connection_id,
    feed: read.feed,
    mode: 'full',
    cause: read.cause,
    askedBy: read.asked_by ?? undefined,
    at,
  })
}

/** How many of the table's columns, from the first, are the feed's key; 0 when others stand among them. */
function keyColumns(key: string[], table: InboundTable): number {
  const first = columnsOf(table)
    .slice(0, key.length)
    .map((column) => table.rows.find((row) => row.column === column)?.into)
  return key.every((name) => first.includes(name)) ? key.length : 0
}
