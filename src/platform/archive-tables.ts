/** The tables of the database as a backup takes them: in an order in which each comes after those it refers to. */
import type pg from 'pg'

export interface Table {
  name: string
  /** Those that can be written: generated ones are left to the database. */
  columns: string[]
  /** Has a `company_id`, and so stands behind the wall between companies. */
  byCompany: boolean
}

/** Says which migrations a database has; kept apart, because the file names them in its first line. */
const LIST_OF_MIGRATIONS = 'schema_migration'

/** @throws Error when tables refer to each other in a ring, which no migration may do. */
export async function tablesOf(client: pg.ClientBase): Promise<Table[]> {
  const { rows } = await client.query<Table & { refers: string[] }>(
    `select c.relname as name,
       array(select a.attname::text from pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
         order by a.attnum) as columns,
       exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'company_id' and not a.attisdropped) as "byCompany",
       array(select f.relname::text from pg_constraint k join pg_class f on f.oid = k.confrelid
         where k.conrelid = c.oid and k.contype = 'f' and k.confrelid <> c.oid) as refers
     from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and c.relname <> $1 order by c.relname`,
    [LIST_OF_MIGRATIONS],
  )
  const ordered: Table[] = []
  let waiting = rows
  while (waiting.length > 0) {
    const names = new Set(waiting.map((each) => each.name))
    const ready = waiting.filter((each) => !each.refers.some((name) => names.has(name)))
    if (ready.length === 0) throw new Error(`These tables refer to each other in a ring: ${[...names].join(', ')}.`)
    ordered.push(...ready.map(({ name, columns, byCompany }) => ({ name, columns, byCompany })))
    waiting = waiting.filter((each) => !ready.includes(each))
  }
  return ordered
}

export const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`
export const listed = (columns: string[]): string => columns.map(quoted).join(', ')
