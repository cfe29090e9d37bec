/** One session on the line, from the agent's side: the first three messages, then signed frames both ways. */
import { randomBytes } from 'node:crypto'
import type { RawData, WebSocket } from 'ws'
import { z } from 'zod'
import type { ToAgent, ToServer } from '../src/erp/protocol.ts'
import {
  agentProofText,
  CLOSE,
  FrameError,
  FrameReader,
  FrameWriter,
  isSignedBy,
  type Proof,
  serverProofText,
  signText,
} from '../src/erp/protocol-frames.ts'
import { firstFlaw, toAgentSchema } from '../src/erp/protocol-schema.ts'
import type { Identity } from './enrol.ts'

const challengeSchema = z.strictObject({ type: z.literal('challenge'), nonce: z.string().min(20).max(100) })
const provenSchema = z.strictObject({
  type: z.literal('proven'),
  session: z.string().min(20).max(100),
  signature: z.string(),
})

const HANDSHAKE_MS = 15_000

export interface Session {
  readonly id: string
  readonly identity: Identity
  /** Aborted when the session ends. */
  readonly ended: AbortSignal
  send(message: ToServer): boolean
  close(because: string): void
}

/**
 * Proves who we are and that the server is the one we enrolled with. From then on `take` gets its messages; a frame that is not to be
 * believed closes the socket. @throws Error
 */
export function introduce(
  socket: WebSocket,
  identity: Identity,
  take: (message: ToAgent, session: Session) => void,
): Promise<Session> {
  return new Promise((resolve, reject) => {
    const nonce = randomBytes(24).toString('base64url')
    const timer = setTimeout(
      () => reject(new Error('The server did not finish the introduction in time.')),
      HANDSHAKE_MS,
    )
    let answered = false
    const onMessage = (data: RawData) => {
      try {
        if (!answered) socket.send(JSON.stringify(answerTo(data.toString(), identity, nonce)))
        else {
          socket.off('message', onMessage)
          clearTimeout(timer)
          resolve(open(socket, identity, sessionFrom(data.toString(), identity, nonce), take))
        }
        answered = true
      } catch (error) {
        reject(error)
      }
    }
    socket.on('message', onMessage)
    socket.once('close', (_code, reason) => {
      clearTimeout(timer)
      reject(new Error(reason.toString() || 'The server hung up during the introduction.'))
    })
  })
}

function answerTo(text: string, { agentId, key }: Identity, nonce: string): Proof {
  const challenge = challengeSchema.parse(JSON.parse(text))
  return { type: 'proof', agentId, nonce, signature: signText(key, agentProofText(challenge.nonce, agentId, nonce)) }
}

function sessionFrom(text: string, { agentId, serverKey }: Identity, nonce: string): string {
  const { session, signature } = provenSchema.parse(JSON.parse(text))
  if (!isSignedBy(serverKey, serverProofText(nonce, agentId, session), signature)) {
    throw new Error(
      'This server is not the one this agent enrolled with. If it was set up anew, enrol again with a new code.',
    )
  }
  return session
}

function open(
  socket: WebSocket,
  identity: Identity,
  id: string,
  take: (message: ToAgent, session: Session) => void,
): Session {
  const reader = new FrameReader(id, identity.serverKey)
  const writer = new FrameWriter(id, identity.key)
  const ended = new AbortController()
  socket.once('close', () => ended.abort())
  const session: Session = {
    id,
    identity,
    ended: ended.signal,
    send: (message) => {
      if (socket.readyState !== socket.OPEN) return false
      socket.send(writer.write(message))
      return true
    },
    close: (because) => socket.close(1000, because),
  }
  socket.on('message', (data) => {
    if (ended.signal.aborted || socket.readyState !== socket.OPEN) return
    try {
      const checked = toAgentSchema.safeParse(reader.read(data.toString()))
      if (!checked.success) throw new FrameError(`A message has a wrong shape: ${firstFlaw(checked.error)}`)
      take(checked.data, session)
    } catch (error) {
      if (!(error instanceof FrameError)) throw error
      socket.close(CLOSE.badFrame, error.message.slice(0, 100))
    }
  })
  return session
}
