/**
 * The agent's core: pure `step(state, input) -> { state, effects }` (export protocol 3.3, 3.4). One importer at a time; nothing goes on
 * before the journal has it; the read-back is the outcome. No clock, disk, network or ERP: those answer effects with inputs.
 */

import type { ExportCommand, FoundRow, Outcome } from '../src/erp/protocol.ts'
import { readBack } from '../src/erp/protocol-compare.ts'
import {
  afterImport,
  beforeImport,
  brokenLimit,
  filesToImport,
  hashAgrees,
  quietTime,
  unverified,
} from './core-decide.ts'
import { learn, replay } from './core-journal.ts'
import type {
  AgentEffect,
  AgentInput,
  AgentState,
  Concluded,
  Job,
  JournalEntry,
  Limits,
  Phase,
  Unacked,
  Waiting,
} from './core-types.ts'

export interface Turn {
  state: AgentState
  effects: AgentEffect[]
}

/** An agent that has not read its journal yet: its first input must be `restarted`. */
export function startAgent(limits: Limits): AgentState {
  const nothing = { known: new Map(), concluded: [], unacked: [], queue: [], job: null }
  return { limits, ...nothing, nextToken: 1, connectedAt: null, ahead: null }
}

/** One move. Total: an answer nobody waits for, or waits for no longer, changes nothing. */
export function step(state: AgentState, input: AgentInput): Turn {
  switch (input.type) {
    case 'restarted': {
      const { known, unacked, unfinished } = replay(input.entries)
      return next({ ...state, known, unacked, queue: unfinished }, input.now)
    }
    case 'connected':
      return { state: { ...state, connectedAt: input.now }, effects: [] }
    case 'welcome': {
      // The server's clock was read after our hello, so this is the most it can be ahead: a command is rather refused early than carried out late.
      const ahead = input.serverTime - (state.connectedAt ?? input.now)
      return resend({ ...state, ahead }, input.now, () => true)
    }
    case 'command':
      return takeCommand(state, input.command, input.now)
    case 'acked':
      return acked(state, input.opKey, input.epoch, input.now)
    case 'tick':
      return resend(state, input.now, (each) => input.now - each.sentAt >= state.limits.resendMs)
    default:
      if (state.job?.token === input.token) return answer(state, state.job, input)
      return input.type === 'journalled' ? written(state, input.token, input.now) : still(state)
  }
}

type Answer = Extract<AgentInput, { token: number }>

function answer(state: AgentState, job: Job, input: Answer): Turn {
  const { now } = input
  switch (`${job.phase} ${input.type}`) {
    case 'intent journalled':
    case 'lock-pause timer':
      return go(state, job, 'lock', (token) => ({ type: 'acquire-lock', token }))
    case 'lock locked':
      return lockTaken(state, job, input.type === 'locked' ? input.quietForMs : 0)
    case 'lock lock-refused':
      return lockRefused(state, job, now)
    case 'quiet timer':
      return look(state, job, 'look')
    case 'settle-pause timer':
      return look(state, job, 'settle')
    case 'run journalled':
      return startImport(state, job, now)
  }
  if (input.type === 'found' && job.phase === 'look') return looked(state, job, input.rows, now)
  if (input.type === 'found' && job.phase === 'settle') return settled(state, job, input.rows, now)
  if (input.type === 'probe-failed') return lookFailed(state, job, input.because, now)
  if (input.type === 'imported' && job.phase === 'import') return look(state, { ...job, end: input.end }, 'settle')
  if (input.type === 'import-lost' && job.phase === 'import') return look(state, job, 'settle')
  return still(state)
}

/** A repeated command is answered with what is known; a lower epoch is somebody else's past (R3); a higher one takes its place in the queue. */
function takeCommand(state: AgentState, command: ExportCommand, now: number): Turn {
  if (state.ahead === null) return still(state)
  const known = state.known.get(command.opKey)
  const highest = Math.max(
    known?.epoch ?? 0,
    ...state.queue.filter(isFor(command.opKey)).map((each) => each.command.epoch),
  )
  if (command.epoch === highest) {
    return resend(state, now, (each) => each.opKey === command.opKey && each.epoch === command.epoch)
  }
  if (command.epoch < highest) return still(state)
  const superseded = (each: Waiting) => each.command.opKey === command.opKey && !each.resumed
  const waiting: Waiting = { command, resumed: false, intent: 'unwritten' }
  const queued = { ...state, queue: [...state.queue.filter((each) => !superseded(each)), waiting] }
  return state.job ? writeAhead(queued, waiting, now) : next(queued, now)
}

/** While another command is at work, so that the disk is not waited for when its turn comes. */
function writeAhead(state: AgentState, waiting: Waiting, now: number): Turn {
  const { command } = waiting
  if (unfit(state, command, now)) return still(state)
  const token = state.nextToken
  const entry = intentOf(command, now)
  const queue = state.queue.map((each) => (each === waiting ? { ...waiting, intent: { token } } : each))
  return {
    state: { ...learned(state, entry), queue, nextToken: token + 1 },
    effects: [{ type: 'journal', token, entry }],
  }
}

/** An entry that the command at work does not wait for: an INTENT of the queue, or an OUT, which may now be reported. */
function written(state: AgentState, token: number, now: number): Turn {
  const done = state.concluded.find((each) => each.token === token)
  if (done) return report(state, done, now)
  const queue = state.queue.map((each) => (tokenOf(each) === token ? { ...each, intent: 'durable' as const } : each))
  return still({ ...state, queue })
}

/** Takes the next command when nobody is at work. */
function next(state: AgentState, now: number): Turn {
  const [first, ...queue] = state.queue
  if (state.job || !first) return still(state)
  const { command, resumed, intent } = first
  const known = state.known.get(command.opKey)
  const conflict = known !== undefined && known.payloadHash !== '' && known.payloadHash !== command.payloadHash
  const lookOnly = resumed || conflict || command.mode === 'probe'
  const progress = { token: 0, hasLock: false, files: [], end: null, looks: 0, failures: 0 }
  const job: Job = { command, resumed, conflict, lookOnly, phase: 'intent', ...progress }
  const taken = { ...state, queue, job }
  if (resumed) return go(taken, job, 'lock', (token) => ({ type: 'acquire-lock', token }))
  const outcome = unfit(state, command, now)
  if (outcome) return conclude(taken, job, outcome, now)
  if (intent === 'unwritten') return write(taken, job, 'intent', intentOf(command, now))
  if (intent === 'durable') return go(taken, job, 'lock', (token) => ({ type: 'acquire-lock', token }))
  return still({ ...taken, job: { ...job, token: intent.token } })
}

/** Why a command is not even begun. */
function unfit(state: AgentState, command: ExportCommand, now: number): Outcome | undefined {
  if (!hashAgrees(command)) return unverified('The command’s content is not what its hash says.')
  const because = tooLate(state, command, now) ?? brokenLimit(state.limits, command)
  return because === undefined ? undefined : { result: 'NOT_STARTED', because }
}

/** R6: an import that ended a moment ago may not be visible yet. */
function lockTaken(state: AgentState, job: Job, quietForMs: number): Turn {
  const held = { ...job, hasLock: true }
  const ms = quietTime(state.limits, job.command.certificate) - quietForMs
  return ms > 0 ? sleep(state, held, 'quiet', ms) : look(state, held, 'look')
}

/** What a restart found unfinished waits as long as it takes: the holder may be its own import, still alive. */
function lockRefused(state: AgentState, job: Job, now: number): Turn {
  if (!job.resumed && tooLate(state, job.command, now) !== undefined) {
    return conclude(state, job, { result: 'NOT_STARTED', because: 'Another import was running in the ERP.' }, now)
  }
  return sleep(state, job, 'lock-pause', state.limits.retryMs)
}

/** R7. */
function looked(state: AgentState, job: Job, rows: FoundRow[], now: number): Turn {
  const { command } = job
  const openRun = command.ranBefore || (state.known.get(command.opKey)?.openRun ?? null) !== null
  const seen = readBack(command.probes, rows)
  const outcome = beforeImport(job, seen, openRun)
  if (outcome) return conclude(state, job, outcome, now)
  const because = outdated(state, command, now)
  if (because !== undefined) return conclude(state, job, { result: 'NOT_STARTED', because }, now)
  const ready = { ...job, files: filesToImport(command, seen) }
  return write(state, ready, 'run', { entry: 'RUN', at: now, opKey: command.opKey, epoch: command.epoch })
}

/** Time may have passed while RUN went to the disk (a paused machine): looked at again right before the import. */
function startImport(state: AgentState, job: Job, now: number): Turn {
  const { opKey, epoch, marker } = job.command
  const because = outdated(state, job.command, now)
  if (because !== undefined) return conclude(state, job, { result: 'NOT_STARTED', because }, now)
  const turn = go(state, { ...job, failures: 0 }, 'import', (token) => ({
    type: 'import',
    token,
    opKey,
    marker,
    files: job.files,
  }))
  return { state: turn.state, effects: [{ type: 'send', message: { type: 'started', opKey, epoch } }, ...turn.effects] }
}

/** R8: looks at once, and unless all is there, once more after the quiet time. */
function settled(state: AgentState, job: Job, rows: FoundRow[], now: number): Turn {
  const seen = readBack(job.command.probes, rows)
  const { certificate } = job.command
  const ms = quietTime(state.limits, certificate)
  if (seen.verdict !== 'EXACT' && job.looks === 0 && ms > 0) {
    return sleep(state, { ...job, looks: 1, failures: 0 }, 'settle-pause', ms)
  }
  return conclude(state, job, afterImport(job, seen), now)
}

function lookFailed(state: AgentState, job: Job, because: string, now: number): Turn {
  if (job.phase !== 'look' && job.phase !== 'settle') return still(state)
  const failures = job.failures + 1
  if (failures < state.limits.maxLooks) {
    return sleep(state, { ...job, failures }, job.phase === 'look' ? 'quiet' : 'settle-pause', state.limits.retryMs)
  }
  const touched = job.phase === 'settle' || state.known.get(job.command.opKey)?.openRun === job.command.epoch
  return conclude(state, job, touched ? unverified(because) : { result: 'NOT_STARTED', because }, now)
}

/** The ERP is let go of and the next command begun while OUT is on its way to the disk. */
function conclude(state: AgentState, job: Job, outcome: Outcome, now: number): Turn {
  const { opKey, epoch, payloadHash } = job.command
  const token = state.nextToken
  const entry: JournalEntry = { entry: 'OUT', at: now, opKey, epoch, payloadHash, outcome }
  const concluded = [...state.concluded, { token, opKey, epoch, payloadHash, outcome }]
  const after = next({ ...learned(state, entry), concluded, job: null, nextToken: token + 1 }, now)
  const release: AgentEffect[] = job.hasLock ? [{ type: 'release-lock' }] : []
  return { state: after.state, effects: [{ type: 'journal', token, entry }, ...release, ...after.effects] }
}

/** OUT is durable. */
function report(state: AgentState, done: Concluded, now: number): Turn {
  const { token: _, ...outcome } = done
  const concluded = state.concluded.filter((each) => each !== done)
  const unacked = [...state.unacked, { ...outcome, sentAt: now }]
  return {
    state: { ...state, concluded, unacked },
    effects: [{ type: 'send', message: { type: 'outcome', ...outcome } }],
  }
}

function acked(state: AgentState, opKey: string, epoch: number, now: number): Turn {
  const unacked = state.unacked.filter((each) => each.opKey !== opKey || each.epoch !== epoch)
  if (unacked.length === state.unacked.length) return still(state)
  return {
    state: { ...state, unacked },
    effects: [{ type: 'journal', token: null, entry: { entry: 'ACK', at: now, opKey, epoch } }],
  }
}

/** Sends what is due of the outcomes without acknowledgement (R5). */
function resend(state: AgentState, now: number, isDue: (each: Unacked) => boolean): Turn {
  const due = state.unacked.filter(isDue)
  if (due.length === 0) return still(state)
  const effects = due.map(
    ({ sentAt: _, ...out }): AgentEffect => ({ type: 'send', message: { type: 'outcome', ...out } }),
  )
  const unacked = state.unacked.map((each) => (due.includes(each) ? { ...each, sentAt: now } : each))
  return { state: { ...state, unacked }, effects }
}

function tooLate(state: AgentState, command: ExportCommand, now: number): string | undefined {
  const late = state.ahead === null || now + state.ahead > Date.parse(command.notAfter)
  return late ? 'The command came too late.' : undefined
}

function outdated(state: AgentState, command: ExportCommand, now: number): string | undefined {
  if (state.queue.some((each) => each.command.opKey === command.opKey && each.command.epoch > command.epoch)) {
    return 'A newer command has come.'
  }
  return tooLate(state, command, now)
}

function isFor(opKey: string): (each: Waiting) => boolean {
  return (each) => each.command.opKey === opKey
}

function look(state: AgentState, job: Job, phase: 'look' | 'settle'): Turn {
  return go(state, job, phase, (token) => ({ type: 'probe', token, probes: job.command.probes }))
}

function sleep(state: AgentState, job: Job, phase: Phase, ms: number): Turn {
  return go(state, job, phase, (token) => ({ type: 'sleep', token, ms }))
}

function intentOf(command: ExportCommand, now: number): JournalEntry {
  return { entry: 'INTENT', at: now, opKey: command.opKey, epoch: command.epoch, command }
}

function tokenOf({ intent }: Waiting): number | undefined {
  return typeof intent === 'object' ? intent.token : undefined
}

/** Writes an entry and waits for the disk; what the entry teaches is known at once. */
function write(state: AgentState, job: Job, phase: Phase, entry: JournalEntry): Turn {
  return go(learned(state, entry), job, phase, (token) => ({ type: 'journal', token, entry }))
}

function learned(state: AgentState, entry: JournalEntry): AgentState {
  return { ...state, known: new Map(state.known).set(entry.opKey, learn(state.known.get(entry.opKey), entry)) }
}

function go(state: AgentState, job: Job, phase: Phase, effect: (token: number) => AgentEffect): Turn {
  const token = state.nextToken
  return { state: { ...state, nextToken: token + 1, job: { ...job, phase, token } }, effects: [effect(token)] }
}

function still(state: AgentState): Turn {
  return { state, effects: [] }
}
