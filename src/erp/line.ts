/**
 * The server's end of the agents' lines, as the worker and the imports see it. `gateway.ts` makes one over WebSocket and HTTPS;
 * chaos makes one over memory. An agent is connected to one server at a time; only that server dispatches to it.
 */
import type { CompanyId, ConnectionId } from '../ids.ts'
import type { ToAgent, ToServer } from './protocol.ts'

export interface AgentRef {
  company: CompanyId
  connection: ConnectionId
}

export interface Line {
  /** Connections whose agent is connected to this server now. */
  connected(): AgentRef[]
  /** False when the agent is gone: nothing was sent. True says only "handed to the socket". */
  send(to: AgentRef, message: ToAgent): boolean
}

/** What the server does with what agents say; the gateway has authenticated and ordered it. A rejected promise closes the agent's session (it will send again). */
export interface LineHandler {
  /** Hello received: the agent is there; its unacknowledged outcomes follow. */
  connected(from: AgentRef): Promise<void>
  gone(from: AgentRef): Promise<void>
  message(from: AgentRef, message: ToServer): Promise<void>
  /** A page of a read: lines in PostgreSQL's text format, decompressed. Pages of a read arrive in order, one at a time; resolves when the page and the cursor are durable. Returns false to stop the read (cancelled, unknown). */
  page(
    from: AgentRef,
    page: { readId: string; number: number; lines: AsyncIterable<Uint8Array>; sha256: string },
  ): Promise<boolean>
}
