/** The database behind `db.ts`: a pool of connections that act as the role `gusset_app`, which row-level security binds. */
import { createHash } from 'node:crypto'
import { Socket } from 'node:net'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import pg from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import type { CompanyId } from '../ids.ts'
import type { Channel, Db, Sql } from './db.ts'
import { openListener } from './db-listen.ts'
import { TYPES } from './db-types.ts'
import type { Log } from './log.ts'

/** The role is made by `db/0001_platform.sql`. */
export const APP_ROLE = 'gusset_app'

/** Opens a pool; connections are made when first needed, so a wrong address shows at the first query. */
export function connect({ url, log, poolSize = 10 }: { url: string; log: Log; poolSize?: number }): Db {
  const pool = new pg.Pool({
    connectionString: url,
    max: poolSize,
    types: TYPES,
    // What is asked without waiting for the answer before goes to the database together: see `Sql`.
    pipeline: true,
    stream: gatheringSocket,
    application_name: 'gusset',
    connectionTimeoutMillis: 10_000,
    onConnect: async (client) => {
      // The pool listens to idle connections only; one that is cut while it is in use fails its statement, and must not end the server.
      client.on('error', (error) => log.warn({ err: error }, 'a database connection in use was lost'))
      await client.query(`set role ${APP_ROLE}; set timezone = 'UTC'`)
    },
  })
  pool.on('error', (error) => log.warn({ err: error }, 'an idle database connection was lost'))
  const listener = openListener(url, log)
  return {
    company: async (company, work) => transaction(pool, scopeOf(company), work),
    system: (work) => transaction(pool, 'all', work),
    listen: (channel, handler) => listener.listen(channel, handler),
    close: async () => {
      await listener.close()
      await pool.end()
    },
  }
}

function scopeOf(company: CompanyId): string {
  if (!Number.isSafeInteger(company) || company <= 0) throw new RangeError(`${company} is not a company's id.`)
  return String(company)
}

async function transaction<T>(pool: pg.Pool, scope: string, work: (sql: Sql) => Promise<T>): Promise<T> {
  const client = await pool.connect()
  let broken: Error | undefined
  try {
    // Not waited for: it travels with the first statement. Should it fail, that statement meets the closed wall, and the commit below this error.
    const begun = client.query(`begin; set local gusset.company = '${scope}'`)
    begun.catch(() => {})
    const result = await work(new Transaction(client))
    const [, end] = await Promise.all([begun, client.query('commit')])
    // PostgreSQL answers COMMIT of a failed transaction with ROLLBACK and no error: somebody swallowed one.
    if (end.command !== 'COMMIT')
      throw new Error('The transaction was rolled back because a statement in it had failed.')
    return result
  } catch (error) {
    await client.query('rollback').catch((fault: Error) => {
      broken = fault
    })
    throw error
  } finally {
    client.release(broken)
  }
}

/** A transaction that the caller has begun on a connection of its own, made with the types of `db-types.ts`. */
export const sqlOver = (client: pg.ClientBase): Sql => new Transaction(client)

class Transaction implements Sql {
  readonly #client: pg.ClientBase

  constructor(client: pg.ClientBase) {
    this.#client = client
  }

  async query<Row extends object>(text: string, values?: unknown[]): Promise<Row[]> {
    return (await this.#send<Row>(text, values)).rows
  }

  async one<Row extends object>(text: string, values?: unknown[]): Promise<Row> {
    const { rows } = await this.#send<Row>(text, values)
    if (rows.length !== 1) throw new Error(`Expected one row, found ${rows.length}: ${text}`)
    return rows[0]!
  }

  async maybe<Row extends object>(text: string, values?: unknown[]): Promise<Row | undefined> {
    const { rows } = await this.#send<Row>(text, values)
    if (rows.length > 1) throw new Error(`Expected at most one row, found ${rows.length}: ${text}`)
    return rows[0]
  }

  async run(text: string, values?: unknown[]): Promise<number> {
    return (await this.#send(text, values)).rowCount ?? 0
  }

  async copyIn(copyStatement: string, chunks: AsyncIterable<string | Uint8Array>): Promise<number> {
    // A connection that runs ahead takes no COPY: it waits here until all is answered, and runs ahead again afterwards.
    await this.#client.query('')
    const mode = this.#client as unknown as { pipeline: boolean }
    mode.pipeline = false
    try {
      const stream = this.#client.query(copyFrom(copyStatement))
      await pipeline(Readable.from(inPieces(chunks), { objectMode: false }), stream)
      return stream.rowCount
    } finally {
      mode.pipeline = true
    }
  }

  async notify(channel: Channel, payload: object): Promise<void> {
    await this.#send('select pg_notify($1, $2)', [channel, JSON.stringify(payload)])
  }

  #send<Row extends object>(text: string, values: unknown[] = []): Promise<pg.QueryResult<Row>> {
    const name = statementName(text)
    return this.#client.query<Row>(name ? { name, text, values } : { text, values })
  }
}

/** Writes once for all that is said in one turn of the event loop: the way into the system costs more than what is said. */
function gatheringSocket(): Socket {
  const socket = new Socket()
  const write = socket.write.bind(socket) as (...given: unknown[]) => boolean
  let gathering = false
  const gather = (...given: unknown[]): boolean => {
    if (!gathering) {
      gathering = true
      socket.cork()
      process.nextTick(() => {
        gathering = false
        socket.uncork()
      })
    }
    return write(...given)
  }
  socket.write = gather as Socket['write']
  return socket
}

const PIECE = 65_536

/** Joins short texts: a write for each row would cost more than the row. */
async function* inPieces(chunks: AsyncIterable<string | Uint8Array>): AsyncGenerator<string | Uint8Array> {
  let text = ''
  for await (const chunk of chunks) {
    if (typeof chunk === 'string') text += chunk
    if (typeof chunk === 'string' && text.length < PIECE) continue
    if (text) yield text
    text = ''
    if (typeof chunk !== 'string') yield chunk
  }
  if (text) yield text
}

/** Texts are few (they are in the source); the bound only keeps a generated text from filling memory on both sides. */
const MAX_NAMES = 2000
const names = new Map<string, string>()

/** A named statement is planned once for each connection instead of for each call. Definitions (create, drop …) gain nothing by it. */
function statementName(text: string): string | undefined {
  const known = names.get(text)
  if (known || names.size >= MAX_NAMES || !/^\s*(select|insert|update|delete|with|merge)\b/i.test(text)) return known
  const name = createHash('sha256').update(text).digest('base64url').slice(0, 24)
  names.set(text, name)
  return name
}
