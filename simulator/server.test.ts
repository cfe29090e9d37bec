import { once } from 'node:events'
import { type ClientRequest, type IncomingMessage, request, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { companyNamed } from './companies/index.ts'
import { commitmentLine, FILE, handClock, itemLine, TASK, vendorLine } from './fixture.ts'
import { Office } from './office.ts'
import { createSimulatorServer } from './server.ts'

const servers: Server[] = []
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections()
    server.close()
  }
})

interface World {
  url: string
  office: Office
  clock: ReturnType<typeof handClock>
  post: (path: string, body: unknown, headers?: Record<string, string>) => Promise<Response>
}

interface Options {
  token?: string
  company?: string
  transactions?: number
  /** In place of the pause after each record. */
  pause?: () => Promise<void>
}

async function world(options: Options = {}): Promise<World> {
  const clock = handClock()
  const company = companyNamed(options.company ?? 'example', { jobs: 5, transactions: options.transactions ?? 0 })
  const office = new Office(company, null, clock.now, options.pause)
  const server = createSimulatorServer({ office, clock: clock.now, token: options.token ?? '' })
  servers.push(server)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const post = (path: string, body: unknown, headers = {}): Promise<Response> =>
    fetch(url + path, {
      method: 'POST',
      body: JSON.stringify(body),
      headers: { 'content-type': 'application/json', ...headers },
    })
  return { url, office, clock, post }
}

interface Held {
  lock: string
  quietSinceMs: number
  release: () => Promise<void>
}

async function lockOf({ url }: World): Promise<Held> {
  const asked: ClientRequest = request(`${url}/box/lock`, { method: 'POST', agent: false })
  asked.end('{}')
  const [answer] = (await once(asked, 'response')) as [IncomingMessage]
  const [line] = (await once(answer, 'data')) as [Buffer]
  const told = JSON.parse(line.toString()) as { lock: string; quietSinceMs: number }
  const release = async (): Promise<void> => {
    answer.on('error', () => {})
    const closed = once(asked, 'close')
    asked.destroy()
    await closed
  }
  return { ...told, release }
}

/** Asks for the lock until it is free; a request a try, no waiting by the clock. */
async function lockWhenFree(one: World): Promise<number> {
  for (let tries = 1; tries < 1000; tries += 1) {
    const answer = await one.post('/box/lock', {})
    const { status } = answer
    await answer.body?.cancel()
    if (status === 200) return tries
  }
  throw new Error('The lock never came free.')
}

const vendors = { task: TASK.vendors, fileName: FILE, content: vendorLine() }

test('about tells product, version, folder and high water', async () => {
  const { url } = await world()
  const about = (await (await fetch(`${url}/box/about`)).json()) as {
    highWater: { run: number; rows: Record<string, number> }
  }
  expect(about).toMatchObject({
    product: 'Sage 300 Construction and Real Estate',
    version: '24.1',
    now: '2025-07-15T12:00:00',
  })
  expect(about.highWater.run).toBe(2)
  expect(about.highWater.rows.JCM_MASTER__JOB).toBe(3)
})

test('the lock is held by one connection and free when it closes', async () => {
  const one = await world()
  const held = await lockOf(one)
  one.clock.forward(250)
  const second = await one.post('/box/lock', {})
  expect([second.status, await second.json()]).toEqual([423, { locked: false, heldBySinceMs: 250 }])
  await held.release()
  await lockWhenFree(one)
})

test('an import needs the lock, a file name that is a marker, and a free licence', async () => {
  const one = await world()
  expect((await one.post('/box/import', { ...vendors, lock: 'none' })).status).toBe(409)
  const { lock } = await lockOf(one)
  expect((await one.post('/box/import', { ...vendors, lock: `${lock}x` })).status).toBe(409)
  expect((await one.post('/box/import', { ...vendors, lock, fileName: 'vendors.imp' })).status).toBe(400)
  await one.post('/desk/knobs', { licenceFree: false })
  const answer = await one.post('/box/import', { ...vendors, lock })
  expect([answer.status, await answer.json()]).toEqual([
    503,
    { notStarted: true, reason: 'All Job Cost licences are in use.' },
  ])
  await one.post('/desk/knobs', { licenceFree: true, withinRequestLimit: false })
  const limited = await one.post('/box/import', { ...vendors, lock })
  expect([limited.status, await limited.json()]).toEqual([
    503,
    {
      notStarted: true,
      reason: expect.stringContaining('You have surpassed the max number of requests for an hour.'),
    },
  ])
  await one.post('/desk/knobs', { withinRequestLimit: true })
  expect(await (await one.post('/box/import', { ...vendors, lock })).json()).toEqual({
    exitCode: 0,
    report: '1\tAPV\tNEWVEND\tACCEPTED\nRecords read 1, accepted 1, rejected 0\n',
    rejections: '',
  })
})

test('an import whose client dies runs on to its end, and keeps the lock until then', async () => {
  let openGate = (): void => {}
  const gate = new Promise<void>((resolve) => {
    openGate = resolve
  })
  const one = await world({ pause: () => gate })
  one.office.act('knobs', { importDelayMs: 1 })
  const held = await lockOf(one)
  const dying = request(`${one.url}/box/import`, { method: 'POST', agent: false })
  dying.on('error', () => {})
  dying.end(JSON.stringify({ ...vendors, content: vendorLine() + vendorLine({ 2: '"SECOND"' }), lock: held.lock }))
  const inBooks = (vendor: string): boolean => one.office.books.tables.APM_MASTER__VENDOR.find(vendor).length > 0
  const until = async (vendor: string): Promise<void> => {
    while (!inBooks(vendor)) await (await fetch(`${one.url}/box/about`)).text()
  }
  await until('NEWVEND')
  dying.destroy()
  await held.release()
  expect((await one.post('/box/lock', {})).status).toBe(423)
  expect(inBooks('SECOND')).toBe(false)
  openGate()
  await until('SECOND')
  await lockWhenFree(one)
})

test('an answer can be lost after the import was done', async () => {
  const one = await world()
  await one.post('/desk/fault', { match: {}, action: { kind: 'lostAnswer' }, times: 1 })
  const { lock } = await lockOf(one)
  await expect(one.post('/box/import', { ...vendors, lock })).rejects.toThrow()
  expect(one.office.books.tables.APM_MASTER__VENDOR.find('NEWVEND')).toHaveLength(1)
  expect((await one.post('/box/import', { ...vendors, lock })).status).toBe(200)
})

test('a query is answered in tab separated lines, a wrong one with its sentence', async () => {
  const one = await world()
  const answer = await one.post('/box/query', {
    table: 'JCM_MASTER__JOB',
    columns: ['Status', 'Job'],
    orderByKey: true,
  })
  expect(answer.headers.get('content-type')).toBe('text/tab-separated-values; charset=utf-8')
  expect(await answer.text()).toBe('Closed\t23-0042\nIn progress\t24-0118\nIn progress\t25-2977\n')
  const wrong = await one.post('/box/query', { table: 'JCM_MASTER__JOB', columns: ['Nope'] })
  expect([wrong.status, await wrong.json()]).toEqual([400, { error: 'Column [Nope] is not in table JCM_MASTER__JOB.' }])
  expect((await one.post('/box/query', { table: 'NOPE', columns: ['Job'] })).status).toBe(400)
})

test('several small queries are answered in one go, in their order; one wrong one refuses them all', async () => {
  const one = await world()
  const jobs = { table: 'JCM_MASTER__JOB', columns: ['Job'], where: [{ column: 'Job', op: '=', value: '25-2977' }] }
  const none = { ...jobs, where: [{ column: 'Job', op: '=', value: 'NOPE' }] }
  const answer = await one.post('/box/look', { queries: [none, jobs] })
  expect([answer.status, await answer.json()]).toEqual([200, { answers: ['', '25-2977\n'] }])
  const wrong = await one.post('/box/look', { queries: [jobs, { ...jobs, columns: ['Nope'] }] })
  expect([wrong.status, await wrong.json()]).toEqual([400, { error: 'Column [Nope] is not in table JCM_MASTER__JOB.' }])
  expect((await one.post('/box/look', {})).status).toBe(400)
})

test('a large answer comes whole through a slow pipe, and a reader may leave in the middle', async () => {
  const one = await world({ company: 'large', transactions: 30_000 })
  const ask = { table: 'JCT_CURRENT__TRANSACTION', columns: ['Job', 'Run', 'Sequence', 'Amount', 'Description'] }
  const leaver = await one.post('/box/query', ask)
  await leaver.body?.getReader().cancel()
  const lines = (await (await one.post('/box/query', ask)).text()).split('\n')
  expect([lines.length, lines.pop(), new Set(lines).size]).toEqual([30_001, '', 30_000])
})

test('what is not modelled is refused aloud with 501', async () => {
  const one = await world()
  const { lock } = await lockOf(one)
  const answer = await one.post('/box/import', { ...vendors, task: 'ap-import-checks', lock })
  expect([answer.status, ((await answer.json()) as { error: string }).error]).toEqual([
    501,
    expect.stringMatching(/^UNSUPPORTED: import task/),
  ])
  expect((await one.post('/box/import', { ...vendors, lock })).status).toBe(200)
  expect((await one.post('/desk/dance', {})).status).toBe(501)
})

test('with a token set the box asks for it', async () => {
  const one = await world({ token: 'secret' })
  expect((await fetch(`${one.url}/box/about`)).status).toBe(401)
  const right = { authorization: 'Bearer secret' }
  expect((await fetch(`${one.url}/box/about`, { headers: right })).status).toBe(200)
  expect((await one.post('/box/query', { table: 'JCM_MASTER__JOB', columns: ['Job'] })).status).toBe(401)
  expect((await one.post('/desk/wipe', {})).status).toBe(403)
  expect((await one.post('/desk/wipe', {}, right)).status).toBe(200)
})

test('a whole commitment travels through the box into the books', async () => {
  const one = await world()
  const { lock } = await lockOf(one)
  await one.post('/box/import', {
    task: TASK.commitments,
    fileName: FILE,
    content: commitmentLine() + itemLine(),
    lock,
  })
  const where = [{ column: 'Gusset_Ref', op: '=', value: 'AB12CD34EF' }]
  const found = await one.post('/box/query', {
    table: 'JCM_MASTER__COMMITMENT_CUSTOM_FIELDS',
    columns: ['Commitment'],
    where,
  })
  expect(await found.text()).toBe('SC-2977-01\n')
})
