/** The migrated schema as readable text, from the catalogue: the same on PostgreSQL 15 and 18, so that a migration shows as a diff of `db/schema.sql`. */
import pg from 'pg'

const COLUMNS = `
  select c.relname as table, string_agg('  ' || a.attname || ' ' || format_type(a.atttypid, a.atttypmod)
    || case when a.attnotnull then ' not null' else '' end
    || case when a.attidentity <> '' then ' generated always as identity' when a.attgenerated = 's' then ' generated always as (' || pg_get_expr(d.adbin, d.adrelid) || ') stored'
       when d.adbin is not null then ' default ' || pg_get_expr(d.adbin, d.adrelid) else '' end, E',\\n' order by a.attnum) as text
  from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
  left join pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum
  where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') group by c.relname`
const CONSTRAINTS = `
  select c.relname as table, 'alter table ' || c.relname || ' add ' || pg_get_constraintdef(k.oid) || ';' as text
  from pg_constraint k join pg_class c on c.oid = k.conrelid where c.relnamespace = 'public'::regnamespace and k.contype in ('p', 'u', 'f', 'c')`
const INDEXES = `
  select tablename as table, replace(indexdef, 'public.', '') || ';' as text from pg_indexes
  where schemaname = 'public' and not exists (select 1 from pg_constraint k join pg_class i on i.oid = k.conindid where i.relname = indexname)`
const POLICIES = `select tablename as table, 'create policy ' || policyname || ' on ' || tablename || ';' as text from pg_policies where schemaname = 'public'`
const TRIGGERS = `
  select c.relname as table, replace(pg_get_triggerdef(t.oid), 'public.', '') || ';' as text
  from pg_trigger t join pg_class c on c.oid = t.tgrelid where not t.tgisinternal and c.relnamespace = 'public'::regnamespace`
const FUNCTIONS = `
  select 'create function ' || p.proname || '(' || pg_get_function_identity_arguments(p.oid) || ');' as text
  from pg_proc p where p.pronamespace = 'public'::regnamespace order by 1`
const GRANTS = `
  select table_name as table, 'grant ' || string_agg(lower(privilege_type), ', ' order by privilege_type) || ' on ' || table_name || ' to gusset_app;' as text
  from information_schema.role_table_grants where table_schema = 'public' and grantee = 'gusset_app' group by table_name`

interface Line {
  table: string
  text: string
}

export async function printSchema(url: string): Promise<string> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    const ask = async (text: string): Promise<Line[]> => (await client.query<Line>(text)).rows
    const columns = (await ask(COLUMNS)).sort((a, b) => (a.table < b.table ? -1 : 1))
    const rest = [
      await ask(CONSTRAINTS),
      await ask(INDEXES),
      await ask(POLICIES),
      await ask(TRIGGERS),
      await ask(GRANTS),
    ]
    const ofTable = (table: string) =>
      rest.flatMap((lines) =>
        lines
          .filter((each) => each.table === table)
          .map((each) => each.text)
          .sort(),
      )
    const tables = columns.map(({ table, text }) =>
      [`create table ${table} (\n${text}\n);`, ...ofTable(table)].join('\n'),
    )
    const functions = (await ask(FUNCTIONS)).map((each) => each.text)
    return `${['-- Printed from the migrated database by tests/printed.test.ts; never run.', ...functions, ...tables].join('\n\n')}\n`
  } finally {
    await client.end()
  }
}
