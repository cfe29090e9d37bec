// Everything that must hold before a change lands: formatting and lint, types, build, the suite on the embedded database, and the suite again
// on an external PostgreSQL 15 where the machine has one. `SECOND_NODE`, the path of another Node: that one runs the second pass, and what needs
// no database too.
import { spawn, spawnSync } from 'node:child_process'
import { chmodSync, chownSync, existsSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from './build.mjs'
import { installWhatIsMissing, node, root, run } from './install.mjs'

installWhatIsMissing()
node('node_modules/@biomejs/biome/bin/biome', 'ci', '--error-on-warnings')
node('node_modules/typescript/bin/tsc', '--noEmit', '-p', 'tsconfig.json')
build()
console.log('\nThe suite on the embedded PostgreSQL')
node('node_modules/vitest/vitest.mjs', 'run')
const external = await startExternalPostgres()
if (external) {
  console.log(`\nThe suite on an external PostgreSQL (${external.version})`)
  try {
    const other = process.env.SECOND_NODE
    const projects = ['--project', 'database', ...(other ? ['--project', 'pure'] : [])]
    run(other ?? process.execPath, [join(root, 'node_modules/vitest/vitest.mjs'), 'run', ...projects], {
      TEST_DATABASE_URL: external.url,
    })
  } finally {
    external.stop()
  }
} else console.log('\nNo PostgreSQL 15 server programs on this machine: the suite ran on the embedded database only.')

/** A throw-away cluster on a Unix socket and a free port, run by an unprivileged user when we are root. */
async function startExternalPostgres() {
  const programs = '/usr/lib/postgresql/15/bin'
  if (!existsSync(join(programs, 'postgres'))) return undefined
  const folder = mkdtempSync(join(tmpdir(), 'gusset-pg15-'))
  const asRoot = process.getuid?.() === 0
  const identity = asRoot ? { uid: idOf('-u'), gid: idOf('-g') } : {}
  if (asRoot) chownSync(folder, identity.uid, identity.gid)
  chmodSync(folder, 0o700)
  const data = join(folder, 'data')
  const made = spawnSync(
    join(programs, 'initdb'),
    ['-D', data, '-U', 'postgres', '-A', 'trust', '--locale=C.UTF-8', '-E', 'UTF8', '-N'],
    { ...identity, cwd: folder },
  )
  if (made.status !== 0) throw new Error(`initdb failed: ${made.stderr}`)
  const port = 20_000 + (process.pid % 20_000)
  // Its words go to a file: this program is busy waiting for the suite and would not empty a pipe, and a full one stops PostgreSQL.
  const log = join(folder, 'log')
  const words = openSync(log, 'w')
  const settings = ['listen_addresses=127.0.0.1', 'fsync=off', 'max_connections=200'].flatMap((each) => ['-c', each])
  const server = spawn(join(programs, 'postgres'), ['-D', data, '-p', String(port), '-k', folder, ...settings], {
    ...identity,
    cwd: folder,
    stdio: ['ignore', 'ignore', words],
  })
  process.on('exit', () => server.kill('SIGINT'))
  while (!readFileSync(log, 'utf8').includes('ready to accept connections')) {
    if (server.exitCode !== null)
      throw new Error(`PostgreSQL 15 stopped with ${server.exitCode}: ${readFileSync(log, 'utf8')}`)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  return {
    url: `postgres://postgres@127.0.0.1:${port}/postgres`,
    version: String(spawnSync(join(programs, 'postgres'), ['--version']).stdout).trim(),
    stop() {
      server.kill('SIGINT')
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

function idOf(flag) {
  return Number(String(spawnSync('id', [flag, 'postgres']).stdout).trim())
}
