/** A migrated database of one's own for each test file, cloned from the run's template in some tens of milliseconds. */
import { existsSync, readFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import type { Db } from '../../src/platform/db.ts'
import { connect } from '../../src/platform/db-pool.ts'
import { createLog } from '../../src/platform/log.ts'

/** Environment variable that names the note left by `global-setup.ts`. */
export const NOTE = 'TEST_WORLD_NOTE'

export type World = { admin: string; template: string } | { error: string }

export interface TestDatabase {
  db: Db
  /** The owner's address: passes row-level security, as the server never does. */
  url: string
  drop(): Promise<void>
}

let made = 0

/** Call in `beforeAll`, and `drop` in `afterAll`. Fails with the migration's error when the template could not be made. */
export async function testDatabase({ poolSize = 5 } = {}): Promise<TestDatabase> {
  const { admin, template } = await world()
  const name = `test_${process.pid}_${++made}`
  await asOwner(admin, `create database ${name} template ${template} strategy file_copy`)
  const address = new URL(admin)
  address.pathname = `/${name}`
  const db = connect({ url: address.href, log: createLog('error'), poolSize })
  return {
    db,
    url: address.href,
    drop: async () => {
      await db.close()
      await asOwner(admin, `drop database ${name} with (force)`)
    },
  }
}

/** A database in which nothing has ever been done. `ownedBy`: made first as a role that is no superuser, as at a provider's. */
export async function newDatabase({
  ownedBy,
}: {
  ownedBy?: string
} = {}): Promise<{ url: string; drop(): Promise<void> }> {
  const { admin } = await world()
  const name = `test_${process.pid}_${++made}`
  const address = new URL(admin)
  address.pathname = `/${name}`
  if (ownedBy) {
    await asOwner(admin, `create role ${ownedBy} login password 'of-the-test'`)
    await asOwner(admin, `grant gusset_app to ${ownedBy}`)
    address.username = ownedBy
    address.password = 'of-the-test'
  }
  await asOwner(admin, `create database ${name}${ownedBy ? ` owner ${ownedBy}` : ''}`)
  return {
    url: address.href,
    drop: async () => {
      await asOwner(admin, `drop database ${name} with (force)`)
      if (ownedBy) await asOwner(admin, `drop role ${ownedBy}`)
    },
  }
}

async function world(): Promise<{ admin: string; template: string }> {
  const note = process.env[NOTE]
  if (!note) throw new Error('Tests with a database run under vitest, whose global set-up makes one.')
  while (!existsSync(note)) await pause(20)
  const found = JSON.parse(readFileSync(note, 'utf8')) as World
  if ('error' in found) throw new Error(`The test database could not be made: ${found.error}`)
  return found
}

/** Asked past row-level security and the server's pool. */
export async function asOwner<Row extends pg.QueryResultRow>(
  url: string,
  text: string,
  values: unknown[] = [],
): Promise<pg.QueryResult<Row>> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  // Without values several statements may be asked at once.
  return client.query<Row>(text, values.length > 0 ? values : undefined).finally(() => client.end())
}
