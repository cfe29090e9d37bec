import { type Clock, dateAndTime } from '../clock.ts'
import { type FaultRules, noFaults } from '../faults.ts'
import { type ImportAnswer, importFile } from './import.ts'
import { DEFAULT_KNOBS, type Knobs, turn } from './knobs.ts'
import { positionsOf, type Query, QueryError, select, valuesOf } from './query.ts'
import { type Row, Table, type Values } from './table.ts'
import { TABLE_NAMES, TABLES, type TableName } from './tables.ts'

export interface BooksOptions {
  now: Clock
  knobs?: Partial<Knobs>
  /** Fills the empty books with a company's data (see `companies/`). */
  seed?: (books: Books) => void
}

/** Everything in the books at one time; plain data that JSON can carry. */
export interface BooksCopy {
  tables: Record<string, [line: string, stamp: number, visibleAt: number][]>
  files: [string, number][]
  run: number
  batch: number
  openMonth: string
}

export interface HighWater {
  run: number
  rows: Record<string, number>
}

/** The books of one pretend company, in memory. Deterministic: the clock is given, nothing is random. */
export class Books {
  readonly now: Clock
  readonly tables: Readonly<Record<TableName, Table>>
  knobs: Knobs
  operator = 'ADMIN'
  /** Month that month-to-date figures count, `YYYY-MM`. */
  openMonth: string
  /** Import files seen, with how often: "After an import Sage marks the file imported" (reference 1.1). */
  files = new Map<string, number>()
  #run = 0
  #batch = 0
  #inImport = false
  #stamped: { now: number; values: Values } = { now: Number.NaN, values: {} }

  constructor(options: BooksOptions) {
    this.now = options.now
    this.tables = Object.fromEntries(TABLE_NAMES.map((name) => [name, new Table(TABLES[name])])) as Record<
      TableName,
      Table
    >
    this.knobs = turn(DEFAULT_KNOBS, options.knobs ?? {})
    this.openMonth = this.today().slice(0, 7)
    options.seed?.(this)
  }

  /** Today in the books, `YYYY-MM-DD`. */
  today(): string {
    return dateAndTime(this.now())[0]
  }

  get(name: TableName, ...key: string[]): Row | undefined {
    return this.tables[name].find(...key)[0]
  }

  text(name: TableName, row: Row, column: string): string {
    return this.tables[name].text(row, column)
  }

  insert(name: TableName, values: Values): Row {
    const now = this.now()
    const visibleAt = this.#inImport ? now + this.knobs.readAfterWriteLagMs : now
    return this.tables[name].insert({ ...values, ...this.#stamps(now) }, now, visibleAt)
  }

  change(name: TableName, row: Row, values: Values): void {
    const now = this.now()
    this.tables[name].change(row, { ...values, ...this.#stamps(now) }, now)
  }

  remove(name: TableName, row: Row): void {
    this.tables[name].remove(row)
  }

  nextRun(): number {
    this.#run += 1
    return this.#run
  }

  /** A batch name of the books' own making, at most 10 characters. */
  nextBatch(prefix: string): string {
    this.#batch += 1
    return `${prefix}${String(this.#batch).padStart(10 - prefix.length, '0')}`
  }

  /** Imports one file to its end. */
  import(task: string, fileName: string, content: string, faults: FaultRules = noFaults): ImportAnswer {
    const steps = this.importSteps(task, fileName, content, faults)
    for (;;) {
      const step = steps.next()
      if (step.done) return step.value
    }
  }

  /** Imports one file a record a step; a caller that stops in between leaves what a crash would leave. */
  *importSteps(
    task: string,
    fileName: string,
    content: string,
    faults: FaultRules = noFaults,
  ): Generator<number, ImportAnswer> {
    const steps = importFile(this, task, fileName, content, faults)
    for (;;) {
      const step = this.#importing(() => steps.next())
      if (step.done) return step.value
      yield step.value
    }
  }

  /** The rows a query sees now. Throws {@link QueryError} for an unknown table or column. */
  select(query: Query): Row[] {
    const table = this.table(query.table)
    const rows = select(table, query, this.now())
    return query.table === 'JCT_NEW__TRANSACTION' && this.knobs.unpostedInvisible ? [] : rows
  }

  query(query: Query): (string | null)[][] {
    const positions = positionsOf(this.table(query.table), query)
    return valuesOf(this.select(query), positions)
  }

  table(name: string): Table {
    const table = TABLE_NAMES.includes(name as TableName) ? this.tables[name as TableName] : undefined
    if (!table || (name.startsWith('TXM_') && !this.knobs.usesTax))
      throw new QueryError(`Table [${name}] is not in these books.`)
    return table
  }

  highWater(): HighWater {
    return { run: this.#run, rows: Object.fromEntries(TABLE_NAMES.map((name) => [name, this.tables[name].count])) }
  }

  /** For each table, how often it was written since these books were opened. */
  changes(): Record<string, number> {
    return Object.fromEntries(TABLE_NAMES.map((name) => [name, this.tables[name].changes]))
  }

  snapshot(): BooksCopy {
    return {
      tables: Object.fromEntries(TABLE_NAMES.map((name) => [name, [...this.tables[name].rows()].map(copyOf)])),
      files: [...this.files],
      run: this.#run,
      batch: this.#batch,
      openMonth: this.openMonth,
    }
  }

  /** Puts the books back to a copy, as restoring a backup does. */
  restore(copy: BooksCopy): void {
    for (const name of TABLE_NAMES) {
      const table = this.tables[name]
      table.clear()
      for (const [line, stamp, visibleAt] of copy.tables[name] ?? []) table.add(line.split('\t'), stamp, visibleAt)
    }
    this.files = new Map(copy.files)
    this.#run = copy.run
    this.#batch = copy.batch
    this.openMonth = copy.openMonth
  }

  /** Takes numbers up to this run as used (for seeded transactions). */
  raiseRun(run: number): void {
    this.#run = Math.max(this.#run, run)
  }

  #importing<T>(work: () => T): T {
    this.#inImport = true
    try {
      return work()
    } finally {
      this.#inImport = false
    }
  }

  /** The stamps of this moment; made once for the many rows that one act changes. */
  #stamps(now: number): Values {
    if (now !== this.#stamped.now || this.operator !== this.#stamped.values.Operator_Stamp) {
      const [date, time] = dateAndTime(now)
      this.#stamped = { now, values: { Operator_Stamp: this.operator, Date_Stamp: date, Time_Stamp: time } }
    }
    return this.#stamped.values
  }
}

export function createBooks(options: BooksOptions): Books {
  return new Books(options)
}

function copyOf(row: Row): [string, number, number] {
  return [row.line, row.stamp, row.visibleAt]
}
