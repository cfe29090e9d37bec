/** The database as a command needs it: reached, of this version, and left as it was found (running or stopped). */
import type { Given } from './cli-commands.ts'
import type { CompanyId } from './ids.ts'
import { openDatabase } from './platform/database-of.ts'
import type { Db, Sql } from './platform/db.ts'
import { connect } from './platform/db-pool.ts'
import { migrationsOf } from './platform/migrate.ts'

/** Starts the embedded database where nobody runs it, and stops it afterwards. */
export async function withDatabase<T>(given: Given, work: (url: string) => Promise<T>): Promise<T> {
  const database = await openDatabase(given.config, given.data, given.log)
  try {
    return await work(database.url)
  } finally {
    await database.stop()
  }
}

/** Over all companies, as the server sees them. @throws Error when the database is of another version */
export function withDb<T>(given: Given, work: (db: Db, url: string) => Promise<T>): Promise<T> {
  return withDatabase(given, async (url) => {
    await checkSchema(url)
    const db = connect({ url, log: given.log, poolSize: 2 })
    try {
      return await work(db, url)
    } finally {
      await db.close()
    }
  })
}

async function checkSchema(url: string): Promise<void> {
  const { ours, applied } = await migrationsOf(url)
  const [newest] = applied.filter(({ number }) => !ours.some((each) => each.number === number))
  if (newest)
    throw new Error(`The database was brought further by a newer version of Gusset (${newest.name}). Use that version.`)
  const due = ours.filter(({ number }) => !applied.some((each) => each.number === number))
  if (due.length > 0)
    throw new Error(
      `The database lacks ${due.length} migrations of this version. Run “gusset migrate”, or start the server once.`,
    )
}

/** By its number or its name. */
export async function companyNamed(sql: Sql, text: string): Promise<{ id: CompanyId; name: string }> {
  const all = await sql.query<{ id: CompanyId; name: string }>('select id, name from company order by name, id')
  const found = all.filter(({ id, name }) => String(id) === text || name.toLowerCase() === text.toLowerCase())
  if (found.length === 1 && found[0]) return found[0]
  const there = all.map(({ id, name }) => `${name} (${id})`).join(', ') || 'none yet; “gusset company create” makes one'
  throw new Error(
    found.length === 0
      ? `There is no company “${text}”. There are: ${there}.`
      : `“${text}” is the name of several companies; give the number: ${there}.`,
  )
}
