/** `gusset migrate`, and `gusset verify`: what an administrator can prove about an installation. */
import type { Given } from './cli-commands.ts'
import { withDatabase, withDb } from './cli-database.ts'
import type { CompanyId } from './ids.ts'
import type { Sql } from './platform/db.ts'
import { head, verify } from './platform/history.ts'
import { migrate } from './platform/migrate.ts'

export function migrateNow(given: Given): Promise<boolean> {
  return withDatabase(given, async (url) => {
    const applied = await migrate(url, given.log)
    given.say(applied.length === 0 ? 'The schema is of this version already.' : `Applied: ${applied.join(', ')}.`)
    return true
  })
}

/** Says every finding; true when there is none. */
export function verifyAll(given: Given): Promise<boolean> {
  // Whatever asks for the database of this version has its schema checked.
  return withDb(given, (db) => {
    given.say('The schema is that of this version.')
    return db.system(async (sql) => {
      const open = await withoutWall(sql)
      given.say(
        open.length === 0
          ? 'Every table of a company stands behind the wall between companies.'
          : `NO WALL between companies on: ${open.join(', ')}. Stop the server and run “gusset migrate”; if it stays so, restore a backup.`,
      )
      return (await chainsHold(sql, given)) && open.length === 0
    })
  })
}

async function chainsHold(sql: Sql, { say }: Given): Promise<boolean> {
  let hold = true
  for (const { id, name } of await sql.query<{ id: CompanyId; name: string }>(
    'select id, name from company order by id',
  )) {
    const verdict = await verify(sql, id)
    const { hash } = await head(sql, id)
    say(
      verdict.ok
        ? `${name}: ${verdict.rows.toLocaleString('en-US')} rows of history hold, up to ${hash}.`
        : `${name}: THE HISTORY IS BROKEN. ${verdict.broken?.sentence} Keep this database as evidence and compare it with a backup.`,
    )
    hold &&= verdict.ok
  }
  return hold
}

/** Tables with a company that row-level security does not bind, its owner included. */
async function withoutWall(sql: Sql): Promise<string[]> {
  const rows = await sql.query<{ name: string }>(
    `select c.relname as name from pg_class c
     where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
       and (c.relname = 'company' or exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'company_id' and not a.attisdropped))
       and not (c.relrowsecurity and c.relforcerowsecurity and exists (
         select from pg_policy p where p.polrelid = c.oid and p.polname = 'company_wall' and p.polcmd = '*'))
     order by 1`,
  )
  return rows.map((each) => each.name)
}
