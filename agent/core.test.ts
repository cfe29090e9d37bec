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

  test('some there is imported again where that does no harm, but not by somebody who may only look', () => {
    const probes = CONTENT.probes.map((probe) => ({ ...probe, again: 'harmless' as const }))
    const given = command({ probes, payloadHash: payloadHash({ ...CONTENT, probes }) })
    expect(
      new Bench()
        .toLook(given)
        .hear({ type: 'found', rows: ROWS.slice(1) })
        .journal.at(-1)?.entry,
    ).toBe('RUN')
    const looking = new Bench().toLook({ ...given, mode: 'probe' }).hear({ type: 'found', rows: ROWS.slice(1) })
    expect(looking.outcome?.result).toBe('PARTIAL')
    const other = [{ ...ROWS[0]!, values: ['M123456789', '1', '11'] }, ROWS[1]!]
    expect(new Bench().toLook(given).hear({ type: 'found', rows: other }).outcome?.result).toBe('DIFFERENT')
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
  test('half there, where the importer touched nothing and another import does no harm, is no reason to stop', () => {
    const probes = CONTENT.probes.map((probe) => ({ ...probe, again: 'harmless' as const }))
    const harmless = command({ probes, payloadHash: payloadHash({ ...CONTENT, probes }) })
    const busy = { ...END, reportComplete: false, accepted: 0, notStarted: 'No licence is free.' }
    expect(ended(busy, ROWS.slice(1), harmless)?.result).toBe('NOT_STARTED')
    expect(ended(busy, ROWS.slice(1))?.result).toBe('PARTIAL')
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

describe('what is missing of a record that is there in part (3.4, complete)', () => {
  const record = (line: string) => [{ value: line, as: 'alpha' as const }]
  const files = [{ task: 't', records: [record('1')], shownBy: [[0, 0] as [number, number]] }]
  const second = { task: 't', records: [record('2')], shownBy: [[0, 1] as [number, number]] }
  const content = { kind: 'k', files: [...files, second], probes: [PROBE] }
  const complete = (more: Partial<ExportCommand> = {}) =>
    command({ ...content, payloadHash: payloadHash(content), mode: 'complete', ...more })
  const uncertified = { readAfterWriteMs: null, atomicFile: true, duplicateRefused: true }
  const half: ImportEnd = { ...END, accepted: 1, rejected: 1 }

  test('is what a fresh look finds missing, and nothing else', () => {
    const bench = new Bench()
      .toLook(complete())
      .hear({ type: 'found', rows: ROWS.slice(0, 1) })
      .hear({ type: 'journalled' })
    expect(bench.effects).toContainEqual(expect.objectContaining({ type: 'import', files: [second] }))
    expect(bench.hear({ type: 'imported', end: END }).hear({ type: 'found', rows: ROWS }).outcome?.result).toBe(
      'APPLIED',
    )
  })
  test('is all of it when nothing is there any more, and nothing when all is', () => {
    const none = new Bench().toLook(complete()).hear({ type: 'found', rows: [] }).hear({ type: 'journalled' })
    expect(none.effects).toContainEqual(expect.objectContaining({ type: 'import', files: content.files }))
    expect(new Bench().toLook(complete()).hear({ type: 'found', rows: ROWS }).outcome?.result).toBe('APPLIED')
  })
  test('is not touched where something differs, nor by an ordinary command', () => {
    const other = [{ ...ROWS[0]!, values: ['M123456789', '1', '11'] }]
    expect(new Bench().toLook(complete()).hear({ type: 'found', rows: other }).outcome?.result).toBe('DIFFERENT')
    const plain = new Bench().toLook(complete({ mode: 'import' })).hear({ type: 'found', rows: ROWS.slice(0, 1) })
    expect(plain.outcome?.result).toBe('PARTIAL')
  })
  test('is surely not on its way when the importer took as many as are there', () => {
    const told = (end: ImportEnd) =>
      new Bench()
        .toImport(complete({ mode: 'import' }))
        .hear({ type: 'imported', end })
        .seeTwice(ROWS.slice(0, 1)).outcome
    expect(told(half)).toMatchObject({ result: 'PARTIAL', certain: true })
    expect(told({ ...half, reportComplete: false })).toMatchObject({ result: 'PARTIAL', certain: false })
    expect(told({ ...half, accepted: 2, rejected: 0 })).toMatchObject({ result: 'PARTIAL', certain: false })
  })
  test('at a site without certificate is sent only after a run whose end accounts for it', () => {
    const tried = (end: ImportEnd) => {
      const bench = new Bench()
        .toImport(complete({ mode: 'import', certificate: uncertified }))
        .hear({ type: 'imported', end })
        .seeTwice(ROWS.slice(0, 1))
        .hear({ type: 'journalled' })
      const again = complete({ certificate: uncertified, epoch: 2 })
      return bench.toLook(again).hear({ type: 'found', rows: ROWS.slice(0, 1) })
    }
    expect(tried(half).journal.at(-1)?.entry).toBe('RUN')
    expect(tried({ ...half, reportComplete: false }).outcome?.result).toBe('UNVERIFIED')
  })
})

describe('what can carry no mark: a contract item before the entries of its change order', () => {
  const record = (line: string) => [{ value: line, as: 'alpha' as const }]
  const ITEM: Probe = {
    ...{ tables: ['I'], where: [], columns: [{ name: 'Item', as: 'text' }], key: 1, rows: [['N-01']] },
    ...{ complete: false, identity: false },
  }
  const item: FoundRow = { probe: 1, table: 'I', values: ['N-01'] }
  const entries = {
    task: 'entries',
    records: [record('1'), record('2')],
    shownBy: [
      [0, 0],
      [0, 1],
    ] as [number, number][],
  }
  const files = [{ task: 'items', records: [record('N-01')], shownBy: [[1, 0] as [number, number]] }, entries]
  const content = { kind: 'k', files, probes: [PROBE, ITEM] }
  const given = (mode: ExportCommand['mode'] = 'import') =>
    command({ ...content, payloadHash: payloadHash(content), mode })
  const ended = (bench: Bench, end: ImportEnd) => bench.hear({ type: 'imported', end }).seeTwice([item]).outcome
  const refused = { ...REFUSED_END, rejected: 1 }

  test('one that stood there before does not stop the import, which says in the ERP’s words that it is there', () => {
    const bench = new Bench()
      .toLook(given())
      .hear({ type: 'found', rows: [item] })
      .hear({ type: 'journalled' })
    expect(bench.effects).toContainEqual(expect.objectContaining({ type: 'import', files }))
    expect(ended(bench, refused)).toMatchObject({ result: 'REFUSED', sentences: ['Job has been closed.'] })
  })
  test('taken, with the entries refused, is a part; the report goes along', () => {
    const end = { ...END, accepted: 1, rejected: 2 }
    expect(ended(new Bench().toImport(given()), end)).toMatchObject({
      result: 'PARTIAL',
      report: 'report',
      certain: true,
    })
    const doubtful = { ...end, reportComplete: false }
    expect(ended(new Bench().toImport(given()), doubtful)).toMatchObject({ result: 'PARTIAL', certain: false })
  })
  test('is not sent again with what is missing, which may be refused once more', () => {
    const bench = new Bench()
      .toLook(given('complete'))
      .hear({ type: 'found', rows: [item] })
      .hear({ type: 'journalled' })
    expect(bench.effects).toContainEqual(expect.objectContaining({ type: 'import', files: [entries] }))
    expect(ended(bench, { ...refused, rejected: 2 })).toMatchObject({ result: 'PARTIAL', certain: true })
  })
  test('alone is nothing of the op for whoever only looks', () => {
    const bench = new Bench().toLook(given('probe')).hear({ type: 'found', rows: [item] })
    expect(bench.outcome).toMatchObject({ result: 'ABSENT', readBack: { ours: false } })
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
