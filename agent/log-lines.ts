/** The last lines of the log, kept in memory for whoever looks at it from the server's Connection page. */
import type { LogLine } from '../src/erp/protocol.ts'
import { type Clock, isoTime } from './clock.ts'
import type { Log } from './log.ts'

export const KEPT_LINES = 300
const LONGEST = 1_000

/** @returns the log to write to from now on, and what was written through it, the oldest first */
export function keepLines(written: Log, clock: Clock): { log: Log; lines(): LogLine[] } {
  const kept: LogLine[] = []
  const log: Log = (level, sentence, facts) => {
    written(level, sentence, facts)
    kept.push({
      level,
      at: isoTime(clock()),
      sentence: blanked(sentence),
      facts: facts ? blanked(JSON.stringify(facts)) : '',
    })
    if (kept.length > KEPT_LINES) kept.shift()
  }
  return { log, lines: () => [...kept] }
}

/** No secret is ever logged on purpose; an address of somebody else's error might hold one. */
function blanked(text: string): string {
  const harmless = text
    .replace(/([a-z][a-z0-9+.-]*:\/\/)[^\s/@"]+@/gi, '$1[secret]@')
    .replace(/\b(bearer|basic)\s+[\w.~+/=-]+/gi, '$1 [secret]')
  return harmless.length > LONGEST ? `${harmless.slice(0, LONGEST - 1)}…` : harmless
}
