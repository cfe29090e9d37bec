/** The whole line with real parts: a server's gateway, the agent, and the simulator of the ERP, each on a port of its own. */
import { generateKeyPairSync } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Fastify, { type FastifyInstance } from 'fastify'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { machineClock as simulatorClock } from '../simulator/clock.ts'
import { companyNamed } from '../simulator/companies/index.ts'
import { Office } from '../simulator/office.ts'
import { createSimulatorServer } from '../simulator/server.ts'
import type { AgentId, AgentRegistry, KnownAgent } from '../src/erp/agents.ts'
import { createGateway } from '../src/erp/gateway.ts'
import type { Line, LineHandler } from '../src/erp/line.ts'
import type { ExportCommand, Hello, Outcome, ToServer } from '../src/erp/protocol.ts'
import { payloadHash } from '../src/erp/protocol-hash.ts'
import type { CompanyId, ConnectionId } from '../src/ids.ts'
import { systemClock } from '../src/platform/clock.ts'
import { type RunningAgent, runAgent } from './agent.ts'
import { type Config, loadConfig } from './config.ts'

const ref = { company: 1 as CompanyId, connection: 2 as ConnectionId }
const code = 'ABCD-EFGH-JKMN'

/** The server's side: one agent may enrol, everything said is kept. */
class Office1 implements AgentRegistry, LineHandler {
  agent: KnownAgent | undefined
  hello: Hello | undefined
  heardFrom = 0
  outcomes: { opKey: string; epoch: number; outcome: Outcome }[] = []
  others: ToServer[] = []
  lines = ''
  pages = 0
  async enrol(given: string, agent: { publicKey: string; name: string }) {
    if (given !== code || this.agent) return undefined
    this.agent = { id: 7 as AgentId, ...ref, companyName: 'Bridgewater', revoked: false, ...agent }
    return this.agent
  }
  async find(id: AgentId) {
    return id === this.agent?.id ? this.agent : undefined
  }
  async greeted(_agent: KnownAgent, hello: Hello) {
    this.hello = hello
  }
  async heard() {}
  async revoked(ids: AgentId[]) {
    return this.agent?.revoked ? ids : []
  }
  async connected() {
    this.heardFrom += 1
  }
  async gone() {}
  async message(_from: unknown, message: ToServer) {
    if (message.type === 'outcome') this.outcomes.push(message)
    else this.others.push(message)
  }
  async page(_from: unknown, page: { lines: AsyncIterable<Uint8Array> }) {
    for await (const block of page.lines) this.lines += Buffer.from(block).toString()
    this.pages += 1
    return true
  }
}

let folder: string
let erp: Office
let erpServer: Server
let app: FastifyInstance
let office: Office1
let line: Line
let agent: RunningAgent | undefined
let config: Config
let log: { sentence: string; facts: unknown }[]
let serverKey = generateKeyPairSync('ed25519').privateKey

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'agent-'))
  log = []
  office = new Office1()
  erp = new Office(companyNamed('example', { jobs: 0, transactions: 0 }), null, simulatorClock)
  erpServer = createSimulatorServer({ office: erp, clock: simulatorClock, token: 'box-token' })
  const erpPort = await listening(erpServer)
  await serve(0)
  const server = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`
  const env = { GUSSET_AGENT_SERVER: server, GUSSET_AGENT_DATA: folder, GUSSET_AGENT_CODE: code }
  config = loadConfig({
    ...env,
    GUSSET_AGENT_BOX_URL: `http://127.0.0.1:${erpPort}`,
    GUSSET_AGENT_BOX_TOKEN: 'box-token',
  })
})
afterEach(async () => {
  await agent?.stop()
  agent = undefined
  await app.close()
  erpServer.closeAllConnections()
  erpServer.close()
  rmSync(folder, { recursive: true, force: true })
})

async function listening(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return (server.address() as AddressInfo).port
}

async function serve(port: number): Promise<void> {
  app = Fastify({ forceCloseConnections: true })
  line = createGateway(app, {
    registry: office,
    handler: () => office,
    serverKey,
    clock: systemClock,
    serverName: 'test',
  })
  await app.listen({ port, host: '127.0.0.1' })
}

async function started(changes: Partial<Config> = {}): Promise<RunningAgent> {
  const before = office.heardFrom
  agent = await runAgent(
    { ...config, ...changes },
    { log: (_level, sentence, facts) => log.push({ sentence, facts }), pauses: { first: 20, longest: 50 } },
  )
  await expect.poll(() => office.heardFrom).toBeGreaterThan(before)
  return agent
}

function vendor(name: string, changes: Partial<ExportCommand> = {}): ExportCommand {
  const text = (value: string) => ({ value, as: 'alpha' as const })
  const record = [{ value: 'APV', as: 'plain' as const }, ...['GUSSET-1', name, '', '', '', '', '', '', ''].map(text)]
  const content: Pick<ExportCommand, 'kind' | 'files' | 'probes'> = {
    kind: 'company',
    files: [{ task: 'ap-import-vendors', records: [record] }],
    probes: [
      {
        tables: ['APM_MASTER__VENDOR'],
        where: [{ column: 'Vendor', op: '=', value: 'GUSSET-1' }],
        columns: [
          { name: 'Vendor', as: 'text' },
          { name: 'Name', as: 'text' },
        ],
        key: 1,
        rows: [['GUSSET-1', name]],
        complete: true,
        identity: false,
      },
    ],
  }
  return {
    type: 'export',
    mode: 'import',
    opKey: 'OPKEY1234567',
    marker: '0123456789',
    epoch: 1,
    notAfter: '2999-01-01T00:00:00.000Z',
    company: '1',
    ...content,
    payloadHash: payloadHash(content),
    certificate: { readAfterWriteMs: 0, atomicFile: true, duplicateRefused: true },
    ranBefore: false,
    ...changes,
  } as ExportCommand
}

describe('the agent', () => {
  it('enrols once, says what it serves, and needs no code the second time', async () => {
    const first = await started()
    expect(first.company).toBe('Bridgewater')
    expect(office.hello?.erp).toMatchObject({ version: erp.books.knobs.productVersion })
    expect(office.hello?.erp.highWater.run).toBeTypeOf('number')
    await first.stop()
    agent = undefined
    await started({ code: undefined })
    expect(office.heardFrom).toBe(2)
  })

  it('is refused with a wrong code, and says what to do', async () => {
    await expect(started({ code: 'WRONG' })).rejects.toThrow(/wrong, used, or older than ten minutes/)
    await expect(started({ code: undefined })).rejects.toThrow(/not enrolled.*Make a code/s)
  })

  it('imports what it is sent, looks, and says it again until it is acknowledged', async () => {
    const first = await started()
    line.send(ref, vendor('Acme Müller'))
    await expect.poll(() => office.outcomes.length).toBe(1)
    expect(office.outcomes[0]?.outcome).toMatchObject({ result: 'APPLIED', readBack: { verdict: 'EXACT' } })
    expect(office.others).toContainEqual({ type: 'started', opKey: 'OPKEY1234567', epoch: 1 })
    await first.stop()
    await started({ code: undefined })
    expect(office.hello?.unacknowledged).toBe(1)
    await expect.poll(() => office.outcomes.length).toBe(2)
    line.send(ref, { type: 'ack', opKey: 'OPKEY1234567', epoch: 1 })
    line.send(ref, vendor('Acme Müller', { epoch: 2 }))
    await expect.poll(() => office.outcomes.find((each) => each.epoch === 2)?.outcome.result).toBe('APPLIED')
  })

  it('shows the last lines of its log to the server that asks', async () => {
    await started()
    line.send(ref, vendor('Acme'))
    await expect.poll(() => office.outcomes.length).toBe(1)
    line.send(ref, { type: 'log-ask' })
    const lines = () => office.others.flatMap((each) => (each.type === 'log-lines' ? each.lines : []))
    await expect.poll(() => lines().map((each) => each.sentence)).toContain('A command ended.')
    expect(lines()[0]).toMatchObject({
      level: 'info',
      sentence: 'The line is open.',
      facts: '{"company":"Bridgewater"}',
    })
    expect(JSON.stringify(lines())).not.toContain('box-token')
  })

  it('imports nothing over what somebody else put there', async () => {
    await started()
    line.send(ref, vendor('Acme'))
    await expect.poll(() => office.outcomes.length).toBe(1)
    const other = vendor('Other name', { opKey: 'OTHEROPKEY12', marker: 'ABCDEFGHIJ' })
    line.send(ref, other)
    await expect
      .poll(() => office.outcomes.find((each) => each.opKey === other.opKey)?.outcome.result)
      .toBe('DIFFERENT')
  })

  it('keeps to its own limits', async () => {
    const limitsFile = join(folder, 'limits.json')
    writeFileSync(limitsFile, '{"kinds": ["commitment"]}')
    await started({ limitsFile })
    line.send(ref, vendor('Acme'))
    await expect.poll(() => office.outcomes[0]?.outcome).toMatchObject({ result: 'NOT_STARTED', because: /own limits/ })
  })

  it('says that nothing was touched when the ERP has no licence free', async () => {
    erp.books.knobs.licenceFree = false
    await started()
    line.send(ref, vendor('Acme'))
    await expect.poll(() => office.outcomes[0]?.outcome).toMatchObject({ result: 'NOT_STARTED', because: /licences/ })
  })

  it('is there for its server while the ERP is away, and introduces the ERP when it comes back', async () => {
    const { port } = erpServer.address() as AddressInfo
    erpServer.closeAllConnections()
    await new Promise((resolve) => erpServer.close(resolve))
    await started()
    expect(office.hello?.erp.version).toBe('')
    erpServer = createSimulatorServer({ office: erp, clock: simulatorClock, token: 'box-token' })
    await new Promise<void>((resolve) => erpServer.listen(port, '127.0.0.1', resolve))
    await expect.poll(() => office.hello?.erp.version, { timeout: 20_000 }).toBe(erp.books.knobs.productVersion)
  })

  it('reads a table in pages, every row once', async () => {
    await started()
    const command = {
      type: 'read',
      readId: 'r1',
      table: 'JCM_MASTER__STANDARD_COST_CODE',
      columns: ['Cost_Code', 'Description'],
      where: [],
      changedSince: null,
      pageBytes: 500,
    } as const
    line.send(ref, { ...command, columns: [...command.columns], where: [] })
    await expect.poll(() => office.others.find((each) => each.type === 'read-end')).toBeDefined()
    const rows = office.lines.split('\n').slice(0, -1)
    expect(new Set(rows).size).toBe(erp.books.table('JCM_MASTER__STANDARD_COST_CODE').count)
    expect(office.others.at(-1)).toMatchObject({ type: 'read-end', rows: rows.length, pages: office.pages })
    expect(office.pages).toBeGreaterThanOrEqual(1)
  })

  it('says why a read failed', async () => {
    await started()
    line.send(ref, {
      type: 'read',
      readId: 'r1',
      table: 'APM_MASTER__VENDOR',
      columns: ['Nonsense'],
      where: [],
      changedSince: null,
      pageBytes: 500,
    })
    await expect.poll(() => office.others.at(-1)).toMatchObject({ type: 'read-failed', because: /Nonsense/ })
    line.send(ref, {
      type: 'read',
      readId: 'r2',
      table: 'PASSWORDS',
      columns: ['A'],
      where: [],
      changedSince: null,
      pageBytes: 500,
    })
    await expect
      .poll(() => office.others.at(-1))
      .toMatchObject({ type: 'read-failed', because: /none this agent reads/ })
  })

  it('dials again when the server went away', async () => {
    await started()
    const { port } = app.server.address() as AddressInfo
    await app.close()
    await serve(port)
    await expect.poll(() => office.heardFrom).toBe(2)
  })

  it('believes no other server', async () => {
    await started()
    const { port } = app.server.address() as AddressInfo
    await app.close()
    const real = serverKey
    serverKey = generateKeyPairSync('ed25519').privateKey
    await serve(port)
    serverKey = real
    await expect.poll(() => JSON.stringify(log)).toContain('not the one this agent enrolled with')
    expect(office.heardFrom).toBe(1)
  })

  it('stops for good when it is revoked', async () => {
    const running = await started()
    office.agent!.revoked = true
    expect(await running.failed).toMatch(/revoked/)
  })
})
