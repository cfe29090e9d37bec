/** Puts the agent together: identity, journal, driver, tasks, reads, line. `main.ts` runs one; tests run it in their own process. */
import { mkdirSync } from 'node:fs'
import { type Clock, machineClock } from './clock.ts'
import { type Config, ConfigError } from './config.ts'
import { compact } from './core-journal.ts'
import type { JournalEntry } from './core-types.ts'
import { Delivered } from './delivered.ts'
import { openDriver } from './driver.ts'
import { identify } from './enrol.ts'
import { Journal } from './journal.ts'
import { loadLimits } from './limits.ts'
import { Line } from './line.ts'
import type { Log } from './log.ts'
import { keepLines } from './log-lines.ts'
import { PagePusher } from './push.ts'
import { Reads } from './reads.ts'
import { Tasks } from './tasks.ts'

export interface RunningAgent {
  agentId: string
  company: string
  /** Resolves, with the reason, when the agent cannot go on: revoked, or its journal is in danger. */
  failed: Promise<string>
  stop(): Promise<void>
}

export interface AgentParts {
  clock?: Clock
  log: Log
  /** For tests: pauses between dials. */
  pauses?: { first: number; longest: number }
  /** For measurements: pages with or without gzip. */
  compress?: boolean
}

const DAY_MS = 86_400_000
/** A journal that has grown by this much is looked through for what nobody needs any more. */
const COMPACT_BYTES = 32 * 1024 * 1024
const COMPACT_EVERY_MS = 60_000
/** How long a stop waits for an import to end. */
const PATIENCE_MS = 10_000

/** @throws ConfigError (and other errors with their remedy) when it cannot start. */
export async function runAgent(
  config: Config,
  { clock = machineClock, log: written, pauses, compress }: AgentParts,
): Promise<RunningAgent> {
  const { log, lines } = keepLines(written, clock)
  makeFolder(config.dataFolder)
  const limits = loadLimits(config.limitsFile)
  const { journal, entries, torn } = await Journal.open<JournalEntry>({ folder: config.dataFolder })
  try {
    if (torn > 0)
      log('warn', 'The journal ended in the middle of a record; the torn part was cut off.', { bytes: torn })
    const identity = await identify(config)
    const driver = openDriver(config.connector, config.box)
    const pusher = new PagePusher(config.server, compress)
    const reads = new Reads(driver, pusher, log, new Delivered(config.dataFolder))
    let fail: (because: string) => void = () => {}
    const failed = new Promise<string>((resolve) => {
      fail = resolve
    })
    const fatal = (error: unknown) => fail(error instanceof Error ? (error.stack ?? error.message) : String(error))
    const send: Line['send'] = (message) => line.send(message)
    const tasks = new Tasks({ driver, journal, limits, clock, log, send, fatal }, entries)
    const line = new Line({
      identity,
      driver,
      log,
      ...(pauses ? { pauses } : {}),
      behind: {
        connected: () => tasks.connected(),
        load: () => tasks.load(),
        gone: () => reads.stop(),
        message: (message, session) => {
          if (message.type === 'read') reads.take(message, session)
          else if (message.type === 'log-ask') session.send({ type: 'log-lines', lines: lines() })
          else if (message.type === 'cancel-read') reads.cancel(message.readId)
          else tasks.message(message)
        },
      },
    })
    line.revoked.then(fail)
    const stopCompacting = compactNowAndThen(journal, () => clock() - config.keepDays * DAY_MS, fatal)
    line.start()
    return {
      agentId: identity.agentId,
      company: identity.company,
      failed,
      stop: async () => {
        stopCompacting()
        reads.stop()
        await tasks.stop(PATIENCE_MS)
        line.stop()
        await journal.close()
        pusher.close()
        driver.close()
      },
    }
  } catch (error) {
    await journal.close()
    throw error
  }
}

function compactNowAndThen(
  journal: Journal<JournalEntry>,
  keepSince: () => number,
  fatal: (error: unknown) => void,
): () => void {
  let size = 0
  const look = () => {
    if (journal.bytes < size + COMPACT_BYTES) return
    journal
      .compact((entries) => compact(entries, keepSince()))
      .then(() => {
        size = journal.bytes
      }, fatal)
  }
  look()
  const timer = setInterval(look, COMPACT_EVERY_MS)
  timer.unref()
  return () => clearInterval(timer)
}

function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
  } catch (error) {
    throw new ConfigError(
      `dataFolder: ${folder} cannot be made (${(error as Error).message}). Name a folder the agent may write in.`,
    )
  }
}
