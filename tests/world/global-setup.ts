/**
 * One PostgreSQL for a run of the tests: an embedded cluster, or the server named by TEST_DATABASE_URL (a superuser's address on
 * PostgreSQL 15 or newer). It is made ready while the first tests load; `testDatabase` waits for the note left here, so that
 * tests without a database neither wait nor fail for it.
 */
import { mkdtempSync } from 'node:fs'
import { chmod, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startEmbedded } from '../../src/platform/embedded.ts'
import { createLog } from '../../src/platform/log.ts'
import { migrate } from '../../src/platform/migrate.ts'
import { asOwner, NOTE, type World } from './database.ts'

const log = createLog('error')

export default function setup(): () => Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'gusset-test-'))
  process.env[NOTE] = join(folder, 'world.json')
  const world = prepare(folder)
  return async () => {
    await (await world)?.()
    await rm(folder, { recursive: true, force: true })
  }
}

/** Returns how to take the world down again. What goes wrong is kept in the note for those who need the database. */
async function prepare(folder: string): Promise<(() => Promise<void>) | undefined> {
  let stop: (() => Promise<void>) | undefined
  try {
    await chmod(folder, 0o755)
    const external = process.env.TEST_DATABASE_URL
    const embedded = external ? undefined : await startEmbedded({ folder, log, durable: false })
    stop = embedded?.stop
    const admin = external ?? embedded!.url
    const template = `gusset_template_${process.pid}`
    if (external)
      stop = async () => {
        await asOwner(admin, `drop database if exists ${template} with (force)`)
      }
    await asOwner(admin, `create database ${template}`)
    await migrate(withDatabase(admin, template), log)
    await leaveNote({ admin, template })
  } catch (error) {
    await leaveNote({ error: String(error instanceof Error ? error.message : error) })
  }
  return stop
}

async function leaveNote(world: World): Promise<void> {
  const note = process.env[NOTE]!
  await writeFile(`${note}.tmp`, JSON.stringify(world))
  await rename(`${note}.tmp`, note)
}

function withDatabase(url: string, database: string): string {
  const address = new URL(url)
  address.pathname = `/${database}`
  return address.href
}
