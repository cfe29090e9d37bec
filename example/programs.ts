/** Starts, watches and stops the programs of the world: server, simulator, agent. Each says on its standard output, as one JSON line, when it is ready. */
import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, existsSync, fstatSync, mkdirSync, openSync, readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

export interface Program {
  readonly name: string
  readonly process: ChildProcess
  /** What the ready line said. */
  readonly ready: Record<string, unknown>
  /** Asks it to stop and waits. */
  stop(): Promise<void>
  /** kill -9: the plug is pulled. */
  kill(): Promise<void>
}

export interface ProgramOptions {
  name: string
  /** Compiled script below `dist/`. */
  script: string
  args?: string[]
  env?: Record<string, string>
  /** Folder for its log. */
  logs: string
  readyWithinMs?: number
}

export async function start({
  name,
  script,
  args = [],
  env = {},
  logs,
  readyWithinMs = 60_000,
}: ProgramOptions): Promise<Program> {
  const path = join(distFolder(), script)
  if (!existsSync(path)) throw new Error(`${script} is not built. Run npm run build.`)
  mkdirSync(logs, { recursive: true })
  const file = join(logs, `${name}.log`)
  const log = openSync(file, 'a')
  const before = fstatSync(log).size
  const child = spawn(process.execPath, [path, ...args], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', log],
  })
  closeSync(log)
  const ended = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)))
  const ready = await firstReadyLine(child, name, readyWithinMs, () => `${lastLine(file, before)}Its log: ${file}`)
  const end = async (signal: NodeJS.Signals) => {
    if (child.exitCode === null && child.signalCode === null) child.kill(signal)
    await ended
  }
  return { name, process: child, ready, stop: () => end('SIGTERM'), kill: () => end('SIGKILL') }
}

function firstReadyLine(
  child: ChildProcess,
  name: string,
  withinMs: number,
  told: () => string,
): Promise<Record<string, unknown>> {
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => fail(`did not get ready within ${withinMs / 1000} s`), withinMs)
    const fail = (what: string) => {
      clearTimeout(late)
      child.kill('SIGKILL')
      reject(new Error(`The ${name} ${what}. ${told()}`))
    }
    const exited = (code: number | null) => fail(`stopped with exit code ${code}`)
    child.once('exit', exited)
    if (!child.stdout) throw new Error('no standard output')
    createInterface({ input: child.stdout }).on('line', (line) => {
      const said = parse(line)
      if (said?.ready !== true && said?.simulator !== 'ready' && said?.agent !== 'ready') return
      clearTimeout(late)
      child.off('exit', exited)
      resolve(said)
    })
  })
}

/** What it said last since it was started, which holds the reason; empty when it said nothing. `before`: bytes of earlier runs. */
function lastLine(log: string, before: number): string {
  const line = readFileSync(log).subarray(before).toString().trimEnd().split('\n').at(-1)
  return line ? `It said last: ${line}\n` : ''
}

function parse(line: string): Record<string, unknown> | undefined {
  try {
    return line.startsWith('{') ? (JSON.parse(line) as Record<string, unknown>) : undefined
  } catch {
    return undefined
  }
}

/** `dist/` of this checkout, whether we run from it or from source. */
export function distFolder(): string {
  let folder = dirname(fileURLToPath(import.meta.url))
  while (!existsSync(join(folder, 'package.json'))) folder = dirname(folder)
  return join(folder, 'dist')
}

/** The wanted port, or the next free one. 0 = any. */
export async function freePort(wanted: number): Promise<number> {
  for (let port = wanted; port < wanted + 50; port++) {
    const free = await new Promise<number | undefined>((resolve) => {
      const probe = createServer()
      probe.once('error', () => resolve(undefined))
      probe.listen(port, '127.0.0.1', () => {
        const address = probe.address()
        probe.close(() => resolve(typeof address === 'object' && address ? address.port : undefined))
      })
    })
    if (free !== undefined) return free
  }
  throw new Error(`No free port between ${wanted} and ${wanted + 49}.`)
}
