/** The first three messages of a line: both ends prove that they hold their key, freshly, before anything else is said. */
import { type KeyObject, randomBytes } from 'node:crypto'
import type { RawData, WebSocket } from 'ws'
import { z } from 'zod'
import type { AgentId, AgentRegistry, KnownAgent } from './agents.ts'
import {
  agentProofText,
  type Challenge,
  isSignedBy,
  type Proven,
  publicKeyFrom,
  serverProofText,
  signText,
} from './protocol-frames.ts'

const HANDSHAKE_MS = 10_000

const proofSchema = z.strictObject({
  type: z.literal('proof'),
  agentId: z.string().regex(/^\d{1,16}$/),
  nonce: z.string().min(20).max(100),
  signature: z.string().max(100),
})

export interface Greeted {
  agent: KnownAgent
  sessionId: string
  /** To be sent once the session listens. */
  proven: Proven
}

/** @returns who is there, or the sentence that turns the socket away (one sentence for unknown and forged: strangers learn nothing). */
export async function greet(
  socket: WebSocket,
  registry: AgentRegistry,
  serverKey: KeyObject,
): Promise<Greeted | string> {
  const nonce = randomBytes(24).toString('base64url')
  const answer = nextMessage(socket)
  socket.send(JSON.stringify({ type: 'challenge', nonce } satisfies Challenge))
  const text = await answer
  if (text === undefined) return 'The agent did not answer the challenge in time.'
  const proof = parsed(text)
  if (!proof) return 'The answer to the challenge has a wrong shape.'
  const agent = await registry.find(Number(proof.agentId) as AgentId)
  const proves =
    agent &&
    isSignedBy(publicKeyFrom(agent.publicKey), agentProofText(nonce, proof.agentId, proof.nonce), proof.signature)
  if (!agent || !proves) return 'This agent is not known here, or does not hold its key. Enrol it again.'
  if (agent.revoked) return 'This agent was revoked. Enrol it again with a new code.'
  const session = randomBytes(24).toString('base64url')
  const signature = signText(serverKey, serverProofText(proof.nonce, proof.agentId, session))
  return { agent, sessionId: session, proven: { type: 'proven', session, signature } }
}

function parsed(text: string): z.output<typeof proofSchema> | undefined {
  try {
    return proofSchema.safeParse(JSON.parse(text)).data
  } catch {
    return undefined
  }
}

/** The next message, or undefined when the socket closes or the time is over. */
function nextMessage(socket: WebSocket): Promise<string | undefined> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => done(undefined), HANDSHAKE_MS)
    const onMessage = (data: RawData) => done(data.toString())
    const onClose = () => done(undefined)
    const done = (text: string | undefined) => {
      clearTimeout(timer)
      socket.off('message', onMessage)
      socket.off('close', onClose)
      resolve(text)
    }
    socket.on('error', () => socket.terminate())
    socket.on('message', onMessage)
    socket.on('close', onClose)
  })
}
