/**
 * Moves whatever is due: ends leases that ran out, dispatches to the agents that are connected to this server, starts reads, checks the books
 * nightly. The row is the workflow and the queue, so that several servers share one database; `gusset_due` wakes this one early.
 */
import type { CompanyId, ConnectionId } from '../ids.ts'
import { askForLogs } from './agent-log.ts'
import { checkBooks, companiesToCheck } from './books.ts'
import { dispatchTo, lookAtLinks } from './dispatch.ts'
import { type Hub, sendAll } from './hub.ts'
import type { AgentRef } from './line.ts'
import { loadOps } from './ops-store.ts'
import { STALLED_MS, startReads } from './reads.ts'
import { stepAll } from './stepping.ts'

const TICK_MS = 1_000
const BATCH = 200
const BOOKS_EVERY_MS = 10 * 60_000

const OVER = `o.due_at <= $1 and (o.state in ('LEASED', 'RUNNING') or o.probing is not null)`

export class Worker {
  readonly #hub: Hub
  #timer: NodeJS.Timeout | undefined
  #stopListening: (() => Promise<void>) | undefined
  #running: Promise<void> | undefined
  #again = false
  #booksAt = 0
  #all = false
  #companies = new Set<CompanyId>()

  constructor(hub: Hub) {
    this.#hub = hub
  }

  async start(): Promise<void> {
    this.#stopListening = await this.#hub.db.listen('gusset_due', ({ company, all }) =>
      this.wake(all === true ? undefined : (company as CompanyId | undefined)),
    )
    this.#timer = setInterval(() => this.wake(), TICK_MS)
    this.wake()
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer)
    await this.#stopListening?.()
    this.#again = false
    await this.#running
  }

  /** Something may be due: exports of one company, or anything. Calls while a pass is under way make one more pass. */
  wake(company?: CompanyId): void {
    this.#again = true
    if (company === undefined) this.#all = true
    else this.#companies.add(company)
    this.#running ??= this.#run()
  }

  /** Passes until nothing more was asked for; for tests and for orderly ends. */
  async settle(): Promise<void> {
    this.wake()
    while (this.#running) await this.#running
  }

  async #run(): Promise<void> {
    while (this.#again) {
      this.#again = false
      const companies = this.#all ? undefined : this.#companies
      this.#all = false
      this.#companies = new Set()
      await this.#pass(companies).catch((error: unknown) =>
        this.#hub.log.error({ err: error }, 'A pass of the worker failed; it is made again.'),
      )
    }
    this.#running = undefined
  }

  /** `only` = these companies' exports, because an outcome made room or something was accepted; undefined = everything that is due. */
  async #pass(only: Set<CompanyId> | undefined): Promise<void> {
    const hub = this.#hub
    if (only) {
      for (const ref of hub.line.connected()) if (only.has(ref.company)) await this.#dispatch(ref)
      return
    }
    await endLeases(hub)
    await askForLogs(hub)
    for (const ref of await dueHere(hub)) {
      await this.#dispatch(ref)
      await lookAtLinks(hub, ref).then(
        (outgoing) => sendAll(hub, outgoing),
        (error: unknown) => hub.log.error({ err: error, ...ref }, 'The links of a connection could not be looked up.'),
      )
    }
    for (const ref of await readsHere(hub)) {
      await startReads(hub, ref).then(
        (outgoing) => sendAll(hub, outgoing),
        (error: unknown) => hub.log.error({ err: error, ...ref }, 'The reads of a connection could not be started.'),
      )
    }
    await this.#books()
  }

  async #dispatch(ref: AgentRef): Promise<void> {
    await dispatchTo(this.#hub, ref).catch((error: unknown) =>
      this.#hub.log.error({ err: error, ...ref }, 'A connection could not be dispatched to.'),
    )
  }

  async #books(): Promise<void> {
    const hub = this.#hub
    const now = hub.clock.now()
    if (now.getTime() < this.#booksAt) return
    this.#booksAt = now.getTime() + BOOKS_EVERY_MS
    for (const { id } of await hub.db.system((sql) => companiesToCheck(sql, now))) await checkBooks(hub, id)
  }
}

/** Leases that ran out, of any connection: whether its agent is connected anywhere does not matter (R10). */
export async function endLeases(hub: Hub): Promise<void> {
  const companies = await hub.db.system((sql) =>
    sql.query<{ company_id: CompanyId }>(`select distinct o.company_id from erp_op o where ${OVER}`, [hub.clock.now()]),
  )
  for (const { company_id } of companies) while ((await endSome(hub, company_id)) === BATCH);
}

async function endSome(hub: Hub, company: CompanyId): Promise<number> {
  return hub.db.company(company, async (sql) => {
    const now = hub.clock.now()
    const ops = await loadOps(
      sql,
      `${OVER} and o.company_id = $2`,
      [now, company],
      `order by o.due_at limit ${BATCH} for update of o skip locked`,
    )
    await stepAll(
      hub,
      sql,
      company,
      ops.map((op) => ({ op, input: { type: 'lease-over', now: now.getTime() } })),
    )
    return ops.length
  })
}

/** Connections that may read and are not reading: something was asked for, or a feed's turn has come. A read that stalls is found as well. */
async function readsHere(hub: Hub): Promise<AgentRef[]> {
  const here = hub.line.connected()
  if (here.length === 0) return []
  return hub.db.system((sql) =>
    sql.query<{ company: CompanyId; connection: ConnectionId }>(
      `select h.company, h.connection from unnest($1::int8[], $2::int8[]) as h(company, connection)
       where not exists (select from erp_read r where r.company_id = h.company and r.connection_id = h.connection and r.state = 'running'
           and coalesce(r.last_page_at, r.started_at) > $3::timestamptz - $4 * interval '1 millisecond')
         and (exists (select from erp_read r where r.company_id = h.company and r.connection_id = h.connection and r.state in ('asked', 'running'))
           or (select count(*) from erp_cursor c where c.company_id = h.company and c.connection_id = h.connection and c.next_due_at > $3) < $5)`,
      [
        here.map((ref) => ref.company),
        here.map((ref) => ref.connection),
        hub.clock.now(),
        STALLED_MS,
        hub.registry.feeds.length,
      ],
    ),
  )
}

/** Connections with something due whose agent is connected to this server. */
async function dueHere(hub: Hub): Promise<AgentRef[]> {
  const here = hub.line.connected()
  if (here.length === 0) return []
  const rows = await hub.db.system((sql) =>
    sql.query<{ company: CompanyId; connection: ConnectionId }>(
      `select h.company, h.connection from unnest($1::int8[], $2::int8[]) as h(company, connection)
       where exists (select from erp_op o where o.company_id = h.company and o.connection_id = h.connection and o.due_at <= $3)
          or exists (select from erp_link l where l.company_id = h.company and l.connection_id = h.connection and l.check_due_at <= $3)`,
      [here.map((ref) => ref.company), here.map((ref) => ref.connection), hub.clock.now()],
    ),
  )
  return rows
}
