import { describe, expect, test } from 'vitest'
import type { ExportCommand, FoundRow, Probe } from '../src/erp/protocol.ts'
import { payloadHash } from '../src/erp/protocol-hash.ts'
import { startAgent, step } from './core.ts'
import { compact } from './core-journal.ts'
import type { AgentEffect, AgentInput, AgentState, ImportEnd, JournalEntry, Limits } from './core-types.ts'

const LIMITS: Limits = {
  ...{ kinds: null, tasks: null, maxRecords: null, largestNumber: null },
  ...{ quietMs: 9_000, retryMs: 100, maxLooks: 3, resendMs: 5_000 },
}
const PROBE: Probe = {
  tables: ['T'],
  where: [{ column: 'Ref', op: '=', value: 'M123456789' }],
  columns: [
    { name: 'Ref', as: 'text' },
    { name: 'Line', as: 'text' },
    { name: 'Amount', as: 'decimal' },
  ],
  key: 2,
  rows: [
    ['M123456789', '1', '10'],
    ['M123456789', '2', '20'],
  ],
  complete: true,
  identity: true,
}
const ROWS: FoundRow[] = PROBE.rows.map((values) => ({ probe: 0, table: 'T', values }))
const CONTENT = {
  kind: 'commitment',
  files: [
    {
      task: 'jc-import-commitments',
      records: [
        [
          { value: 'COM', as: 'alpha' as const },
          { value: '30.00', as: 'plain' as const },
        ],
      ],
    },
  ],
  probes: [PROBE],
}
const END: ImportEnd = {
  ...{ reportComplete: true, accepted: 2, rejected: 0, exitCode: 0, report: 'report' },
  ...{ rejections: '', sentences: [] },
}
const REFUSED_END: ImportEnd = { ...END, accepted: 0, rejected: 2, exitCode: 1, sentences: ['Job has been closed.'] }

function command(more: Partial<ExportCommand> = {}): ExportCommand {
  return {
    ...{
      type: 'export',
      mode: 'import',
      opKey: 'OP',
      marker: 'M123456789',
      epoch: 1,
      notAfter: '2026-01-05T00:01:00.000Z',
    },
    ...{ company: '1', payloadHash: payloadHash(CONTENT), ranBefore: false, ...CONTENT },
    ...{ certificate: { readAfterWriteMs: 1_000, atomicFile: true, duplicateRefused: true } },
    ...more,
  }
}

type Untimed<T> = T extends unknown ? Omit<T, 'now' | 'token'> : never

/** A core at work, with everything it asked for. Its clock is three hours behind the server's. */
class Bench {
  now = Date.parse('2026-01-04T21:00:00Z')
  effects: AgentEffect[] = []
  journal: JournalEntry[] = []
  state: AgentState = startAgent(LIMITS)

  constructor(entries: JournalEntry[] = [], limits: Limits = LIMITS) {
    this.state = startAgent(limits)
    this.journal = [...entries]
    this.hear({ type: 'restarted', entries })
    this.hear({ type: 'connected' })
    this.hear({ type: 'welcome', serverTime: Date.parse('2026-01-05T00:00:00Z') })
  }

  /** Answers what is waited for, or what has this token. */
  hear(input: Untimed<AgentInput>, token = this.state.job?.token ?? this.state.concluded[0]?.token ?? 0): this {
    const turn = step(this.state, { ...input, now: this.now, token } as AgentInput)
    this.state = turn.state
    this.effects = turn.effects
    for (const effect of turn.effects) if (effect.type === 'journal') this.journal.push(effect.entry)
    return this
  }

  /** Up to the look before the import, nobody else having been there. */
  toLook(given = command()): this {
    return this.hear({ type: 'command', command: given })
      .hear({ type: 'journalled' })
      .hear({ type: 'locked', quietForMs: Number.POSITIVE_INFINITY })
  }

  toImport(given = command()): this {
    return this.toLook(given).hear({ type: 'found', rows: [] }).hear({ type: 'journalled' })
  }

  /** The quiet time passes and the same is seen again. */
  seeTwice(rows: FoundRow[]): this {
    return this.hear({ type: 'found', rows }).hear({ type: 'timer' }).hear({ type: 'found', rows })
  }

  get asked(): string[] {
    return this.effects.map((effect) => effect.type)
  }

  get outcome() {
    const last = this.journal.at(-1)
    return last?.entry === 'OUT' ? last.outcome : undefined
  }
}

test('an export, step by step, each waiting for the one before', () => {
  const bench = new Bench().hear({ type: 'command', command: command() })
  expect(bench.effects).toMatchObject([{ type: 'journal', entry: { entry: 'INTENT', epoch: 1 } }])
  expect(bench.hear({ type: 'journalled' }).asked).toEqual(['acquire-lock'])
  expect(bench.hear({ type: 'locked', quietForMs: 400 }).effects).toMatchObject([{ type: 'sleep', ms: 600 }])
  expect(bench.hear({ type: 'timer' }).asked).toEqual(['probe'])
  expect(bench.hear({ type: 'found', rows: [] }).effects).toMatchObject([{ type: 'journal', entry: { entry: 'RUN' } }])
  expect(bench.hear({ type: 'journalled' }).effects).toMatchObject([
    { type: 'send', message: { type: 'started', epoch: 1 } },
    { type: 'import', marker: 'M123456789' },
  ])
  expect(bench.hear({ type: 'imported', end: END }).asked).toEqual(['probe'])
  expect(bench.hear({ type: 'found', rows: ROWS }).effects).toMatchObject([
    { type: 'journal', entry: { entry: 'OUT', outcome: { result: 'APPLIED', report: 'report' } } },
    { type: 'release-lock' },
  ])
  expect(bench.hear({ type: 'journalled' }).effects).toMatchObject([
    { type: 'send', message: { type: 'outcome', opKey: 'OP', outcome: { result: 'APPLIED' } } },
  ])
  expect(bench.hear({ type: 'acked', opKey: 'OP', epoch: 1 }).effects).toMatchObject([
    { type: 'journal', token: null, entry: { entry: 'ACK' } },
  ])
})

describe('the look before an import (R7)', () => {
  test.each([
    ['all there', ROWS, 'APPLIED'],
    ['some there', ROWS.slice(1), 'PARTIAL'],
    ['other content', [{ ...ROWS[0]!, values: ['M123456789', '1', '11'] }, ROWS[1]!], 'DIFFERENT'],
  ] satisfies [string, FoundRow[], string][])('%s: no import', (_name, rows, result) => {
    const bench = new Bench().toLook().hear({ type: 'found', rows })
    expect(bench.outcome?.result).toBe(result)
  })

  test('an open run makes emptiness unbelievable at a site without certificate', () => {
    const uncertified = { readAfterWriteMs: null, atomicFile: true, duplicateRefused: true }
    const ran = new Bench()
      .toLook(command({ ranBefore: true, certificate: uncertified }))
      .hear({ type: 'found', rows: [] })
    expect(ran.outcome?.result).toBe('UNVERIFIED')
    const fresh = new Bench().toLook(command({ certificate: uncertified })).hear({ type: 'found', rows: [] })
    expect(fresh.journal.at(-1)?.entry).toBe('RUN')
  })

  test('only looks when asked only to look', () => {
    const bench = new Bench().toLook(command({ mode: 'probe' })).hear({ type: 'found', rows: [] })
    expect(bench.outcome).toMatchObject({ result: 'ABSENT', because: 'no-run' })
  })

  test('is repeated while the ERP cannot be reached, then nothing was started', () => {
    const bench = new Bench().toLook()
    for (let at = 0; at < 2; at += 1) {
      expect(bench.hear({ type: 'probe-failed', because: 'gone' }).asked).toEqual(['sleep'])
      bench.hear({ type: 'timer' })
    }
    expect(bench.hear({ type: 'probe-failed', because: 'gone' }).outcome).toEqual({
      result: 'NOT_STARTED',
      because: 'gone',
    })
  })
})

describe('the look after an import (R8)', () => {
  const ended = (end: ImportEnd, rows: FoundRow[], given = command()) =>
    new Bench().toImport(given).hear({ type: 'imported', end }).seeTwice(rows).outcome

  test('what comes late is seen after the quiet time', () => {
    const bench = new Bench().toImport().hear({ type: 'imported', end: END }).hear({ type: 'found', rows: [] })
    expect(bench.effects).toMatchObject([{ type: 'sleep', ms: 1_000 }])
    expect(bench.hear({ type: 'timer' }).hear({ type: 'found', rows: ROWS }).outcome?.result).toBe('APPLIED')
  })
  test('exit code and report are hints: half there is PARTIAL', () => {
    expect(ended(END, ROWS.slice(1))?.result).toBe('PARTIAL')
  })
  test('refused only when the report is complete, all were refused and nothing is there', () => {
    expect(ended(REFUSED_END, [])).toMatchObject({ result: 'REFUSED', sentences: ['Job has been closed.'] })
    expect(ended({ ...REFUSED_END, reportComplete: false }, [])).toMatchObject({
      result: 'ABSENT',
      because: 'certified',
    })
    expect(ended(REFUSED_END, ROWS)?.result).toBe('APPLIED')
  })
  test('taken by the report, but not there, is a doubt', () => {
    expect(ended(END, [])?.result).toBe('UNVERIFIED')
  })
  test('no licence is not a refusal', () => {
    expect(ended({ ...END, reportComplete: false, accepted: 0, notStarted: 'No licence is free.' }, [])).toEqual({
      ...{ result: 'NOT_STARTED', because: 'No licence is free.' },
    })
  })
  test('a lost import at a site without certificate is for a person', () => {
    const certificate = { readAfterWriteMs: null, atomicFile: true, duplicateRefused: true }
    const bench = new Bench()
      .toImport(command({ certificate }))
      .hear({ type: 'import-lost', because: 'killed' })
      .seeTwice([])
    expect(bench.outcome?.result).toBe('UNVERIFIED')
  })
})

describe('a command', () => {
  test('too late by the server’s clock is not begun (F6)', () => {
    const bench = new Bench()
    bench.now += 61_000
    expect(bench.hear({ type: 'command', command: command() }).outcome).toMatchObject({ result: 'NOT_STARTED' })
  })
  test('that became late while RUN went to the disk is not begun', () => {
    const bench = new Bench().toLook().hear({ type: 'found', rows: [] })
    bench.now += 61_000
    expect(bench.hear({ type: 'journalled' }).outcome).toMatchObject({ result: 'NOT_STARTED' })
  })
  test('is refused when its content is not what its hash says (R4)', () => {
    const bench = new Bench().hear({ type: 'command', command: command({ files: [] }) })
    expect(bench.outcome?.result).toBe('UNVERIFIED')
  })
  test('of a lower epoch is not heard, of the same one answered with what is known (R3, F5)', () => {
    const bench = new Bench()
      .toLook(command({ epoch: 5 }))
      .hear({ type: 'found', rows: ROWS })
      .hear({ type: 'journalled' })
    expect(bench.hear({ type: 'command', command: command({ epoch: 4 }) }).effects).toEqual([])
    expect(bench.hear({ type: 'command', command: command({ epoch: 5 }) }).effects).toMatchObject([
      { type: 'send', message: { type: 'outcome', epoch: 5 } },
    ])
  })
  test('that a newer one overtook is given up right before the import (F8)', () => {
    const bench = new Bench().toLook().hear({ type: 'command', command: command({ epoch: 2 }) })
    bench.hear({ type: 'found', rows: [] })
    expect(bench.outcome).toEqual({ result: 'NOT_STARTED', because: 'A newer command has come.' })
    expect(bench.hear({ type: 'journalled' }).state.job?.command.epoch).toBe(2)
  })
  test('with a key seen with another payload never imports (R13)', () => {
    const other = { ...CONTENT, files: [{ task: 'jc-import-commitments', records: [] }] }
    const bench = new Bench().toLook().hear({ type: 'found', rows: ROWS }).hear({ type: 'journalled' })
    bench.toLook(command({ epoch: 2, ...other, payloadHash: payloadHash(other) })).hear({ type: 'found', rows: [] })
    expect(bench.outcome).toMatchObject({ result: 'UNVERIFIED', because: expect.stringContaining('another payload') })
  })
  test('waits its turn: one importer at a time (R6)', () => {
    const bench = new Bench().toLook()
    expect(bench.hear({ type: 'command', command: command({ opKey: 'OTHER' }) }).asked).toEqual(['journal'])
    bench.hear({ type: 'found', rows: ROWS }).hear({ type: 'journalled' })
    expect(bench.state.job?.command.opKey).toBe('OTHER')
  })
})

describe('an INTENT written while another command is at work', () => {
  const OTHER = command({ opKey: 'OTHER' })
  const busy = () => new Bench().toLook().hear({ type: 'command', command: OTHER })
  const token = (bench: Bench) => (bench.effects[0] as Extract<AgentEffect, { type: 'journal' }>).token ?? 0

  test('is not written again when its turn comes: the lock is asked for at once', () => {
    const bench = busy()
    expect(bench.journal.at(-1)).toMatchObject({ entry: 'INTENT', opKey: 'OTHER' })
    bench.hear({ type: 'journalled' }, token(bench)).hear({ type: 'found', rows: ROWS })
    expect(bench.asked).toEqual(['journal', 'release-lock', 'acquire-lock'])
    expect(bench.journal.filter((each) => each.entry === 'INTENT')).toHaveLength(2)
  })
  test('and an OUT on its way to the disk keep nobody from the next command, but the report waits for its own', () => {
    const bench = busy()
    bench.hear({ type: 'journalled' }, token(bench)).hear({ type: 'found', rows: ROWS })
    const out = token(bench)
    expect(bench.hear({ type: 'locked', quietForMs: Number.POSITIVE_INFINITY }).asked).toEqual(['probe'])
    expect(bench.state.unacked).toEqual([])
    expect(bench.hear({ type: 'journalled' }, out).effects).toMatchObject([
      { message: { type: 'outcome', opKey: 'OP' } },
    ])
    expect(bench.state.job).toMatchObject({ phase: 'look', command: { opKey: 'OTHER' } })
  })
  test('is waited for when it is not on the disk yet', () => {
    const bench = busy()
    const written = token(bench)
    expect(bench.hear({ type: 'found', rows: ROWS }).asked).toEqual(['journal', 'release-lock'])
    expect(bench.hear({ type: 'journalled' }, written).asked).toEqual(['acquire-lock'])
  })
  test('makes a restarted agent look, not import', () => {
    const bench = new Bench(busy().journal)
    expect(bench.state.queue.map((each) => each.command.opKey)).toEqual(['OTHER'])
    expect([bench.state.job, ...bench.state.queue].every((each) => each?.resumed)).toBe(true)
  })
  test('is not written for a command that will not be begun', () => {
    const late = command({ opKey: 'LATE', notAfter: '2026-01-04T00:00:00.000Z' })
    const bench = new Bench().toLook().hear({ type: 'command', command: late })
    expect(bench.effects).toEqual([])
    bench.hear({ type: 'found', rows: ROWS }).hear({ type: 'journalled' })
    expect(bench.outcome).toMatchObject({ result: 'NOT_STARTED' })
  })
})

describe('own limits', () => {
  const outcome = (limits: Partial<Limits>) =>
    new Bench([], { ...LIMITS, ...limits }).hear({ type: 'command', command: command() }).outcome
  test.each([
    [{ kinds: ['job'] }],
    [{ tasks: ['ap-import-vendors'] }],
    [{ maxRecords: 0 }],
    [{ largestNumber: '29.99' }],
  ] satisfies [Partial<Limits>][])('%j stops it before anything is touched', (limits) => {
    expect(outcome(limits)).toMatchObject({ result: 'NOT_STARTED', because: expect.stringContaining('own limits') })
  })
  test('what is within them goes on', () => {
    expect(
      outcome({ kinds: ['commitment'], tasks: ['jc-import-commitments'], maxRecords: 1, largestNumber: '30' }),
    ).toBeUndefined()
  })
})

describe('a busy lock', () => {
  test('is tried again until the command is too late', () => {
    const bench = new Bench().hear({ type: 'command', command: command() }).hear({ type: 'journalled' })
    expect(bench.hear({ type: 'lock-refused' }).asked).toEqual(['sleep'])
    expect(bench.hear({ type: 'timer' }).asked).toEqual(['acquire-lock'])
    bench.now += 61_000
    expect(bench.hear({ type: 'lock-refused' }).outcome).toMatchObject({ result: 'NOT_STARTED' })
  })
})

describe('a restart', () => {
  const intent: JournalEntry = { entry: 'INTENT', at: 0, opKey: 'OP', epoch: 1, command: command() }
  const run: JournalEntry = { entry: 'RUN', at: 0, opKey: 'OP', epoch: 1 }
  const look = (entries: JournalEntry[]) =>
    new Bench(entries).hear({ type: 'locked', quietForMs: 0 }).hear({ type: 'timer' })

  test.each([[[intent]], [[intent, run]]])('with an INTENT without OUT looks, and never imports', (entries) => {
    const bench = look(entries)
    expect(bench.asked).toEqual(['probe'])
    expect(bench.hear({ type: 'found', rows: [] }).outcome?.result).toBe('ABSENT')
    expect(bench.journal.filter((each) => each.entry === 'RUN')).toHaveLength(entries.length - 1)
  })
  test('with an open run says what made emptiness believable', () => {
    expect(look([intent]).hear({ type: 'found', rows: [] }).outcome).toMatchObject({ because: 'no-run' })
    expect(look([intent, run]).hear({ type: 'found', rows: [] }).outcome).toMatchObject({ because: 'certified' })
  })
  test('waits for the lock as long as it takes: its own import may still be running', () => {
    const bench = new Bench([intent, run])
    bench.now += 86_400_000
    expect(bench.hear({ type: 'lock-refused' }).asked).toEqual(['sleep'])
  })
  test('sends unacknowledged outcomes again with the welcome, and later until they are', () => {
    const out: JournalEntry = {
      entry: 'OUT',
      at: 0,
      opKey: 'OP',
      epoch: 1,
      payloadHash: 'h',
      outcome: { result: 'NOT_STARTED', because: '' },
    }
    const bench = new Bench([intent, out])
    expect(bench.asked).toEqual(['send'])
    expect(bench.hear({ type: 'tick' }).effects).toEqual([])
    bench.now += 5_000
    expect(bench.hear({ type: 'tick' }).asked).toEqual(['send'])
    bench.hear({ type: 'acked', opKey: 'OP', epoch: 1 })
    bench.now += 5_000
    expect(bench.hear({ type: 'tick' }).effects).toEqual([])
    expect(new Bench([intent, out, { entry: 'ACK', at: 0, opKey: 'OP', epoch: 1 }]).effects).toEqual([])
  })
  test('adds up to the same knowledge as the running agent had', () => {
    const bench = new Bench()
      .toImport()
      .hear({ type: 'imported', end: REFUSED_END })
      .seeTwice([])
      .hear({ type: 'journalled' })
    const again = new Bench(bench.journal)
    expect(again.state.known).toEqual(bench.state.known)
    expect(again.state.known.get('OP')).toMatchObject({ epoch: 1, openRun: null })
  })
})

test('an answer to an older question changes nothing', () => {
  const bench = new Bench().toLook()
  const turn = step(bench.state, {
    type: 'found',
    now: bench.now,
    token: (bench.state.job?.token ?? 0) - 1,
    rows: ROWS,
  })
  expect(turn).toEqual({ state: bench.state, effects: [] })
})

test('the journal is thinned by whole ops: unacknowledged and young ones stay', () => {
  const entry = (opKey: string, at: number): JournalEntry[] => [
    { entry: 'INTENT', at, opKey, epoch: 1, command: command({ opKey }) },
    { entry: 'OUT', at, opKey, epoch: 1, payloadHash: 'h', outcome: { result: 'NOT_STARTED', because: '' } },
  ]
  const ack = (opKey: string, at: number): JournalEntry => ({ entry: 'ACK', at, opKey, epoch: 1 })
  const all = [...entry('OLD', 1), ack('OLD', 2), ...entry('UNHEARD', 1), ...entry('YOUNG', 1), ack('YOUNG', 50)]
  expect(new Set(compact(all, 50).map((each) => each.opKey))).toEqual(new Set(['UNHEARD', 'YOUNG']))
})
