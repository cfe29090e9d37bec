/** The running server of `embedded.ts`: start, find, wait for, stop. Its own `postmaster.pid` is the source of what runs and where. */
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, readFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { Binaries } from './embedded-binaries.ts'
import { give, type RunAs } from './embedded-user.ts'
import type { Log } from './log.ts'

export interface Place {
  /** Belongs to the user PostgreSQL runs as; holds `data` and the socket. */
  home: string
  data: string
  passwordFile: string
  /** Process id of the Gusset that started or adopted the server. */
  ownerFile: string
  runAs: RunAs | undefined
  binaries: Binaries
}

export interface Running {
  pid: number
  port: number
  /** Folder of the Unix socket; empty on Windows. */
  socket: string
  status: string
}

const READY_WITHIN_MS = 60_000
const STOPPED_WITHIN_MS = 60_000
const LOOK_AGAIN_MS = 10
/** A socket's path must fit in 107 bytes on Linux, 103 on macOS; the name takes 15. */
const LONGEST_SOCKET_FOLDER = 88

/** What `postmaster.pid` says, when the process it names is alive. */
export async function findRunning({ data }: Place): Promise<Running | undefined> {
  const lines = (await readFile(join(data, 'postmaster.pid'), 'utf8').catch(() => '')).split('\n')
  const pid = Number(lines[0])
  if (!pid || !isAlive(pid)) return undefined
  return { pid, port: Number(lines[3]), socket: lines[4] ?? '', status: (lines[7] ?? '').trim() }
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/** Runs the server in a process group of its own, so that Ctrl-C stops us first and it after us. */
export async function launch(place: Place, settings: Record<string, string | number>, log: Log): Promise<Running> {
  const listen = process.platform === 'win32' ? await onLoopback() : await onSocket(place)
  const args = Object.entries({ ...settings, ...listen }).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  const child = spawn(place.binaries.postgres, ['-D', place.data, ...args], {
    ...identity(place.runAs),
    cwd: place.home,
    env: { TZ: 'UTC', LC_ALL: 'C', PATH: process.env.PATH },
    detached: true,
    windowsHide: true,
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const said: string[] = []
  let ended: string | undefined
  child.on('error', (error) => {
    ended = error.message
  })
  child.on('exit', (code, signal) => {
    ended = `it ended with ${signal ?? `code ${code}`}`
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    const lines = text.split('\n').filter(Boolean)
    said.splice(0, said.length - 20, ...said.slice(-20), ...lines)
    for (const line of lines) write(log, line)
  })
  child.unref()
  ;(child.stderr as unknown as { unref(): void }).unref()
  return waitUntilReady(place, () => ended && `${ended}: ${said.slice(-5).join(' ')}`)
}

/** Waits until connections are taken. `why` names the reason when the server is gone instead. */
export async function waitUntilReady(place: Place, why: () => string | undefined): Promise<Running> {
  for (let waited = 0; waited < READY_WITHIN_MS; waited += LOOK_AGAIN_MS) {
    const running = await findRunning(place)
    if (running?.status === 'ready') return running
    const reason = why()
    if (reason) throw new Error(`The embedded PostgreSQL in ${place.data} did not start: ${reason}`)
    await pause(LOOK_AGAIN_MS)
  }
  throw new Error(
    `The embedded PostgreSQL in ${place.data} was not ready within ${READY_WITHIN_MS / 1000} seconds; see its lines in the log.`,
  )
}

/** Fast shutdown: open transactions are rolled back, everything committed is kept. Resolves when the server is gone. */
export async function stopServer(place: Place, { pid }: Running): Promise<void> {
  if (process.platform === 'win32') await runTool(place, place.binaries.pgCtl, ['stop', '-m', 'fast', '-D', place.data])
  else if (isAlive(pid)) process.kill(pid, 'SIGINT')
  await waitUntilGone(place)
}

export async function waitUntilGone(place: Place): Promise<void> {
  for (let waited = 0; waited < STOPPED_WITHIN_MS; waited += LOOK_AGAIN_MS) {
    // PostgreSQL removes the file as its last act; a process id alone would also show a zombie.
    if (!existsSync(join(place.data, 'postmaster.pid')) || !(await findRunning(place))) return
    await pause(LOOK_AGAIN_MS)
  }
  throw new Error(`The embedded PostgreSQL in ${place.data} did not stop within ${STOPPED_WITHIN_MS / 1000} seconds.`)
}

/** Runs one of PostgreSQL's tools to its end; throws with what it said. */
export async function runTool(place: Place, program: string, args: string[]): Promise<void> {
  const child = spawn(program, args, {
    ...identity(place.runAs),
    cwd: place.home,
    windowsHide: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      said += text
    })
  }
  const code = await new Promise<number | null>((resolve, reject) => child.on('error', reject).on('close', resolve))
  if (code !== 0) throw new Error(`${program} failed with code ${code}: ${said.trim()}`)
}

function identity(runAs: RunAs | undefined): { uid?: number; gid?: number } {
  return runAs ? { uid: runAs.uid, gid: runAs.gid } : {}
}

async function onSocket({ home, runAs }: Place): Promise<Record<string, string | number>> {
  let folder = home
  if (Buffer.byteLength(home) > LONGEST_SOCKET_FOLDER) {
    folder = await mkdtemp(join(tmpdir(), 'gusset-'))
    await give(folder, runAs)
  }
  return { listen_addresses: '', unix_socket_directories: folder, unix_socket_permissions: '0700', port: 5432 }
}

async function onLoopback(): Promise<Record<string, string | number>> {
  const probe = createServer()
  await new Promise<void>((resolve, reject) => probe.once('error', reject).listen(0, '127.0.0.1', resolve))
  const address = probe.address()
  await new Promise((resolve) => probe.close(resolve))
  return { listen_addresses: '127.0.0.1', port: typeof address === 'object' && address ? address.port : 5432 }
}

function write(log: Log, line: string): void {
  if (/\b(FATAL|PANIC):/.test(line)) log.warn({ postgres: line })
  else log.debug({ postgres: line })
}
