/** The whole product as real processes (compiled server, agent, simulator) over a database of the run, and the people of the example company who use it. */
import { mkdtempSync, writeFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Client, signIn, until } from '../../example/client.ts'
import { feedsRead } from '../../example/fill.ts'
import { type ExampleRole, person } from '../../example/people.ts'
import { type CompanyFile, openWorld, type World } from '../../example/world.ts'
import { type TestDatabase, testDatabase } from './database.ts'

export type Row = Record<string, string | null>

export interface Condition {
  column: string
  op: '=' | 'in' | '>=' | '<=' | '>' | '<' | 'starts'
  value: unknown
}

/** The people of the example company, signed in. */
export interface People {
  admin: Client
  manager: Client
  approver: Client
  reader: Client
}

export interface Journey extends People {
  world: World
  database: TestDatabase
  /** Path of the company's ERP tool in the API, with the rest behind it. */
  erp(rest: string): string
  /** One thing done at the desk in the accounting office. */
  desk<T = unknown>(action: string, body?: object): Promise<T>
  /** Rows of a table of the books, in key order. */
  books(table: string, columns: string[], where?: Condition[]): Promise<Row[]>
  /** Has a feed read now, begun after this call; returns the ended read. */
  readNow(feed: string, mode?: 'changed' | 'full'): Promise<Read>
  /** The same people with another ERP company file before them: its desk, its books, its reads. */
  inFile(file: CompanyFile): Journey
  close(): Promise<void>
}

export interface Read {
  read_id: string
  mode: 'changed' | 'full'
  state: string
  asked_at: string
  rows: number
  inserted: number
  changed: number
  unchanged: number
  vanished: number
  unsyncable: number
  error: string | null
}

/**
 * `filled`: with the project, the contract and the budget of the example; else only what came from the ERP by itself. `company`: other books of
 * the simulator, with their arguments; nothing of them is waited for.
 */
export async function journey({
  filled = false,
  agentEnv = {} as Record<string, string>,
  serverEnv = {} as Record<string, string>,
  company = 'example',
  simulatorArgs = [] as string[],
} = {}): Promise<Journey> {
  const database = await testDatabase()
  const folder = mkdtempSync(join(tmpdir(), 'gusset-journey-'))
  // The simulator shows at once what was written: nobody need wait for its books to settle.
  const limits = join(folder, 'limits.json')
  writeFileSync(limits, JSON.stringify({ quietMs: 100, retryMs: 100 }))
  const env = { GUSSET_LOG_LEVEL: 'warn', GUSSET_RATE_SPIKE: '1000000', GUSSET_RATE_HOUR: '1000000', ...serverEnv }
  const world = await openWorld({
    folder,
    port: 0,
    simulatorPort: 0,
    databaseUrl: database.url,
    fill: filled,
    company,
    simulatorArgs,
    env,
    agentEnv: { GUSSET_AGENT_LIMITS: limits, ...agentEnv },
  })
  const people = await peopleOf(world)
  const { admin } = people
  if (!filled && company === 'example')
    await feedsRead(admin, ['standard-categories', 'standard-cost-codes', 'vendors', 'jobs'])
  const erp = (rest: string) => `/rest/v1.0/companies/${admin.company}/erp/${rest}`
  const seen = (simulator: string, connection?: number): Pick<Journey, 'desk' | 'books' | 'readNow'> => ({
    desk: (action, body = {}) => atDesk(simulator, action, body),
    books: (table, columns, where = []) => fromBooks(simulator, table, columns, where),
    readNow: (feed, mode = 'changed') => readNow(admin, erp, feed, mode, connection),
  })
  const of: Journey = {
    world,
    database,
    erp,
    ...people,
    ...seen(world.simulatorUrl),
    inFile: (file) => ({ ...of, ...seen(file.simulatorUrl, file.connection) }),
    close: async () => {
      await world.stop()
      await database.drop()
      await rm(folder, { recursive: true, force: true })
    },
  }
  return of
}

export async function peopleOf({ url }: World): Promise<People> {
  const as = (role: ExampleRole) => signIn(url, person(role).email, person(role).password)
  return {
    admin: await as('Administrator'),
    manager: await as('Project manager'),
    approver: await as('Accounting approver'),
    reader: await as('Reader'),
  }
}

async function atDesk<T>(simulator: string, action: string, body: object): Promise<T> {
  const response = await fetch(`${simulator}/desk/${action}`, { method: 'POST', body: JSON.stringify(body) })
  if (!response.ok) throw new Error(`The desk refused ${action}: ${await response.text()}`)
  return (await response.json()) as T
}

async function fromBooks(simulator: string, table: string, columns: string[], where: Condition[]): Promise<Row[]> {
  const body = JSON.stringify({ table, columns, where, orderByKey: true })
  const response = await fetch(`${simulator}/box/query`, { method: 'POST', body })
  if (!response.ok) throw new Error(`The books did not answer: ${await response.text()}`)
  const lines = (await response.text()).split('\n').filter((line) => line !== '')
  return lines.map((line) => {
    const cells = line.split('\t').map((cell) => (cell === '\\N' ? null : cell))
    return Object.fromEntries(columns.map((column, at) => [column, cells[at] ?? null]))
  })
}

async function readNow(
  admin: Client,
  erp: Journey['erp'],
  feed: string,
  mode: 'changed' | 'full',
  connection?: number,
): Promise<Read> {
  const [first] = await admin.get<{ id: number }[]>(erp('connections'))
  const path = erp(`connections/${connection ?? first?.id}`)
  const readsOf = () => admin.get<Read[]>(`${path}/reads?feed=${feed}`)
  const isOpen = (read: Read) => ['asked', 'running'].includes(read.state)
  // A read that was under way already may have passed the place that changed since.
  const before = (await readsOf()).filter(isOpen).map((read) => read.read_id)
  for (;;) {
    const { read_id } = await admin.post<{ read_id: string }>(`${path}/feeds/${feed}/sync`, { mode })
    const read = await until(`the read of ${feed}`, async () =>
      (await readsOf()).find((each) => each.read_id === read_id && !isOpen(each)),
    )
    if (!before.includes(read_id) && (mode === 'changed' || read.mode === 'full')) return read
  }
}

export interface Refusal {
  code: string
  sentence: string
  field?: string
  remedy?: string
}

export interface Op {
  op_key: string
  marker: string
  state: string
  human_reason: string | null
  asked: boolean
  attempts: number
  hash: string
  document: unknown
  rendering: unknown
  read_back: { verdict: string; differences?: unknown[] } | null
  evidence_at: string | null
  failures: { code: string; raw: string; cause: string; remedy: string; ways_out: string[] }[]
  events: { sentence: string; raw: string | null }[]
}

export interface Item {
  rev: number
  status: { word: string; colour: string }
  erp_id: string | null
  reason: string | null
  waiting_for: string | null
  moves: Record<string, Refusal[]>
  op: Op | null
  link: { status: string; sentence: string | null } | null
  earlier_ops: { op_key: string }[]
}

export interface Preview {
  rev: number
  hash: string | null
  fields: { key: string; label: string; required: boolean }[]
  document: unknown
  rendering: { shown: { record: string; fields: { name: string; value: string }[] }[] } | null
  refusals: Refusal[]
  waits_for: { sentence: string }[]
}

/** One item of the ERP tool as each of its people moves it. */
export interface Moves {
  look(): Promise<Item>
  preview(answers?: Record<string, string>): Promise<Preview>
  /** What the answer was, whatever it was: `status` 200, or why not. */
  try(who: Client, move: string, body?: object): Promise<{ status: number; body: unknown; sentences: string }>
  /** The approver looks at the preview and accepts what it shows. */
  accept(erpId: string): Promise<void>
  /** Waits until the item stands under one of these words; the last look comes back. */
  until(...words: string[]): Promise<Item>
}

export function movesOf({ erp, approver }: Journey, kind: string, id: number): Moves {
  const path = erp(`items/${kind}/${id}`)
  const look = () => approver.get<Item>(path)
  const preview = (answers: Record<string, string> = {}) => {
    const query = new URLSearchParams(Object.entries(answers).map(([key, value]) => [`answers[${key}]`, value]))
    return approver.get<Preview>(`${path}/preview?${query}`)
  }
  return {
    look,
    preview,
    try: async (who, move, body = {}) => {
      const answer = await who.ask('POST', `${path}/${move}`, body)
      return { status: answer.status, body: answer.body, sentences: JSON.stringify(answer.body) }
    },
    accept: async (erpId) => {
      const { rev, hash } = await preview({ erpId })
      await approver.post(`${path}/accept`, { rev, hash, answers: { erpId } })
    },
    until: (...words) =>
      until(
        `${kind} ${id} to be ${words.join(' or ')}`,
        async () => {
          const item = await look()
          return words.includes(item.status.word) && !item.op?.asked && item
        },
        60_000,
      ),
  }
}
