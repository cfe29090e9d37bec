/** One connection that hears PostgreSQL's notifications and comes back after it was lost. */
import pg from 'pg'
import type { Channel } from './db.ts'
import type { Log } from './log.ts'

type Handler = (payload: Record<string, unknown>) => void

export interface Listener {
  listen(channel: Channel, handler: Handler): Promise<() => Promise<void>>
  close(): Promise<void>
}

const FIRST_PAUSE_MS = 100
const LONGEST_PAUSE_MS = 5_000

/** Connects when the first handler comes. After a lost connection every handler is called once with `{}`: something may have been missed. */
export function openListener(url: string, log: Log): Listener {
  const handlers = new Map<Channel, Set<Handler>>()
  let client: Promise<pg.Client> | undefined
  let closed = false
  let timer: NodeJS.Timeout | undefined

  async function open(): Promise<pg.Client> {
    const fresh = new pg.Client({ connectionString: url, application_name: 'gusset listen', keepAlive: true })
    fresh.on('error', (error) => log.warn({ err: error }, 'the listening database connection was lost'))
    fresh.on('end', () => retry(FIRST_PAUSE_MS))
    fresh.on('notification', ({ channel, payload }) => tell(channel as Channel, parse(payload)))
    await fresh.connect()
    for (const channel of handlers.keys()) await fresh.query(`listen ${channel}`)
    return fresh
  }

  function tell(channel: Channel, payload: Record<string, unknown>): void {
    for (const handler of handlers.get(channel) ?? []) handler(payload)
  }

  function retry(pauseMs: number): void {
    client = undefined
    clearTimeout(timer)
    if (closed || handlers.size === 0) return
    timer = setTimeout(() => {
      client = open()
      client.then(
        () => {
          for (const channel of handlers.keys()) tell(channel, {})
        },
        (error) => {
          log.warn({ err: error }, 'the database cannot be reached for listening; trying again')
          retry(Math.min(pauseMs * 2, LONGEST_PAUSE_MS))
        },
      )
    }, pauseMs)
    timer.unref()
  }

  return {
    async listen(channel, handler) {
      const known = handlers.get(channel)
      if (known) known.add(handler)
      else handlers.set(channel, new Set([handler]))
      client ??= open()
      const connection = await client
      if (!known) await connection.query(`listen ${channel}`)
      return async () => {
        handlers.get(channel)?.delete(handler)
      }
    },
    async close() {
      closed = true
      clearTimeout(timer)
      const connection = await client?.catch(() => undefined)
      await connection?.end()
    },
  }
}

function parse(payload: string | undefined): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(payload || '{}')
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
  } catch {
    return {}
  }
}
