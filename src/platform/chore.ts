/** Work that is done by itself, again and again, and at once when it is woken. Never twice at a time in one process; other servers may do the same. */
import type { Log } from './log.ts'

export interface Chore {
  /** There may be something to do; while it is under way, it is done once more. */
  wake(): void
  /** Does it until nothing more was asked for: for tests. */
  settle(): Promise<void>
  /** Waits for what is under way. */
  stop(): Promise<void>
}

/** `name` stands in the log when the work throws; it is tried again at the next turn. `everyMs` 0: only when it is woken. */
export function startChore({
  name,
  everyMs,
  log,
  work,
}: {
  name: string
  everyMs: number
  log: Log
  work: () => Promise<void>
}): Chore {
  let running: Promise<void> | undefined
  let again = false
  const run = async () => {
    while (again) {
      again = false
      await work().catch((error: unknown) =>
        log.error({ err: error, chore: name }, 'A chore failed; it is done again.'),
      )
    }
    running = undefined
  }
  const wake = () => {
    again = true
    running ??= run()
  }
  const timer = everyMs > 0 ? setInterval(wake, everyMs) : undefined
  return {
    wake,
    settle: async () => {
      wake()
      while (running) await running
    },
    stop: async () => {
      clearInterval(timer)
      again = false
      await running
    },
  }
}
