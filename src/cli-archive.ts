/** `gusset backup`, `restore`, `export`, `import`: what is taken, what is left out and why, and what must hold before anything is put back. */
import { basename } from 'node:path'
import type { Given } from './cli-commands.ts'
import { companyNamed, withDatabase, withDb } from './cli-database.ts'
import { keyFingerprint } from './erp/gateway-key.ts'
import { markRestored } from './erp/generation.ts'
import type { CompanyId } from './ids.ts'
import { type ArchiveEnd, type ArchiveHead, checkArchive } from './platform/archive.ts'
import { loadArchive } from './platform/archive-load.ts'
import { type Part, takeArchive } from './platform/archive-write.ts'
import type { Sql } from './platform/db.ts'
import { connect } from './platform/db-pool.ts'
import { head, verify } from './platform/history.ts'
import { migrate, migrationsOf } from './platform/migrate.ts'
import { VERSION } from './platform/version.ts'

/** What ended since must not come back to life, and what is only under way means nothing later. */
const NEVER = ['session', 'provider_sign_in', 'access_token', 'login_attempt', 'erp_seen']
/** Belongs to the installation and not to the company: other agents, other integrations, other secrets. */
const NOT_EXPORTED = ['api_client', 'erp_agent', 'erp_enrolment']
const PERSON = ['id', 'email', 'name', 'is_service', 'disabled_at', 'created_at']

export async function takeBackup(given: Given): Promise<boolean> {
  const file = given.named.FILE ?? ''
  const end = await withDb(given, (_db, url) =>
    takeArchive(file, {
      url,
      head: headOf('backup', given),
      part: ({ name }) => (NEVER.includes(name) ? false : {}),
      chains: (sql) => chainsOf(sql),
    }),
  )
  tell(given, end, `Backed up`)
  given.say(
    'Keep the server’s key with it (server-key.pem of the data folder, or GUSSET_SECRET_FILE): it is not in the file.',
  )
  return true
}

export function exportCompany(given: Given): Promise<boolean> {
  return withDb(given, async (db, url) => {
    const company = await db.system((sql) => companyNamed(sql, given.named.COMPANY ?? ''))
    const part = ({ name, byCompany }: { name: string; byCompany: boolean }): Part => {
      if (NEVER.includes(name) || NOT_EXPORTED.includes(name)) return false
      if (byCompany) return { where: `company_id = ${company.id}` }
      if (name === 'company') return { where: `id = ${company.id}` }
      if (name !== 'person') return false
      return { columns: PERSON, where: `id in (select person_id from membership where company_id = ${company.id})` }
    }
    const end = await takeArchive(given.named.FILE ?? '', {
      url,
      head: { ...headOf('company', given), company },
      part,
      chains: (sql) => chainsOf(sql, company.id),
    })
    tell(given, end, `Exported ${company.name}`)
    return true
  })
}

export async function restore(given: Given): Promise<boolean> {
  const file = given.named.FILE ?? ''
  const { head: found } = await checkArchive(file)
  if (found.gusset !== 'backup')
    throw new Error(
      `${basename(file)} is the export of the company ${found.company?.name}: take it in with “gusset import”.`,
    )
  checkKey(found, given)
  return withDatabase(given, async (url) => {
    await checkTarget(url, found, given)
    const taken = new Set(found.schema.map((each) => each.number))
    await migrate(url, given.log, undefined, ({ number }) => taken.has(number))
    let complaints: string[] = []
    const end = await loadArchive(file, {
      url,
      emptyFirst: true,
      keepPresent: {},
      before: async (sql) => {
        await refuseWhileServed(sql)
        await refuseWhenUsed(sql)
      },
      after: async (sql, end) => {
        complaints = await compareChains(sql, end)
        await markRestored(sql, given.clock.now(), String(given.values.reason))
      },
    })
    await migrate(url, given.log)
    tell(given, end, `Restored the backup of ${found.at}`)
    for (const each of complaints) given.say(each)
    given.say('When the server starts, everything unfinished is looked up in the ERP before anything is sent.')
    return complaints.length === 0
  })
}

export async function importCompany(given: Given): Promise<boolean> {
  const file = given.named.FILE ?? ''
  const { head: found } = await checkArchive(file)
  const { company } = found
  if (found.gusset !== 'company' || !company)
    throw new Error(`${basename(file)} is the backup of a whole installation: put it back with “gusset restore”.`)
  return withDb(given, async (_db, url) => {
    const { ours } = await migrationsOf(url)
    if (ours.some((each) => !found.schema.some(({ sha256 }) => sha256 === each.sha256)))
      throw new Error(
        `${basename(file)} was written by Gusset ${found.version}, whose tables are not those of ${VERSION}. Export it again with this version.`,
      )
    const end = await loadArchive(file, {
      url,
      emptyFirst: false,
      keepPresent: { person: refuseOtherPeople },
      before: async (sql) => {
        await refuseWhileServed(sql)
        const there = await sql.maybe('select from company where id = $1', [company.id])
        if (there) throw new Error(`The company ${company.name} (${company.id}) is here already; nothing was changed.`)
      },
      after: async (sql, end) => {
        const [complaint] = await compareChains(sql, end)
        if (complaint) throw new Error(`${complaint} Nothing was changed.`)
        await markRestored(sql, given.clock.now(), `Import of ${company.name}`)
      },
    })
    tell(given, end, `Imported ${company.name}`)
    given.say(
      'Its people have the passwords they have here; “gusset user password” gives one. Enrol an agent for its ERP.',
    )
    return true
  })
}

function headOf(gusset: ArchiveHead['gusset'], { clock, data, config }: Given) {
  const key = keyFingerprint(data, config.GUSSET_SECRET_FILE) ?? ''
  return { gusset, version: VERSION, at: clock.now().toISOString(), key }
}

function tell({ say, named }: Given, { tables, rows, chains }: ArchiveEnd, what: string): void {
  say(`${what}: ${rows.toLocaleString('en-US')} rows of ${tables} tables, ${named.FILE}.`)
  for (const { name, seq, hash } of chains) say(`  ${name}: history up to row ${seq.toLocaleString('en-US')}, ${hash}`)
}

async function chainsOf(sql: Sql, only?: CompanyId): Promise<ArchiveEnd['chains']> {
  const companies = await sql.query<{ id: CompanyId; name: string }>(
    'select id, name from company where $1::int8 is null or id = $1 order by id',
    [only ?? null],
  )
  const chains: ArchiveEnd['chains'] = []
  for (const { id, name } of companies) chains.push({ company: id, name, ...(await head(sql, id)) })
  return chains
}

/** Sentences about chains that were broken when the backup was taken. @throws Error when a chain does not end as it did then */
async function compareChains(sql: Sql, { chains }: ArchiveEnd): Promise<string[]> {
  const complaints: string[] = []
  for (const { company, name, seq, hash } of chains) {
    const now = await head(sql, company as CompanyId)
    if (now.seq !== seq || now.hash !== hash)
      throw new Error(`The history of ${name} does not end as the file says. Nothing was changed; take another file.`)
    const verdict = await verify(sql, company as CompanyId)
    if (!verdict.ok)
      complaints.push(
        `The history of ${name} was broken already when the file was written: ${verdict.broken?.sentence}`,
      )
  }
  return complaints
}

function checkKey({ key }: ArchiveHead, { data, config, values }: Given): void {
  if (key === '' || values['other-key']) return
  const here = keyFingerprint(data, config.GUSSET_SECRET_FILE)
  if (here === key) return
  const place = config.GUSSET_SECRET_FILE ?? `server-key.pem in ${data}`
  throw new Error(
    `The key of the backup’s server is ${here === undefined ? 'missing' : 'another one'} here. Put it back as ${place}. If it is lost, add --other-key.`,
  )
}

/** Before anything is done to the database, its migrations included. */
async function checkTarget(url: string, found: ArchiveHead, { named, log }: Given): Promise<void> {
  const file = basename(named.FILE ?? '')
  const { ours, applied } = await migrationsOf(url)
  const unknown = found.schema.find(({ sha256 }) => !ours.some((each) => each.sha256 === sha256))
  if (unknown)
    throw new Error(
      `${file} was written by Gusset ${found.version} with the migration ${unknown.name}, which ${VERSION} does not know. Restore it with that version or a newer one.`,
    )
  if (applied.length > 0) {
    const db = connect({ url, log, poolSize: 1 })
    await db.system(refuseWhenUsed).finally(() => db.close())
  }
  const ahead = applied.find(({ sha256 }) => !found.schema.some((each) => each.sha256 === sha256))
  if (ahead)
    throw new Error(
      `${file} is older than the tables that stand in this database already (${ahead.name}). Restore into a database that is quite new: another GUSSET_DATA, or a new one in DATABASE_URL.`,
    )
}

async function refuseWhileServed(sql: Sql): Promise<void> {
  const { others } = await sql.one<{ others: number }>(
    `select count(*) as others from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()
       and application_name in ('gusset', 'gusset listen', 'gusset backup', 'gusset restore')`,
  )
  if (others > 0) throw new Error('A server is at work on this database. Stop it first; nothing was changed.')
}

async function refuseWhenUsed(sql: Sql): Promise<void> {
  const used = await sql.maybe<{ name: string }>(
    `select name from company union all select email from person order by 1 limit 1`,
  )
  if (used)
    throw new Error(
      `This database is not empty (it has ${used.name}). Nothing was changed: restore into an empty one, by another GUSSET_DATA or DATABASE_URL.`,
    )
}

/** An account is the same here and there, or not there at all. */
async function refuseOtherPeople(sql: Sql, came: string): Promise<void> {
  const other = await sql.maybe<{ email: string }>(
    `select c.email from ${came} c join person p on p.id = c.id or lower(p.email) = lower(c.email)
     where p.id <> c.id or lower(p.email) <> lower(c.email) order by 1 limit 1`,
  )
  if (other)
    throw new Error(
      `${other.email} has an account here that is not the one of the file. Nothing was changed: import into an installation without it.`,
    )
}
