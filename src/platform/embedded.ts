/**
 * PostgreSQL for those who have none: native programs from npm, a data folder of ours, reachable from this machine only.
 * A server left behind by a killed parent is adopted; the first start is made in a temporary folder and renamed, so it can be cut short.
 */
import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, open, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import pg from 'pg'
import { findBinaries } from './embedded-binaries.ts'
import {
  findRunning,
  isAlive,
  launch,
  type Place,
  type Running,
  runTool,
  stopServer,
  waitUntilGone,
  waitUntilReady,
} from './embedded-server.ts'
import { give, unprivilegedUser, unsearchable } from './embedded-user.ts'
import type { Log } from './log.ts'

export interface EmbeddedOptions {
  /** Gusset's data folder; PostgreSQL gets the folder `postgres` in it. */
  folder: string
  log: Log
  /** Megabytes of PostgreSQL's shared buffers: 64 keeps an idle server small; a quarter of the memory suits a large company. */
  sharedBuffersMb?: number
  /** False only for tests: faster, and lost when the power goes. */
  durable?: boolean
}

export interface Embedded {
  /** Address of the database `gusset`, as its owner. Contains the password: never log it. */
  url: string
  pid: number
  /** True when another living process of ours runs this database. */
  guest: boolean
  /** Fast, clean shutdown; a guest only leaves. */
  stop(): Promise<void>
}

const OWNER = 'gusset'

/** Starts, or adopts, or joins. Errors say which folder or user is in the way. */
export async function startEmbedded(options: EmbeddedOptions): Promise<Embedded> {
  const place = await prepare(options)
  const left = await findUsable(place)
  const guest = left !== undefined && (await ownedByOther(place))
  if (left)
    options.log.info(
      { pid: left.pid },
      guest ? 'joined the running embedded PostgreSQL' : 'adopted the embedded PostgreSQL left running',
    )
  else await initialise(place, options)
  const running = left ?? (await launch(place, settings(options), options.log))
  if (!guest) await writeFile(place.ownerFile, String(process.pid))
  const password = await readPassword(place)
  await createDatabase(addressOf(running, password, 'postgres'))
  return {
    url: addressOf(running, password, 'gusset'),
    pid: running.pid,
    guest,
    stop: async () => {
      if (guest) return
      await stopServer(place, running)
      await rm(place.ownerFile, { force: true })
    },
  }
}

async function prepare({ folder, log }: EmbeddedOptions): Promise<Place> {
  const runAs = unprivilegedUser()
  const base = resolve(folder)
  const obstacle = runAs && unsearchable(base, runAs)
  if (runAs && obstacle)
    throw new Error(
      `PostgreSQL runs as the user ${runAs.name} (it refuses root), who cannot pass through ${obstacle}. Run  chmod o+x ${obstacle}  or choose another folder in GUSSET_DATA, for example /var/lib/gusset.`,
    )
  await mkdir(base, { recursive: true, mode: 0o755 })
  const home = join(base, 'postgres')
  await mkdir(home, { recursive: true, mode: 0o700 })
  await give(home, runAs)
  const binaries = await findBinaries(runAs, base, log)
  return {
    home,
    data: join(home, 'data'),
    passwordFile: join(base, 'postgres-password'),
    ownerFile: join(base, 'postgres-owner'),
    runAs,
    binaries,
  }
}

/** A server that a killed parent left behind keeps running: it is taken over rather than fought. */
async function findUsable(place: Place): Promise<Running | undefined> {
  const running = await findRunning(place)
  if (running?.status === 'stopping') await waitUntilGone(place)
  if (!running || running.status === 'stopping') return undefined
  return waitUntilReady(place, () => (isAlive(running.pid) ? undefined : 'the server that was starting is gone'))
}

async function ownedByOther({ ownerFile }: Place): Promise<boolean> {
  const pid = Number(await readFile(ownerFile, 'utf8').catch(() => ''))
  return pid > 0 && pid !== process.pid && isAlive(pid)
}

/** initdb cannot be cut short safely, so it works beside and the finished folder is moved into place. */
async function initialise(place: Place, { log, durable = true }: EmbeddedOptions): Promise<void> {
  if (existsSync(place.data)) return
  log.info({ folder: place.data }, 'making a new PostgreSQL database')
  const half = `${place.data}.tmp`
  const handOver = join(place.home, 'password.tmp')
  const password = randomBytes(24).toString('base64url')
  await rm(half, { recursive: true, force: true })
  await rm(handOver, { force: true })
  await writeFile(handOver, password, { mode: 0o600 })
  await give(handOver, place.runAs)
  // The built-in C.UTF-8 is the same on every platform; the package's own guess of a locale fails where it is not installed.
  const locale = ['--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C', '--encoding=UTF8']
  const access = ['-U', OWNER, '--auth=scram-sha-256', `--pwfile=${handOver}`]
  await runTool(place, place.binaries.initdb, ['-D', half, ...access, ...locale, ...(durable ? [] : ['--no-sync'])])
  await rm(handOver)
  await writeFile(place.passwordFile, password, { mode: 0o600, flush: true })
  await rename(half, place.data)
  if (process.platform !== 'win32') await syncFolder(place.home)
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r')
  await handle.sync()
  await handle.close()
}

function settings({ sharedBuffersMb = 64, durable = true }: EmbeddedOptions): Record<string, string | number> {
  const lasting: Record<string, string | number> = durable
    ? {}
    : { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', max_connections: 200 }
  return {
    shared_buffers: `${sharedBuffersMb}MB`,
    work_mem: '16MB',
    max_wal_size: '2GB',
    jit: 'off',
    timezone: 'UTC',
    log_timezone: 'UTC',
    ...lasting,
  }
}

async function readPassword({ passwordFile }: Place): Promise<string> {
  return readFile(passwordFile, 'utf8').catch(() => {
    throw new Error(`The password of the embedded database is missing: put back ${passwordFile} from a back-up.`)
  })
}

function addressOf({ socket, port }: Running, password: string, database: string): string {
  const address = `postgres://${OWNER}:${password}@127.0.0.1:${port}/${database}`
  return socket ? `${address}?host=${encodeURIComponent(socket)}` : address
}

async function createDatabase(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    const { rowCount } = await client.query(`select from pg_database where datname = 'gusset'`)
    if (rowCount === 0) await client.query('create database gusset')
  } finally {
    await client.end()
  }
}
