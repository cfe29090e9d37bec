/** `POST /agent/enrol`: a new agent brings the one-time code that an administrator was shown, and its own public key. */
import type { KeyObject } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import type { Clock } from '../platform/clock.ts'
import type { AgentRegistry, KnownAgent } from './agents.ts'
import { ENROL_PATH, LINE_PATH, publicKeyFrom, publicKeyText } from './protocol-frames.ts'

/** Wrong codes in a minute after which no code is looked at: a code has 60 bits, so this is for peace in the log. */
const WRONG_CODES_AN_ADDRESS = 10
const WRONG_CODES_IN_ALL = 200
const WINDOW_MS = 60_000

const enrolmentSchema = z.strictObject({
  code: z.string().min(4).max(40),
  publicKey: z.string().max(200),
  name: z.string().trim().min(1).max(100),
})

/** What the agent is told, once; it pins `serverPublicKey`. */
export interface Enrolled {
  agentId: string
  company: string
  connection: string
  serverPublicKey: string
  /** Path of the WebSocket at the same server: the agent knows best by which name it reached us. */
  line: string
}

interface EnrolmentOptions {
  registry: AgentRegistry
  serverKey: KeyObject
  clock: Clock
}

export function registerEnrolment(app: FastifyInstance, { registry, serverKey, clock }: EnrolmentOptions): void {
  const wrong = new WrongCodes(clock)
  app.post(ENROL_PATH, { bodyLimit: 4_096 }, async (request, reply) => {
    if (wrong.tooMany(request.ip)) {
      return reply
        .code(429)
        .header('retry-after', WINDOW_MS / 1_000)
        .send(no('too-many-codes', 'Too many wrong enrolment codes. Wait a minute.'))
    }
    const body = enrolmentSchema.safeParse(request.body)
    if (!body.success || !isKey(body.data.publicKey)) {
      return reply.code(400).send(no('bad-enrolment', 'An enrolment needs code, publicKey (Ed25519) and name.'))
    }
    const { code, ...agent } = body.data
    const known = await registry.enrol(code, agent)
    if (!known) {
      wrong.add(request.ip)
      const sentence = 'This enrolment code is wrong, used, or older than ten minutes. Make a new one on the page.'
      return reply.code(403).send(no('bad-code', sentence))
    }
    return reply.code(201).send(enrolled(known, serverKey))
  })
}

function enrolled(agent: KnownAgent, serverKey: KeyObject): Enrolled {
  return {
    agentId: String(agent.id),
    company: agent.companyName,
    connection: String(agent.connection),
    serverPublicKey: publicKeyText(serverKey),
    line: LINE_PATH,
  }
}

function no(code: string, sentence: string): { code: string; sentence: string } {
  return { code, sentence }
}

function isKey(text: string): boolean {
  try {
    publicKeyFrom(text)
    return true
  } catch {
    return false
  }
}

/** Counts wrong codes by address, forgetting them a minute later. */
class WrongCodes {
  readonly #clock: Clock
  #windowEnds = 0
  #byAddress = new Map<string, number>()
  #all = 0

  constructor(clock: Clock) {
    this.#clock = clock
  }

  tooMany(address: string): boolean {
    this.#turn()
    return this.#all >= WRONG_CODES_IN_ALL || (this.#byAddress.get(address) ?? 0) >= WRONG_CODES_AN_ADDRESS
  }

  add(address: string): void {
    this.#turn()
    this.#all += 1
    this.#byAddress.set(address, (this.#byAddress.get(address) ?? 0) + 1)
  }

  #turn(): void {
    const now = this.#clock.now().getTime()
    if (now < this.#windowEnds) return
    this.#windowEnds = now + WINDOW_MS
    this.#byAddress = new Map()
    this.#all = 0
  }
}
