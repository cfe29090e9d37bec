/** A throw-away PostgreSQL 15 cluster with settings of a small server, and what is run against it for comparison. */
import { spawn, spawnSync } from 'node:child_process'
import { chmodSync, chownSync, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { freePort } from '../example/programs.ts'

const PROGRAMS = '/usr/lib/postgresql/15/bin'
const SETTINGS = [
  'shared_buffers=1GB',
  'max_wal_size=4GB',
  'work_mem=64MB',
  'max_connections=100',
  'listen_addresses=127.0.0.1',
]

export interface Cluster {
  version: string
  /** For files that only this run needs; gone with the cluster. */
  scratch: string
  /** Makes an empty database; an older one of that name is dropped. */
  database(name: string): Promise<string>
  stop(): Promise<void>
}

/** @throws Error with the remedy where PostgreSQL 15's server programs are missing. */
export async function startCluster(): Promise<Cluster> {
  if (!existsSync(join(PROGRAMS, 'postgres')))
    throw new Error('The measurements need the programs of PostgreSQL 15: apt-get install postgresql-15.')
  const scratch = mkdtempSync(join(tmpdir(), 'gusset-bench-'))
  const identity = unprivileged()
  if (identity.uid !== undefined) chownSync(scratch, identity.uid, identity.gid ?? identity.uid)
  chmodSync(scratch, 0o755)
  const data = join(scratch, 'data')
  const made = spawnSync(
    join(PROGRAMS, 'initdb'),
    ['-D', data, '-U', 'postgres', '-A', 'trust', '--locale=C.UTF-8', '-E', 'UTF8'],
    {
      ...identity,
      cwd: scratch,
    },
  )
  if (made.status !== 0) throw new Error(`initdb failed: ${made.stderr}`)
  const port = await freePort(21_500)
  const options = SETTINGS.flatMap((setting) => ['-c', setting])
  const server = spawn(join(PROGRAMS, 'postgres'), ['-D', data, '-p', String(port), '-k', scratch, ...options], {
    ...identity,
    cwd: scratch,
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const ended = new Promise<void>((resolve) => server.once('exit', () => resolve()))
  await new Promise<void>((resolve, reject) => {
    let said = ''
    server.stderr.on('data', (block) => {
      said += block
      if (said.includes('ready to accept connections')) resolve()
    })
    server.once('exit', (code) => reject(new Error(`PostgreSQL stopped with ${code}: ${said}`)))
  })
  const url = (name: string) => `postgres://postgres@127.0.0.1:${port}/${name}`
  return {
    version: String(spawnSync(join(PROGRAMS, 'postgres'), ['--version']).stdout).trim(),
    scratch,
    async database(name) {
      await ask(url('postgres'), `drop database if exists ${name} with (force)`)
      await ask(url('postgres'), `create database ${name}`)
      return url(name)
    },
    async stop() {
      server.kill('SIGINT')
      await ended
      rmSync(scratch, { recursive: true, force: true })
    },
  }
}

/** One statement as the owner, past every wall. */
export async function ask<Row extends pg.QueryResultRow>(
  url: string,
  statement: string,
  values: unknown[] = [],
): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  return client.query<Row>(statement, values).then(
    ({ rows }) => client.end().then(() => rows),
    (error: Error) => client.end().then(() => Promise.reject(error)),
  )
}

/** Runs psql commands in one session. @throws Error with what psql said. */
export function psql(url: string, commands: string[]): void {
  const { status, stderr } = spawnSync('psql', [
    url,
    '-X',
    '-q',
    '-v',
    'ON_ERROR_STOP=1',
    ...commands.flatMap((each) => ['-c', each]),
  ])
  if (status !== 0) throw new Error(`psql failed: ${stderr}`)
}

/** pgloader, installed when it is missing; undefined where it cannot be. */
export function findPgloader(): string | undefined {
  const there = () => spawnSync('pgloader', ['--version']).status === 0
  if (!there()) spawnSync('apt-get', ['install', '-y', '--no-install-recommends', 'pgloader'])
  return there() ? 'pgloader' : undefined
}

/** PostgreSQL will not run as root. */
function unprivileged(): { uid?: number; gid?: number } {
  if (process.getuid?.() !== 0) return {}
  const idOf = (flag: string) => Number(String(spawnSync('id', [flag, 'postgres']).stdout).trim())
  return { uid: idOf('-u'), gid: idOf('-g') }
}
