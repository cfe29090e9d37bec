/**
 * How messages travel on the line, for both ends: who proves what at the beginning, how frames are signed and ordered, where pages go.
 * Ed25519 throughout; a signature's text begins with what it is for, so that none can be used for another purpose (assurance F61).
 */
import { createPublicKey, type KeyObject, sign, verify } from 'node:crypto'
import type { Frame } from './protocol.ts'

export const ENROL_PATH = '/agent/enrol'
export const LINE_PATH = '/agent/line'
export const pagePath = (readId: string, number: number): string =>
  `/agent/reads/${encodeURIComponent(readId)}/pages/${number}`

/** Each end makes itself heard at least this often; silence three times as long is a dead line (half open, unplugged, asleep). */
/** Also how long a change in the ERP may wait before anybody knows of it. */
export const HEARTBEAT_MS = 2_000
export const SILENCE_MS = 16_000
/** The largest message is the export of a very long commitment: 5,000 lines are about 6 MB of records and probes. */
export const MAX_FRAME_BYTES = 16 * 1024 * 1024
/** The largest page of a read, decompressed. */
export const MAX_PAGE_BYTES = 64 * 1024 * 1024

/** Headers of a page of a read. */
export const PAGE_HEADERS = {
  agent: 'x-gusset-agent',
  session: 'x-gusset-session',
  sha256: 'x-gusset-sha256',
  signature: 'x-gusset-signature',
} as const

/** Close codes of the WebSocket: why the server (or the agent) hung up. */
export const CLOSE = {
  unknown: 4001,
  badFrame: 4002,
  revoked: 4003,
  replaced: 4004,
  fault: 4005,
  stopping: 4006,
} as const

/** The three messages before the first frame. The nonces are fresh on both sides: a recorded session proves nothing later. */
export type Challenge = { type: 'challenge'; nonce: string }
export type Proof = { type: 'proof'; agentId: string; nonce: string; signature: string }
export type Proven = { type: 'proven'; session: string; signature: string }

export const agentProofText = (serverNonce: string, agentId: string, agentNonce: string): string =>
  `gusset agent|${serverNonce}|${agentId}|${agentNonce}`
export const serverProofText = (agentNonce: string, agentId: string, session: string): string =>
  `gusset server|${agentNonce}|${agentId}|${session}`
/** `sha256` is that of the page's lines before compression, in hexadecimal. */
export const pageText = (session: string, readId: string, number: number, sha256: string): string =>
  `gusset page|${session}|${readId}|${number}|${sha256}`

/** @returns base64 */
export function signText(key: KeyObject, text: string): string {
  return sign(null, Buffer.from(text), key).toString('base64')
}

export function isSignedBy(key: KeyObject, text: string, signature: string): boolean {
  const bytes = Buffer.from(signature, 'base64')
  return bytes.length === 64 && verify(null, Buffer.from(text), key, bytes)
}

/** A key's public half as text: base64 of its SPKI form. */
export function publicKeyText(key: KeyObject): string {
  const half = key.type === 'private' ? createPublicKey(key) : key
  return half.export({ type: 'spki', format: 'der' }).toString('base64')
}

/** @throws Error when the text is no Ed25519 public key. */
export function publicKeyFrom(text: string): KeyObject {
  const key = createPublicKey({ key: Buffer.from(text, 'base64'), type: 'spki', format: 'der' })
  if (key.asymmetricKeyType !== 'ed25519')
    throw new Error(`expected an Ed25519 public key, got ${key.asymmetricKeyType}`)
  return key
}

/** A frame that must not be believed: the line is closed, whatever it says is not acted on. */
export class FrameError extends Error {}

/** Signs and numbers what one end says in one session. */
export class FrameWriter {
  readonly #session: string
  readonly #key: KeyObject
  #seq = 0

  constructor(session: string, key: KeyObject) {
    this.#session = session
    this.#key = key
  }

  write(message: object): string {
    this.#seq += 1
    const body = JSON.stringify(message)
    const signature = signText(this.#key, `${this.#session}|${this.#seq}|${body}`)
    return JSON.stringify({ seq: this.#seq, body, signature } satisfies Frame)
  }
}

/** Believes a frame only from the other end, in this session, and exactly next in order: forged, replayed, swapped and dropped ones throw. */
export class FrameReader {
  readonly #session: string
  readonly #key: KeyObject
  #seq = 0

  constructor(session: string, key: KeyObject) {
    this.#session = session
    this.#key = key
  }

  /** @returns the body's JSON, of a shape yet to be checked. @throws FrameError */
  read(text: string): unknown {
    const frame = parsed(text, 'The frame') as Partial<Frame> | null
    if (typeof frame?.seq !== 'number' || typeof frame.body !== 'string' || typeof frame.signature !== 'string') {
      throw new FrameError('The frame lacks seq, body or signature.')
    }
    if (frame.seq !== this.#seq + 1) throw new FrameError(`Frame ${this.#seq + 1} was due, frame ${frame.seq} came.`)
    if (!isSignedBy(this.#key, `${this.#session}|${frame.seq}|${frame.body}`, frame.signature)) {
      throw new FrameError(`Frame ${frame.seq} is not signed by the other end of this session.`)
    }
    this.#seq = frame.seq
    return parsed(frame.body, `The body of frame ${frame.seq}`)
  }
}

function parsed(text: string, what: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new FrameError(`${what} is not JSON.`)
  }
}
