/**
 * The hub's core: pure `step(op, input) -> { op, effects }` (export protocol 3.3, 3.4). No clock, no database, no network: time comes in with
 * the input, what must happen outside goes out as effects, in order. `worker.ts` and `gateway.ts` run it over PostgreSQL, chaos over memory.
 */
import type { ExportCommand, Outcome, ReadBack } from './protocol.ts'
import type { HumanReason, OpState } from './states.ts'

/** The facts of an op the core decides on; payload and evidence are stored beside them. Times are milliseconds of the server's clock. */
export interface Op {
  opKey: string
  marker: string
  kind: string
  payloadHash: string
  state: OpState
  epoch: number
  /** Attempts that were leased. */
  attempts: number
  leaseUntil: number | null
  notAfter: number | null
  /** When the worker should look again. */
  dueAt: number | null
  /** True once any command of mode `import` may have reached an agent. */
  mayHaveRun: boolean
  humanReason: HumanReason | null
  /** Set while a probe that a person or the sweep asked for is under way. */
  probing: 'sweep' | 'adopt' | 'void' | null
  createdAt: number
}

export type Input =
  | { type: 'retrieve'; now: number }
  /** `ready` = needs linked, company not frozen, agent connected; `epochFloor` = restore generation in the high bits (R3). */
  | { type: 'dispatch'; now: number; epochFloor: number }
  | { type: 'started'; now: number; epoch: number }
  | { type: 'outcome'; now: number; epoch: number; payloadHash: string; outcome: Outcome }
  | { type: 'lease-over'; now: number }
  | { type: 'agent-gone'; now: number }
  /** A person's decision on NEEDS_HUMAN; the probe's answer decides whether it holds. */
  | { type: 'ask-probe'; now: number; purpose: 'sweep' | 'adopt' | 'void'; epochFloor: number }
  | { type: 'adopt-different'; now: number; reason: string }
  | { type: 'complete-missing'; now: number }

export type Effect =
  /** Send the command (after the state is durable: R2). */
  | { type: 'send'; mode: ExportCommand['mode']; epoch: number; notAfter: number }
  /** Create the link and call the entity's `synced`, in the same transaction. */
  | { type: 'link'; readBack: ReadBack }
  | { type: 'evidence'; outcome: Outcome }
  /** Tell the agent its outcome is durable; sent after commit. */
  | { type: 'ack'; epoch: number }
  | { type: 'alarm'; sentence: string }
  /** R15: the company's queue stops. */
  | { type: 'freeze'; sentence: string }
  | { type: 'history'; action: string; why?: string }

export interface Rules {
  leaseMs: number
  /** How long a command may still be carried out after it was sent; shorter than the lease. */
  commandLifeMs: number
  maxAttempts: number
  maxAgeMs: number
  backOffMs(attempt: number): number
}
