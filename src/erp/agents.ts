/**
 * Agents and their enrolment codes as the database keeps them. The gateway asks through {@link AgentRegistry}, so that it can be tested
 * and simulated without a database; the connection's page and API use the functions below it.
 */
import { createHash, randomInt } from 'node:crypto'
import type { CompanyId, ConnectionId, Id, UserId } from '../ids.ts'
import type { Clock } from '../platform/clock.ts'
import type { Db, Sql } from '../platform/db.ts'
import { record } from '../platform/history.ts'
import { newId } from '../platform/new-id.ts'
import type { Hello } from './protocol.ts'

export type AgentId = Id<'agent'>

export interface KnownAgent {
  id: AgentId
  company: CompanyId
  companyName: string
  connection: ConnectionId
  name: string
  /** Base64 of the SPKI form. */
  publicKey: string
  revoked: boolean
}

/** What the gateway needs to know about agents. */
export interface AgentRegistry {
  /** Uses up the code and makes the agent, in one step; agents enrolled before on the connection are revoked. Undefined: no such code, used or too old. */
  enrol(code: string, agent: { publicKey: string; name: string }): Promise<KnownAgent | undefined>
  find(id: AgentId): Promise<KnownAgent | undefined>
  /** What the agent says about itself at the beginning of a session, and which server it talks to. */
  greeted(agent: KnownAgent, hello: Hello, serverName: string): Promise<void>
  /** The agent was heard just now. */
  heard(agents: AgentId[]): Promise<void>
  /** Those of the given agents that have been revoked. */
  revoked(agents: AgentId[]): Promise<AgentId[]>
}

/** How long an enrolment code may be used. */
export const ENROLMENT_MINUTES = 10

/** Crockford's base 32: nothing in it is mistaken for something else when read out over the telephone. */
const CODE_LETTERS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const CODE_LENGTH = 12

/** A new one-time code for the connection, as it is shown, once, to the administrator: `7KQM-2XW9-D4TB`. Only its hash is kept. */
export async function createEnrolment(
  sql: Sql,
  clock: Clock,
  given: { company: CompanyId; connection: ConnectionId; by: UserId },
): Promise<{ code: string; expiresAt: Date }> {
  const letters = Array.from({ length: CODE_LENGTH }, () => CODE_LETTERS[randomInt(CODE_LETTERS.length)])
  const code = letters.join('').replace(/(.{4})(?=.)/g, '$1-')
  const now = clock.now()
  const expiresAt = new Date(now.getTime() + ENROLMENT_MINUTES * 60_000)
  await sql.run(
    `insert into erp_enrolment (company_id, code_hash, connection_id, created_by, created_at, expires_at)
     values ($1, $2, $3, $4, $5, $6)`,
    [given.company, hashOf(code), given.connection, given.by, now, expiresAt],
  )
  await record(sql, {
    company: given.company,
    actor: given.by,
    action: 'agent-code-made',
    subject: { kind: 'connection', id: given.connection },
  })
  return { code, expiresAt }
}

/** Revokes an agent: its line is cut within a second, by whichever server holds it. @returns false when there was nothing to revoke. */
export async function revokeAgent(
  sql: Sql,
  clock: Clock,
  given: { company: CompanyId; agent: AgentId; by: UserId; why: string },
): Promise<boolean> {
  const count = await sql.run(
    'update erp_agent set revoked_at = $3 where company_id = $1 and id = $2 and revoked_at is null',
    [given.company, given.agent, clock.now()],
  )
  if (count === 0) return false
  await record(sql, {
    company: given.company,
    actor: given.by,
    action: 'agent-revoked',
    subject: { kind: 'agent', id: given.agent },
    why: given.why,
  })
  return true
}

/** One agent as the connection's page shows it. */
export interface AgentRow {
  id: AgentId
  name: string
  enrolled_at: Date
  revoked_at: Date | null
  agent_version: string | null
  erp_product: string | null
  erp_version: string | null
  erp_folder: string | null
  high_water: Record<string, number> | null
  last_contact: Date | null
  server_name: string | null
}

/** The connection's agents, the one in service first. */
export function agentsOf(sql: Sql, company: CompanyId, connection: ConnectionId): Promise<AgentRow[]> {
  return sql.query<AgentRow>(
    `select id, name, enrolled_at, revoked_at, agent_version, erp_product, erp_version, erp_folder, high_water, last_contact, server_name
     from erp_agent where company_id = $1 and connection_id = $2 order by revoked_at desc nulls first, id desc`,
    [company, connection],
  )
}

/** The registry over PostgreSQL. */
export function agentRegistry(db: Db, clock: Clock): AgentRegistry {
  return {
    enrol: (code, agent) => db.system((sql) => enrol(sql, clock.now(), code, agent)),
    find: (id) => db.system((sql) => find(sql, id)),
    greeted: (agent, hello, serverName) =>
      db.company(agent.company, async (sql) => {
        await sql.run(
          `update erp_agent set agent_version = $3, erp_product = $4, erp_version = $5, erp_folder = $6, high_water = $7,
             last_contact = $8, server_name = $9 where company_id = $1 and id = $2`,
          [
            agent.company,
            agent.id,
            hello.agentVersion,
            hello.erp.product,
            hello.erp.version,
            hello.erp.folder,
            JSON.stringify(hello.erp.highWater),
            clock.now(),
            serverName,
          ],
        )
      }),
    heard: (agents) =>
      db.system(async (sql) => {
        await sql.run('update erp_agent set last_contact = $2 where id = any($1)', [agents, clock.now()])
      }),
    revoked: (agents) =>
      db.system(async (sql) => {
        const rows = await sql.query<{ id: AgentId }>(
          'select id from erp_agent where id = any($1) and revoked_at is not null',
          [agents],
        )
        return rows.map((row) => row.id)
      }),
  }
}

async function enrol(
  sql: Sql,
  now: Date,
  code: string,
  agent: { publicKey: string; name: string },
): Promise<KnownAgent | undefined> {
  const used = await sql.maybe<{ company_id: CompanyId; connection_id: ConnectionId; created_by: UserId }>(
    `update erp_enrolment set used_at = $2 where code_hash = $1 and used_at is null and expires_at > $2
     returning company_id, connection_id, created_by`,
    [hashOf(code), now],
  )
  if (!used) return undefined
  const id = newId<AgentId>()
  await sql.run(
    'update erp_agent set revoked_at = $3 where company_id = $1 and connection_id = $2 and revoked_at is null',
    [used.company_id, used.connection_id, now],
  )
  await sql.run(
    `insert into erp_agent (company_id, connection_id, id, name, public_key, enrolled_at) values ($1, $2, $3, $4, $5, $6)`,
    [used.company_id, used.connection_id, id, agent.name, agent.publicKey, now],
  )
  await record(sql, {
    company: used.company_id,
    actor: used.created_by,
    action: 'agent-enrolled',
    subject: { kind: 'agent', id },
    why: 'The agent brought the code this person made.',
    body: { name: agent.name, connection: used.connection_id },
  })
  return find(sql, id)
}

async function find(sql: Sql, id: AgentId): Promise<KnownAgent | undefined> {
  return sql.maybe<KnownAgent>(
    `select a.id, a.company_id as company, c.name as "companyName", a.connection_id as connection, a.name,
       a.public_key as "publicKey", a.revoked_at is not null as revoked
     from erp_agent a join company c on c.id = a.company_id where a.id = $1`,
    [id],
  )
}

/** Codes are typed by people: case, blanks and dashes do not matter. */
function hashOf(code: string): Buffer {
  return createHash('sha256')
    .update(code.toUpperCase().replace(/[^0-9A-Z]/g, ''))
    .digest()
}
