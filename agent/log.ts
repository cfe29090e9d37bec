/** The agent's log: JSON lines on standard error (standard output is for whoever started it). No key, code or token ever gets here. */
import { type Clock, isoTime } from './clock.ts'

export type LogLevel = 'info' | 'warn' | 'error'
export type Log = (level: LogLevel, sentence: string, facts?: Record<string, unknown>) => void

export function createLog(clock: Clock, write: (line: string) => void = (line) => process.stderr.write(line)): Log {
  return (level, sentence, facts = {}) => {
    write(`${JSON.stringify({ level, time: isoTime(clock()), msg: sentence, ...facts })}\n`)
  }
}
