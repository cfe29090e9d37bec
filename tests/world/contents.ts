/** What stands in the database, for proving that a refused request changed nothing. */
import type { Db } from '../../src/platform/db.ts'

/** Kept beside the work: sessions, tokens, counted tries, answers kept for repetition; and the owner's own list of migrations. */
const BOOKKEEPING = ['session', 'login_attempt', 'access_token', 'idempotency', 'provider_sign_in', 'schema_migration']

/** Rows and a digest of all values, by table. */
export type Contents = Record<string, string>

export function contentsOf(db: Db): Promise<Contents> {
  return db.system(async (sql) => {
    const tables = await sql.query<{ name: string }>(
      `select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and relname <> all($1::text[]) order by 1`,
      [BOOKKEEPING],
    )
    const parts = tables.map(
      ({ name }) =>
        `select '${name}' as name, count(*) || ' rows ' || md5(coalesce(string_agg(t::text, '|' order by t::text), '')) as held from ${name} t`,
    )
    const rows = await sql.query<{ name: string; held: string }>(parts.join(' union all '))
    return Object.fromEntries(rows.map(({ name, held }) => [name, held]))
  })
}
