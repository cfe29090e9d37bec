/** The chain under measurement: simulator, server and agent as programs of their own, joined through the product's own API. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { type Client, signIn, until } from '../example/client.ts'
import { type ExampleRole, person } from '../example/people.ts'
import { type Program, start } from '../example/programs.ts'

export interface Chain {
  url: string
  simulatorUrl: string
  server: Program
  agent: Program
  admin: Client
  approver: Client
  /** Path of the connection in the API. */
  connection: string
  /** Path of the ERP tool in the API. */
  tool: string
  /** As the owner, past every wall; over one connection. */
  owner: pg.Client
  stop(): Promise<void>
}

export interface Read {
  seconds: number
  rows: number
  inserted: number
  changed: number
  unchanged: number
  vanished: number
  unsyncable: number
}

const FAST = { GUSSET_RATE_HOUR: '1000000000', GUSSET_RATE_SPIKE: '1000000000', GUSSET_LOG_LEVEL: 'warn' }

export interface Server {
  url: string
  server: Program
  admin: Client
}

/** The server alone, with the example's people in it. */
export async function openServer(database: string, folder: string): Promise<Server> {
  const env = { ...FAST, DATABASE_URL: database, GUSSET_DATA: join(folder, 'server'), GUSSET_PORT: '0' }
  const server = await start({
    name: 'server',
    script: 'src/main.js',
    args: ['--example'],
    env,
    logs: join(folder, 'logs'),
  })
  endsWithUs(server)
  const url = String(server.ready.url)
  return { url, server, admin: await signInAs(url, 'Administrator') }
}

/** The large company of the simulator with that many jobs and transactions, and the example's people. Nothing is read by schedule. */
export async function openChain(given: {
  database: string
  folder: string
  jobs: number
  transactions: number
}): Promise<Chain> {
  const { database, folder, jobs, transactions } = given
  const logs = join(folder, 'logs')
  const args = [
    '--in-memory',
    '--port',
    '0',
    '--company',
    'large',
    '--jobs',
    String(jobs),
    '--transactions',
    String(transactions),
  ]
  const simulator = await start({ name: 'simulator', script: 'simulator/main.js', args, logs, readyWithinMs: 180_000 })
  endsWithUs(simulator)
  const simulatorUrl = String(simulator.ready.url)
  const { url, server, admin } = await openServer(database, folder)
  const approver = await signInAs(url, 'Accounting approver')
  const tool = `/rest/v1.0/companies/${admin.company}/erp`
  const [connection] = await admin.get<{ id: number; feeds: { feed: string }[] }[]>(`${tool}/connections`)
  if (!connection) throw new Error('The example has no connection.')
  const base = `${tool}/connections/${connection.id}`
  for (const { feed } of connection.feeds) await admin.put(`${base}/feeds/${feed}/schedule`, { every_minutes: 0 })
  const { code } = await admin.post<{ code: string }>(`${base}/enrolments`)
  const agent = await start({
    name: 'agent',
    script: 'agent/main.js',
    env: {
      GUSSET_AGENT_SERVER: url,
      GUSSET_AGENT_DATA: join(folder, 'agent'),
      GUSSET_AGENT_BOX_URL: simulatorUrl,
      GUSSET_AGENT_CODE: code,
    },
    logs,
  })
  const owner = new pg.Client({ connectionString: database })
  await owner.connect()
  endsWithUs(agent)
  const stop = async () => {
    await owner.end()
    for (const program of [agent, server, simulator]) await program.kill()
  }
  return { url, simulatorUrl, server, agent, admin, approver, connection: base, tool, owner, stop }
}

function signInAs(url: string, role: ExampleRole): Promise<Client> {
  const { email, password } = person(role)
  return signIn(url, email, password)
}

/** Whatever ends the measurement ends the program too. */
function endsWithUs(program: Program): void {
  process.once('exit', () => program.process.kill('SIGKILL'))
}

/** "Sync now", until the read is done. @throws Error when it failed, or did not end within ten minutes. */
export async function sync(
  { admin, connection, owner }: Chain,
  feed: string,
  mode: 'changed' | 'full' = 'full',
): Promise<Read> {
  const start = performance.now()
  const { read_id } = await admin.post<{ read_id: string }>(`${connection}/feeds/${feed}/sync`, { mode })
  return until(
    `the end of the read of ${feed}`,
    async () => {
      const { rows } = await owner.query<Record<string, string | null>>('select * from erp_read where read_id = $1', [
        read_id,
      ])
      const read = rows[0]
      if (!read || read.state === 'asked' || read.state === 'running') return undefined
      if (read.state !== 'done') throw new Error(`The read of ${feed} ${read.state}: ${read.error}`)
      const number = (name: string) => Number(read[name])
      return {
        seconds: (performance.now() - start) / 1000,
        rows: number('rows'),
        inserted: number('inserted'),
        changed: number('changed'),
        unchanged: number('unchanged'),
        vanished: number('vanished'),
        unsyncable: number('unsyncable'),
      }
    },
    600_000,
  )
}

/** Standard lists, jobs as projects, vendors as companies, and the codes of the jobs: what transactions are resolved to. */
export async function fillLists(chain: Chain): Promise<void> {
  // A line that broke meanwhile (a busy machine) is dialled again; these reads are not measured.
  const read = (feed: string) => sync(chain, feed).catch(() => sync(chain, feed))
  for (const feed of ['standard-categories', 'standard-cost-codes', 'jobs', 'vendors']) await read(feed)
  for (const kind of ['job', 'company']) {
    const { rows } = await chain.owner.query<{ erp_id: string }>(
      `select erp_id from erp_staged where kind = $1 and state = 'staged'`,
      [kind],
    )
    const answer = await chain.admin.post<{ refused: unknown[] }>(`${chain.tool}/staged/${kind}/add-many`, {
      erp_ids: rows.map((row) => row.erp_id),
    })
    if (answer.refused.length > 0) throw new Error(`Not all were added: ${JSON.stringify(answer.refused[0])}`)
  }
  for (const feed of ['job-cost-codes', 'job-categories']) await read(feed)
}

/** The desk of the pretend ERP. */
export async function desk(chain: Chain, action: string, body: object): Promise<void> {
  const response = await fetch(`${chain.simulatorUrl}/desk/${action}`, {
    method: 'POST',
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json', origin: chain.simulatorUrl },
  })
  if (!response.ok) throw new Error(`The desk answered ${response.status}: ${await response.text()}`)
  await response.arrayBuffer()
}

/** The most memory the program ever held, in MB. */
export function peakMemory({ process: { pid } }: Program): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  return Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1] ?? Number.NaN) / 1024
}

/** Processor time used so far, in seconds. */
export function processorTime({ process: { pid } }: Program): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /, '')
    .split(' ')
  const TICKS_A_SECOND = 100
  return (Number(fields[11]) + Number(fields[12])) / TICKS_A_SECOND
}
