/** The accountants' office of one company: the simulator's books, the lock of the importing machine, and import children that can outlive their agent. */

import type { ImportEnd } from '../../agent/core-types.ts'
import { fileName, fileText } from '../../connectors/sage-300-cre/driver/file.ts'
import { joined } from '../../connectors/sage-300-cre/driver/index.ts'
import { readReport } from '../../connectors/sage-300-cre/driver/report.ts'
import { type FaultAction, planOf } from '../../simulator/faults.ts'
import { type Books, createBooks } from '../../simulator/sage-300-cre/books.ts'
import type { ImportAnswer } from '../../simulator/sage-300-cre/import.ts'
import { postBatch } from '../../simulator/sage-300-cre/post.ts'
import type { FoundRow, ImportFile, Probe } from '../../src/erp/protocol.ts'
import { BILLED, CATEGORIES, CHANGED, COST_CODES, EMPLOYEE, JOB, OWNERS, PAID_INVOICES, VENDOR } from './documents.ts'
import type { FaultClass } from './faults.ts'
import { roundTrip } from './round-trip.ts'
import type { World } from './world.ts'

interface Child {
  /** The agent process that started it. */
  pid: string
  /** False once its agent has died: nobody hears its answer. */
  heard: boolean
  dead: boolean
}

export class Office {
  readonly books: Books
  readonly name: string
  readonly #world: World
  /** The holder's process; a child that outlived its agent holds it under the agent's name. */
  #holder: string | null = null
  #lastImporter = ''
  #lastEnd = 0
  #children = new Set<Child>()

  constructor(world: World, name: string) {
    this.#world = world
    this.name = name
    const has = (fault: Parameters<World['strikes']>[0]) => world.faults.has(fault)
    this.books = createBooks({
      now: () => world.now,
      knobs: {
        atomicFile: !has('half-import'),
        readAfterWriteLagMs: has('lag') ? (has('uncertified') ? 8_000 : 800) : 0,
        duplicateRefused: !has('duplicates-pass'),
      },
      seed: setUp,
    })
  }

  /** How long it has been quiet for this process, or null when somebody else holds the lock. */
  lock(pid: string): number | null {
    if (this.#world.plants.has('no-lock')) return Number.POSITIVE_INFINITY
    if (this.#holder !== null && this.#holder !== pid) return null
    if ([...this.#children].some((child) => child.pid !== pid))
      this.#world.violate('R6', 'the lock was given while an import lives')
    this.#holder = pid
    if (this.#lastImporter === pid || this.#world.plants.has('no-quiet-time')) return Number.POSITIVE_INFINITY
    return this.#lastEnd === 0 ? Number.POSITIVE_INFINITY : this.#world.now - this.#lastEnd
  }

  release(pid: string): void {
    if (this.#holder === pid) this.#holder = null
  }

  holds(pid: string): boolean {
    return this.#holder === pid
  }

  importsAlive(): number {
    return this.#children.size
  }

  /** Whether everything that others imported can be seen by now. */
  isQuiet(pid: string): boolean {
    if (this.#lastEnd === 0 || this.#lastImporter === pid) return true
    return this.#world.now - this.#lastEnd >= this.books.knobs.readAfterWriteLagMs
  }

  /** The agent's process is gone. Its import child dies with it or lives on; the lock goes when the last of both is gone. */
  died(pid: string): void {
    const child = [...this.#children].find((each) => each.pid === pid)
    if (child && this.#world.strikes('orphan', 0.6)) {
      child.heard = false
      this.#world.note('orphaned import')
      if (this.#world.plants.has('lock-not-handed-over')) this.release(pid)
      return
    }
    if (child) {
      this.#world.note('import died with its agent')
      this.#end(child)
    }
    this.release(pid)
  }

  /** Rows as a query sees them now. */
  find(probes: Probe[]): FoundRow[] {
    return probes.flatMap((probe, index) =>
      probe.tables.flatMap((table) =>
        this.books
          .query({ table, columns: probe.columns.map((column) => column.name), where: probe.where })
          .map((values) => ({ probe: index, table, values })),
      ),
    )
  }

  /** Starts an import child. `ended` is not called when its agent is dead by then; null = it ended without an answer. */
  import(pid: string, marker: string, files: ImportFile[], ended: (end: ImportEnd | null) => void): void {
    if (this.#world.strikes('licence', 0.3)) {
      this.#world.note('licence not free')
      this.#world.soon(5, 50, () => ended(nothing('No licence is free.')))
      return
    }
    const child: Child = { pid, heard: true, dead: false }
    this.#children.add(child)
    const steps = this.#imports(marker, files)
    const records = files.reduce((sum, file) => sum + file.records.length, 0)
    const half = this.#world.strikes('half-import', 0.04)
    const stopAfter = half ? this.#world.random.between(1, Math.max(1, records - 1)) : Number.POSITIVE_INFINITY
    this.#world.soon(50, 300, () => this.#goOn(child, steps, stopAfter, ended))
  }

  /** One file after the other, as the driver does, until one is not taken whole; null = an answer was lost. */
  *#imports(marker: string, files: ImportFile[]): Generator<number, ImportEnd | null> {
    const ends: ImportEnd[] = []
    for (const file of files) {
      const plan = planOf(this.#faultsOf(file, ends.length > 0, file !== files.at(-1)))
      const text = fileText(file)
      const wrong = roundTrip(file, text)
      if (wrong !== undefined) this.#world.violate('I18', `the file of ${marker} has ${wrong}`)
      const end = this.#answer(
        yield* this.books.importSteps(file.task, fileName(marker), text, { forImport: () => plan }),
      )
      if (!end) return null
      ends.push(end)
      if (!end.reportComplete || end.rejected > 0) break
    }
    if (ends.length > 1) this.#world.note('several files')
    return joined(ends)
  }

  /** A record of a running import, and the next one after a while. */
  #goOn(
    child: Child,
    steps: Generator<number, ImportEnd | null>,
    left: number,
    ended: (end: ImportEnd | null) => void,
  ): void {
    if (child.dead) return
    const step = left > 0 ? steps.next() : null
    if (step && !step.done) {
      this.#world.soon(100, 700, () => this.#goOn(child, steps, left - 1, ended))
      return
    }
    this.#end(child)
    if (!child.heard) this.release(child.pid)
    else if (step) ended(step.value as ImportEnd | null)
    else {
      this.#world.note('importer died half way')
      ended(null)
    }
  }

  /** What the driver makes of the importer's answer; null when it is lost. */
  #answer({ exitCode, report, rejections }: ImportAnswer): ImportEnd | null {
    if (this.#world.strikes('lost-answer', 0.05)) return null
    const { complete, ...read } = readReport(report)
    return { ...read, reportComplete: complete, exitCode, report, rejections }
  }

  /** The accountants post what waits in new.jct. */
  post(): void {
    const waiting = this.books.tables.JCT_NEW__TRANSACTION
    const batches = new Set([...waiting.rows()].map((row) => waiting.text(row, 'Batch')))
    for (const batch of batches) postBatch(this.books, batch)
    if (batches.size > 0) this.#world.note('posted')
  }

  /** Every mark of ours in the books, line by line. */
  marked(): { marker: string; line: string }[] {
    const query = (table: string, columns: string[]) => this.books.query({ table, columns }) as string[][]
    const entries = ['JCT_NEW__TRANSACTION', 'JCT_CURRENT__TRANSACTION'].flatMap((table) =>
      query(table, ['Chg_Mgmt_Ref_2', 'Transaction_Type', 'Cost_Code', 'Category']),
    )
    const marked = (mark: string, line: string, key: number) => {
      const names = ['Commitment', line === 'Commitment_CO' ? line : 'Item_Number'].slice(0, key)
      const marks = new Map(query(mark, [...names, 'Gusset_Ref']).map((row) => [row.slice(0, key).join(' '), row[key]]))
      return (row: string[]) => [marks.get(row.slice(0, key).join(' ')), ...row]
    }
    const items = query('JCM_MASTER__COMMITMENT_ITEM', ['Commitment', 'Item_Number'])
    const changes = query('JCM_MASTER__COMMITMENT_CO_ITEM', ['Commitment', 'Commitment_CO', 'Item_Number'])
    const records = [
      ...items.map(marked('JCM_MASTER__COMMITMENT_CUSTOM_FIELDS', 'Item_Number', 1)),
      ...items.map(marked('JCM_MASTER__COMMITMENT_ITEM_CUSTOM_FIELDS', 'Item_Number', 2)),
      ...changes.map(marked('JCM_MASTER__COMMITMENT_CO_CUSTOM_FIELDS', 'Commitment_CO', 2)),
    ]
    const invoices = query('API_NEW__INVOICE', ['Invoice_Code_2', 'Vendor', 'Invoice'])
    const codes = new Map(invoices.map(([mark, ...key]) => [key.join(' '), mark]))
    const billed = query('API_NEW__DISTRIBUTION', ['Vendor', 'Invoice', 'Commitment_Line_Item'])
    const distributions = billed.map((row) => [codes.get(row.slice(0, 2).join(' ')), ...row])
    const times = query('PRT_NEW__TIME', ['Ref_1', 'Ref_2'])
    return [...entries, ...records, ...invoices, ...distributions, ...times].flatMap(([marker, ...line]) =>
      marker ? [{ marker, line: line.join(' ') }] : [],
    )
  }

  /** A later file refused, or an earlier one's report that nobody can read, leaves an export there in part: that is for a person. */
  #faultsOf(file: ImportFile, isLater: boolean, isEarlier: boolean): { match: object; action: FaultAction }[] {
    const rules: { match: object; action: FaultAction }[] = []
    const add = (action: FaultAction, record?: string) => rules.push({ match: record ? { record } : {}, action })
    const between = (here: boolean, fault: FaultClass): FaultClass => (here ? 'between-files' : fault)
    // New cost codes carry no money: a job that is closed refuses them all.
    const codes = file.records.some(([id]) => id?.value === 'P')
    const last = codes ? undefined : file.records.at(-1)?.[0]?.value
    if (this.#world.strikes(between(isLater, 'refusal'), 0.25))
      add({ kind: 'refuse', sentence: 'Vendor is inactive/has been archived.' }, last)
    if (this.#world.strikes(between(isEarlier, 'garbled-report'), 0.2)) add({ kind: 'garbleReport' })
    if (this.#world.strikes('exit-code-lies', 0.3)) add({ kind: 'exitCode', code: 0 })
    return rules
  }

  #end(child: Child): void {
    child.dead = true
    this.#children.delete(child)
    this.#lastImporter = child.pid
    this.#lastEnd = this.#world.now
  }
}

function setUp(books: Books): void {
  books.insert('APM_MASTER__VENDOR', { Vendor: VENDOR, Name: VENDOR })
  books.insert('JCM_MASTER__JOB', { Job: JOB, Description: JOB, Status: 'In progress' })
  books.insert('CNM_MASTER__CONTRACT', { Contract: OWNERS, Job: JOB })
  books.insert('JCM_MASTER__COMMITMENT', { Commitment: CHANGED, Description: CHANGED, Vendor: VENDOR, Job: JOB })
  for (const [at, code] of COST_CODES.entries()) {
    const codes = { Job: JOB, Cost_Code: code, Category: 'L' }
    books.insert('JCM_MASTER__COMMITMENT_ITEM', { Commitment: CHANGED, Item_Number: String(at + 1), ...codes })
  }
  books.insert('JCM_MASTER__COMMITMENT', { Commitment: BILLED, Description: BILLED, Vendor: VENDOR, Job: JOB })
  for (const [at, code] of COST_CODES.entries()) {
    const codes = { Job: JOB, Cost_Code: code, Category: 'L', Amount: '900000000.00' }
    books.insert('JCM_MASTER__COMMITMENT_ITEM', { Commitment: BILLED, Item_Number: String(at + 1), ...codes })
  }
  for (let number = 0; number < PAID_INVOICES; number += 1)
    books.insert('APM_MASTER__INVOICE', { Vendor: VENDOR, Invoice: `PAID-${number}`, Amount: '1.00' })
  books.insert('PRM_MASTER__EMPLOYEE', { Employee: EMPLOYEE, Name: EMPLOYEE, Status: 'Active', Pay_Rate: '40.00' })
  for (const category of CATEGORIES)
    books.insert('JCM_MASTER__STANDARD_CATEGORY', { Category: category, Description: category })
  for (const code of COST_CODES) {
    books.insert('JCM_MASTER__COST_CODE', { Job: JOB, Cost_Code: code, Description: code, Status: 'In progress' })
    for (const category of CATEGORIES)
      books.insert('JCM_MASTER__CATEGORY', { Job: JOB, Cost_Code: code, Category: category })
  }
}

function nothing(because: string): ImportEnd {
  const counts = { reportComplete: false, accepted: 0, rejected: 0, exitCode: null }
  return { notStarted: because, ...counts, report: '', rejections: '', sentences: [] }
}
