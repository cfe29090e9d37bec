/** Carries out reads, one after the other, so that the ERP's users do not feel them: the next page is fetched while one is on its way. */
import type { ReadCommand } from '../src/erp/protocol.ts'
import type { Delivered } from './delivered.ts'
import type { Driver } from './driver.ts'
import type { Log } from './log.ts'
import type { PagePusher } from './push.ts'
import { rememberingFor } from './remembering.ts'
import type { Session } from './session.ts'

interface Waiting {
  command: ReadCommand
  session: Session
  cancel: AbortController
}

export class Reads {
  readonly #driver: Driver
  readonly #pusher: PagePusher
  readonly #log: Log
  readonly #delivered: Delivered
  #waiting: Waiting[] = []
  #atWork: Waiting | undefined

  constructor(driver: Driver, pusher: PagePusher, log: Log, delivered: Delivered) {
    this.#delivered = delivered
    this.#driver = driver
    this.#pusher = pusher
    this.#log = log
  }

  /** A read belongs to the session it was ordered in, and ends with it: the server will order what it still needs. */
  take(command: ReadCommand, session: Session): void {
    this.#waiting.push({ command, session, cancel: new AbortController() })
    void this.#next()
  }

  cancel(readId: string): void {
    this.#waiting = this.#waiting.filter((each) => each.command.readId !== readId)
    if (this.#atWork?.command.readId === readId) this.#atWork.cancel.abort()
  }

  stop(): void {
    this.#waiting = []
    this.#atWork?.cancel.abort()
  }

  async #next(): Promise<void> {
    if (this.#atWork) return
    this.#atWork = this.#waiting.shift()
    if (!this.#atWork) return
    await this.#run(this.#atWork)
    this.#atWork = undefined
    void this.#next()
  }

  async #run({ command, session, cancel }: Waiting): Promise<void> {
    const { readId } = command
    const signal = AbortSignal.any([cancel.signal, session.ended])
    try {
      signal.throwIfAborted()
      // Before the first row is read: what changes meanwhile is newer than this and comes with the next read.
      const { now: erpNow } = await this.#driver.about()
      const remembering = await rememberingFor(command, this.#delivered)
      let number = 0
      let rows = 0
      for await (const page of oneAhead(remembering.pages(this.#driver.read(command, signal)))) {
        signal.throwIfAborted()
        number += 1
        rows += page.rows
        if (!(await this.#pusher.push(session, readId, number, page.lines))) return
      }
      this.#log('info', 'A table was read.', { table: command.table, rows })
      session.send({ type: 'read-end', readId, pages: number, rows, erpNow, ...(await remembering.end()) })
    } catch (error) {
      if (signal.aborted) return
      const because = (error as Error).message
      this.#log('warn', 'A read failed.', { table: command.table, because })
      session.send({ type: 'read-failed', readId, because })
    }
  }
}

/** Asks for the next one before handing over this one. */
async function* oneAhead<T>(source: AsyncIterable<T>): AsyncGenerator<T> {
  const iterator = source[Symbol.asyncIterator]()
  try {
    let coming = iterator.next()
    for (let result = await coming; !result.done; result = await coming) {
      coming = iterator.next()
      // Its failure is met when it is awaited; until then it must not count as unhandled.
      coming.catch(() => {})
      yield result.value
    }
  } finally {
    // Not awaited: a source that is in the middle of waiting would only answer after that.
    iterator.return?.().catch(() => {})
  }
}
