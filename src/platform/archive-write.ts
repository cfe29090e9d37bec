/** Takes a backup of the whole database, or the export of one company: one consistent snapshot, while others go on writing. */
import { createHash } from 'node:crypto'
import pg from 'pg'
import { to as copyTo } from 'pg-copy-streams'
import { type ArchiveEnd, type ArchiveHead, END_OF_ROWS, FORMAT, writeArchive } from './archive.ts'
import { listed, quoted, type Table, tablesOf } from './archive-tables.ts'
import type { Sql } from './db.ts'
import { sqlOver } from './db-pool.ts'
import { TYPES } from './db-types.ts'

/** What is taken of a table: `columns` fewer than it has, `where` over its columns; `false` = nothing. */
export type Part = { columns?: string[]; where?: string } | false

export interface Taking {
  url: string
  head: Omit<ArchiveHead, 'format' | 'schema'>
  part(table: Table): Part
  /** The ends of the companies' histories, read in the same snapshot. */
  chains(sql: Sql): Promise<ArchiveEnd['chains']>
}

/** @throws ArchiveError when the file cannot be written. */
export async function takeArchive(file: string, taking: Taking): Promise<ArchiveEnd> {
  const client = new pg.Client({ connectionString: taking.url, application_name: 'gusset backup', types: TYPES })
  await client.connect()
  try {
    // All that is read is as it was at one moment. The owner is bound by the wall too, where it is no superuser.
    await client.query(`begin isolation level repeatable read read only; set local gusset.company = 'all'`)
    const made: { end?: ArchiveEnd } = {}
    await writeArchive(file, contentOf(client, taking, made))
    return made.end as ArchiveEnd
  } finally {
    await client.end()
  }
}

async function* contentOf(
  client: pg.Client,
  taking: Taking,
  made: { end?: ArchiveEnd },
): AsyncGenerator<string | Buffer> {
  const { rows: schema } = await client.query('select number, name, sha256 from schema_migration order by number')
  const { gusset, ...more } = taking.head
  yield line({ gusset, format: FORMAT, ...more, schema })
  let [tables, rows] = [0, 0]
  for (const table of await tablesOf(client)) {
    const part = taking.part(table)
    if (part === false) continue
    const columns = part.columns ?? table.columns
    yield line({ table: table.name, columns })
    const hash = createHash('sha256')
    const stream = client.query(copyTo(copyText(table.name, columns, part.where)))
    for await (const piece of stream) {
      hash.update(piece as Buffer)
      yield piece as Buffer
    }
    yield END_OF_ROWS + line({ rows: stream.rowCount, sha256: hash.digest('hex') })
    tables += 1
    rows += stream.rowCount
  }
  made.end = { end: true, tables, rows, chains: await taking.chains(sqlOver(client)) }
  yield line(made.end)
}

function copyText(table: string, columns: string[], where?: string): string {
  return `copy (select ${listed(columns)} from ${quoted(table)}${where ? ` where ${where}` : ''}) to stdout`
}

const line = (value: object): string => `${JSON.stringify(value)}\n`
