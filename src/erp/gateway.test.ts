import { createHash, generateKeyPairSync, type KeyObject } from 'node:crypto'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { gzipSync } from 'node:zlib'
import Fastify, { type FastifyInstance } from 'fastify'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import WebSocket from 'ws'
import type { CompanyId, ConnectionId } from '../ids.ts'
import { handClock } from '../platform/clock.ts'
import type { AgentId, AgentRegistry, KnownAgent } from './agents.ts'
import { createGateway } from './gateway.ts'
import type { Line, LineHandler } from './line.ts'
import type { ReadCommand, ToServer } from './protocol.ts'
import {
  agentProofText,
  CLOSE,
  FrameReader,
  FrameWriter,
  isSignedBy,
  PAGE_HEADERS,
  pagePath,
  pageText,
  publicKeyText,
  serverProofText,
  signText,
} from './protocol-frames.ts'

const serverKey = generateKeyPairSync('ed25519')
const agentKey = generateKeyPairSync('ed25519')
const ref = { company: 1 as CompanyId, connection: 2 as ConnectionId }

/** Agents in memory. */
class Registry implements AgentRegistry {
  codes = new Set<string>()
  agents = new Map<AgentId, KnownAgent>()
  async enrol(code: string, { publicKey, name }: { publicKey: string; name: string }) {
    if (!this.codes.delete(code)) return undefined
    const id = (7 + this.agents.size) as AgentId
    const agent = { id, ...ref, companyName: 'Bridgewater', name, publicKey, revoked: false }
    this.agents.set(id, agent)
    return agent
  }
  async find(id: AgentId) {
    return this.agents.get(id)
  }
  async greeted() {}
  async heard() {}
  async revoked(ids: AgentId[]) {
    return ids.filter((id) => this.agents.get(id)?.revoked)
  }
}

/** Writes down what it is told. */
class Recorder implements LineHandler {
  events: string[] = []
  pages: string[] = []
  failOn: string | undefined
  wanted = true
  async connected() {
    this.events.push('connected')
  }
  async gone() {
    this.events.push('gone')
  }
  async message(_from: unknown, message: ToServer) {
    this.events.push(message.type === 'log' ? message.sentence : message.type)
    if (message.type === this.failOn) throw new Error('the database is away')
  }
  async page(_from: unknown, page: { number: number; lines: AsyncIterable<Uint8Array> }) {
    let text = ''
    for await (const block of page.lines) text += Buffer.from(block).toString()
    this.pages.push(`${page.number}:${text}`)
    return this.wanted
  }
}

let app: FastifyInstance
let line: Line
let registry: Registry
let handler: Recorder
let origin: string
let sockets: WebSocket[]

beforeEach(async () => {
  registry = new Registry()
  handler = new Recorder()
  sockets = []
  app = Fastify()
  const clock = handClock('2026-11-22T10:00:00Z')
  line = createGateway(app, {
    registry,
    handler: () => handler,
    serverKey: serverKey.privateKey,
    clock,
    serverName: 'test',
  })
  await app.listen({ port: 0, host: '127.0.0.1' })
  origin = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`
})
afterEach(async () => {
  for (const socket of sockets) socket.terminate()
  await app.close()
})

async function enrolled(key: KeyObject = agentKey.publicKey): Promise<string> {
  registry.codes.add('CODE')
  const answer = await enrol('CODE', publicKeyText(key))
  return ((await answer.json()) as { agentId: string }).agentId
}

function enrol(code: string, publicKey = publicKeyText(agentKey.publicKey)): Promise<Response> {
  const body = JSON.stringify({ code, publicKey, name: 'Office' })
  return fetch(`${origin}/agent/enrol`, { method: 'POST', headers: { 'content-type': 'application/json' }, body })
}

interface Talk {
  socket: WebSocket
  session: string
  writer: FrameWriter
  reader: FrameReader
  say(message: object): void
  next(): Promise<unknown>
  closed: Promise<number>
}

/** An agent's end of the line, by hand. */
async function talk(agentId: string, key: KeyObject = agentKey.privateKey): Promise<Talk> {
  const socket = new WebSocket(`${origin.replace('http', 'ws')}/agent/line`)
  sockets.push(socket)
  const inbox: string[] = []
  const waiting: ((text: string) => void)[] = []
  socket.on('message', (data) => {
    const next = waiting.shift()
    if (next) next(data.toString())
    else inbox.push(data.toString())
  })
  const nextText = () =>
    new Promise<string>((resolve) => (inbox.length > 0 ? resolve(inbox.shift()!) : waiting.push(resolve)))
  const closed = once(socket, 'close').then(([code]) => code as number)
  const { nonce } = JSON.parse(await nextText()) as { nonce: string }
  const ours = 'a-nonce-of-our-own-for-this-session'
  const signature = signText(key, agentProofText(nonce, agentId, ours))
  socket.send(JSON.stringify({ type: 'proof', agentId, nonce: ours, signature }))
  const answer = await Promise.race([nextText(), closed])
  if (typeof answer === 'number') return { closed } as Talk
  const proven = JSON.parse(answer) as { session: string; signature: string }
  expect(isSignedBy(serverKey.publicKey, serverProofText(ours, agentId, proven.session), proven.signature)).toBe(true)
  const writer = new FrameWriter(proven.session, key)
  const reader = new FrameReader(proven.session, serverKey.publicKey)
  const say = (message: object) => socket.send(writer.write(message))
  const next = async () => reader.read(await nextText())
  return { socket, session: proven.session, writer, reader, say, next, closed }
}

const hello = {
  type: 'hello',
  protocol: 1,
  agentVersion: '0.1.0',
  erp: { product: 'Sage', version: '24.1', folder: 'X', highWater: {} },
  unacknowledged: 0,
}

async function connected(agentId?: string): Promise<Talk> {
  const one = await talk(agentId ?? (await enrolled()))
  one.say(hello)
  expect(await one.next()).toMatchObject({ type: 'welcome', company: 'Bridgewater' })
  return one
}

describe('enrolment', () => {
  it('takes a code once', async () => {
    registry.codes.add('CODE')
    const first = await enrol('CODE')
    expect(first.status).toBe(201)
    expect(await first.json()).toMatchObject({
      company: 'Bridgewater',
      serverPublicKey: publicKeyText(serverKey.publicKey),
      line: '/agent/line',
    })
    expect((await enrol('CODE')).status).toBe(403)
  })

  it('stops looking at codes after ten wrong ones', async () => {
    for (let tries = 0; tries < 10; tries += 1) expect((await enrol('WRONG')).status).toBe(403)
    registry.codes.add('CODE')
    expect((await enrol('CODE')).status).toBe(429)
    expect(registry.codes.has('CODE')).toBe(true)
  })

  it('refuses a key that is none', async () => {
    registry.codes.add('CODE')
    expect((await enrol('CODE', 'nonsense')).status).toBe(400)
    expect(registry.codes.has('CODE')).toBe(true)
  })
})

describe('the line', () => {
  it('tells the handler who is there, and carries messages both ways in order', async () => {
    const agent = await connected()
    expect(line.connected()).toEqual([ref])
    for (let n = 1; n <= 5; n += 1) agent.say({ type: 'log', level: 'warn', sentence: `s${n}` })
    await expect.poll(() => handler.events).toEqual(['connected', 's1', 's2', 's3', 's4', 's5'])
    expect(line.send(ref, { type: 'ack', opKey: 'OP', epoch: 1 })).toBe(true)
    expect(await agent.next()).toEqual({ type: 'ack', opKey: 'OP', epoch: 1 })
    agent.socket.close()
    await expect.poll(() => handler.events.at(-1)).toBe('gone')
    expect(line.send(ref, { type: 'ack', opKey: 'OP', epoch: 1 })).toBe(false)
  })

  it('turns away strangers, wrong keys and the revoked', async () => {
    expect(await (await talk('99')).closed).toBe(CLOSE.unknown)
    const id = await enrolled()
    expect(await (await talk(id, generateKeyPairSync('ed25519').privateKey)).closed).toBe(CLOSE.unknown)
    registry.agents.get(Number(id) as AgentId)!.revoked = true
    expect(await (await talk(id)).closed).toBe(CLOSE.unknown)
    expect(handler.events).toEqual([])
  })

  it('cuts whoever replays, forges or garbles a frame, and acts on none of it', async () => {
    const id = await enrolled()
    const bad: ((agent: Talk) => string)[] = [
      (agent) =>
        new FrameWriter(agent.session, serverKey.privateKey).write({ type: 'log', level: 'warn', sentence: 'forged' }),
      (agent) => {
        const frame = agent.writer.write({ type: 'heartbeat', queue: 0, busy: false, erpReachable: true })
        agent.socket.send(frame)
        return frame
      },
      (agent) => agent.writer.write({ type: 'log', level: 'warn', sentence: 'x', and: 'more' }),
      (agent) => agent.writer.write(hello),
      () => 'garbage',
    ]
    for (const make of bad) {
      handler.events = []
      const agent = await connected(id)
      agent.socket.send(make(agent))
      expect(await agent.closed).toBe(CLOSE.badFrame)
      await expect.poll(() => handler.events.at(-1)).toBe('gone')
      expect(handler.events).not.toContain('forged')
    }
  })

  it('begins with hello', async () => {
    const agent = await talk(await enrolled())
    agent.say({ type: 'heartbeat', queue: 0, busy: false, erpReachable: true })
    expect(await agent.closed).toBe(CLOSE.badFrame)
    expect(handler.events).toEqual([])
  })

  it('is the newest one: a second session ends the first before it begins', async () => {
    const id = await enrolled()
    const first = await connected(id)
    const second = await connected(id)
    expect(await first.closed).toBe(CLOSE.replaced)
    expect(handler.events).toEqual(['connected', 'gone', 'connected'])
    expect(line.connected()).toEqual([ref])
    line.send(ref, { type: 'cancel-read', readId: 'r' })
    expect(await second.next()).toMatchObject({ type: 'cancel-read' })
  })

  it('is cut within a second of the revocation', async () => {
    const agent = await connected()
    const started = performance.now()
    for (const known of registry.agents.values()) known.revoked = true
    expect(await agent.next()).toEqual({ type: 'revoked' })
    expect(await agent.closed).toBe(CLOSE.revoked)
    expect(performance.now() - started).toBeLessThan(1_000)
  })

  it('ends when the handler could not keep a message, so that it is said again', async () => {
    const agent = await connected()
    handler.failOn = 'heartbeat'
    agent.say({ type: 'heartbeat', queue: 0, busy: false, erpReachable: true })
    agent.say({ type: 'log', level: 'warn', sentence: 'after' })
    expect(await agent.closed).toBe(CLOSE.fault)
    await expect.poll(() => handler.events).toEqual(['connected', 'heartbeat', 'gone'])
  })

  it('says gone when the server closes', async () => {
    const agent = await connected()
    await app.close()
    expect(await agent.closed).toBe(CLOSE.stopping)
    expect(handler.events).toEqual(['connected', 'gone'])
  })
})

const read: ReadCommand = {
  type: 'read',
  readId: 'r1',
  table: 'T',
  columns: ['A'],
  where: [],
  changedSince: null,
  pageBytes: 1_000,
}

interface Push {
  readId?: string
  gzip?: boolean
  body?: string
  key?: KeyObject
}

async function push(
  agent: Talk,
  agentId: string,
  number: number,
  lines: string,
  more: Push = {},
): Promise<{ status: number; told: unknown }> {
  const readId = more.readId ?? 'r1'
  const sha256 = createHash('sha256').update(lines).digest('hex')
  const content = more.body ?? lines
  const answer = await fetch(`${origin}${pagePath(readId, number)}`, {
    method: 'POST',
    headers: {
      'content-type': 'application/octet-stream',
      ...(more.gzip ? { 'content-encoding': 'gzip' } : {}),
      [PAGE_HEADERS.agent]: agentId,
      [PAGE_HEADERS.session]: agent.session,
      [PAGE_HEADERS.sha256]: sha256,
      [PAGE_HEADERS.signature]: signText(
        more.key ?? agentKey.privateKey,
        pageText(agent.session, readId, number, sha256),
      ),
    },
    body: more.gzip ? new Uint8Array(gzipSync(content)) : content,
  })
  return { status: answer.status, told: await answer.json() }
}

describe('pages', () => {
  let agentId: string
  let agent: Talk
  beforeEach(async () => {
    agentId = await enrolled()
    agent = await connected(agentId)
    line.send(ref, read)
  })

  it('arrive in order, plain or compressed, and only once', async () => {
    expect(await push(agent, agentId, 1, 'a\n')).toEqual({ status: 200, told: { continue: true } })
    expect((await push(agent, agentId, 2, 'b\n', { gzip: true })).status).toBe(200)
    expect(await push(agent, agentId, 2, 'b\n')).toEqual({ status: 200, told: { continue: true } })
    expect((await push(agent, agentId, 4, 'd\n')).status).toBe(409)
    expect(handler.pages).toEqual(['1:a\n', '2:b\n'])
  })

  it('other than signed are not kept', async () => {
    expect((await push(agent, agentId, 1, 'a\n', { body: 'A\n' })).status).toBe(422)
    expect((await push(agent, agentId, 1, 'a\nb\n', { body: 'a\n' })).status).toBe(422)
    expect((await push(agent, agentId, 1, 'a\nb\n', { body: 'a\n', gzip: true })).status).toBe(422)
    expect((await push(agent, agentId, 1, 'a\n', { key: serverKey.privateKey })).status).toBe(401)
    expect((await push(agent, '8', 1, 'a\n')).status).toBe(401)
    expect((await push({ ...agent, session: 'other' }, agentId, 1, 'a\n')).status).toBe(401)
    expect(handler.pages).toEqual([])
    expect((await push(agent, agentId, 1, 'a\n')).status).toBe(200)
  })

  it('of a read nobody wants stop it', async () => {
    expect(await push(agent, agentId, 1, 'a\n', { readId: 'r2' })).toEqual({ status: 200, told: { continue: false } })
    handler.wanted = false
    expect(await push(agent, agentId, 1, 'a\n')).toEqual({ status: 200, told: { continue: false } })
    handler.wanted = true
    expect(await push(agent, agentId, 2, 'b\n')).toEqual({ status: 200, told: { continue: false } })
    expect(handler.pages).toEqual(['1:a\n'])
  })

  it('of garbage under gzip do no harm', async () => {
    const sha256 = createHash('sha256').update('a\n').digest('hex')
    const signature = signText(agentKey.privateKey, pageText(agent.session, 'r1', 1, sha256))
    const answer = await fetch(`${origin}${pagePath('r1', 1)}`, {
      method: 'POST',
      headers: {
        'content-encoding': 'gzip',
        [PAGE_HEADERS.agent]: agentId,
        [PAGE_HEADERS.session]: agent.session,
        [PAGE_HEADERS.sha256]: sha256,
        [PAGE_HEADERS.signature]: signature,
      },
      body: 'no gzip at all',
    })
    expect(answer.status).toBe(500)
    expect((await push(agent, agentId, 1, 'a\n')).status).toBe(200)
    expect(handler.pages).toEqual(['1:a\n'])
  })
})
