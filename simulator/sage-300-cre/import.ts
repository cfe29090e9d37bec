import type { FaultRules } from '../faults.ts'
import { Unsupported } from '../refused.ts'
import type { Books } from './books.ts'
import { commitmentChangeSession } from './commitment-changes.ts'
import { commitmentSession } from './commitments.ts'
import { contractItemSession } from './contracts.ts'
import { estimateSession } from './estimates.ts'
import { invoiceCodeSession, invoiceSession } from './invoices.ts'
import { TASK_LAYOUTS } from './layouts.ts'
import { timecardSession } from './payroll.ts'
import { type ImportRecord, linesOf, readRecord } from './reader.ts'
import { transactionSession } from './transactions.ts'
import { vendorSession } from './vendors.ts'

/** What the importer leaves behind (formats page, "What the importer answers"). */
export interface ImportAnswer {
  /** 0 all taken, 1 some refused, 2 nothing read; a crashed importer leaves {@link CRASHED}. */
  exitCode: number
  report: string
  /** The refused records in the format of the file. */
  rejections: string
  /** Sage only warns when a file was imported before. */
  warning?: string
  /** Fault rules: the answer never arrives, or late. */
  answerLost?: boolean
  answerDelayMs?: number
}

/** A record's fate: taken, or refused with a sentence. */
export interface Verdict {
  record: ImportRecord
  refused: string | null
}

/** One task's reading of one file, a record at a time. */
export interface Session {
  /** Takes a record; `stop` ends the reading after it. */
  take(record: ImportRecord): { verdicts: Verdict[]; stop?: boolean }
  /** The file has ended (or stopped): settles what still waits. */
  end(): Verdict[]
}

/** Exit code of an importer that died (an access violation, as Windows counts it). */
export const CRASHED = 3221225477

const SESSIONS: Readonly<Record<string, (books: Books) => Session>> = {
  'jc-import-estimates': estimateSession,
  'jc-import-transactions': transactionSession,
  'jc-import-commitments': commitmentSession,
  'jc-import-commitment-changes': commitmentChangeSession,
  'cn-import-contract-items': contractItemSession,
  'ap-import-vendors': vendorSession,
  'ap-import-invoices': invoiceSession,
  'ap-import-invoice-codes': invoiceCodeSession,
  'pr-import-timecards': timecardSession,
}

/**
 * Imports a file record by record, yielding its count after each. Nothing is undone when the caller stops in between.
 * Throws `UNSUPPORTED: …` for a task this Sage does not have.
 */
export function* importFile(
  books: Books,
  task: string,
  fileName: string,
  content: string,
  faults: FaultRules,
): Generator<number, ImportAnswer> {
  const layouts = TASK_LAYOUTS[task]
  const open = SESSIONS[task]
  if (!layouts || !open)
    throw new Unsupported(`import task [${task}]; there are ${Object.keys(TASK_LAYOUTS).join(', ')}.`)
  const lines = linesOf(content)
  const records = (lines ?? []).map((raw, at) => readRecord(layouts, raw, at + 1))
  const plan = faults.forImport(task, records)
  if (!lines)
    return {
      answerLost: plan.lostAnswer,
      answerDelayMs: plan.delayMs,
      exitCode: plan.exitCode(2),
      report: plan.report(closing(0, 0, 0)),
      rejections: '',
    }

  const session = open(books)
  const verdicts: Verdict[] = []
  let read = 0
  let stopped = false
  for (const record of records) {
    if (plan.crashAfter !== null && read >= plan.crashAfter) return crashed(verdicts)
    const taken = session.take({ ...record, problem: record.problem ?? plan.refusal(record) })
    verdicts.push(...taken.verdicts)
    read += 1
    yield read
    stopped = taken.stop === true
    if (stopped) break
  }
  if (plan.crashAfter !== null && !stopped && read >= plan.crashAfter) return crashed(verdicts)
  verdicts.push(...session.end())

  const warning = mark(books, fileName)
  const refused = verdicts.filter((verdict) => verdict.refused !== null)
  const report = reportLines(verdicts) + closing(read, verdicts.length - refused.length, refused.length)
  const answer: ImportAnswer = {
    answerLost: plan.lostAnswer,
    answerDelayMs: plan.delayMs,
    exitCode: plan.exitCode(refused.length > 0 ? 1 : 0),
    report: plan.report(report),
    rejections: refused.map(({ record }) => `${record.raw}\r\n`).join(''),
  }
  return warning === null ? answer : { ...answer, warning }
}

function mark(books: Books, fileName: string): string | null {
  const times = books.files.get(fileName) ?? 0
  books.files.set(fileName, times + 1)
  return times === 0 ? null : `File ${fileName} has been imported before.`
}

function crashed(verdicts: readonly Verdict[]): ImportAnswer {
  return { exitCode: CRASHED, report: reportLines(verdicts), rejections: '' }
}

function reportLines(verdicts: readonly Verdict[]): string {
  return verdicts
    .map(({ record, refused }) => {
      const fate = refused === null ? 'ACCEPTED' : `REJECTED\t${refused}`
      return `${record.line}\t${record.id}\t${record.key}\t${fate}\n`
    })
    .join('')
}

function closing(read: number, accepted: number, rejected: number): string {
  return `Records read ${read}, accepted ${accepted}, rejected ${rejected}\n`
}
