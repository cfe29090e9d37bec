import { dateAndTime } from '../clock.ts'
import type { Books } from '../sage-300-cre/books.ts'
import { formatDecimal } from '../sage-300-cre/money.ts'
import { emptyOf } from '../sage-300-cre/tables.ts'
import { STANDARD_CATEGORIES, VENDORS } from './example-codes.ts'

export interface Sizes {
  jobs: number
  transactions: number
}

const CODES_PER_JOB = 60
const ENTRIES_PER_RUN = 100
/** First stamp of the seeded transactions; each run is stamped ten minutes after the one before. */
const FIRST_STAMP = Date.UTC(2023, 0, 2, 8, 0, 0)
const RUN_APART = 600_000

/** Kind of cost by its share of a hundred, with the category it lands on. */
const KINDS: readonly (readonly [type: string, origin: string, category: string])[] = [
  ...Array.from({ length: 40 }, () => ['AP cost', 'AP', 'S'] as const),
  ...Array.from({ length: 30 }, () => ['PR cost', 'PR', 'L'] as const),
  ...Array.from({ length: 10 }, () => ['EQ cost', 'EQ', 'E'] as const),
  ...Array.from({ length: 10 }, () => ['IV cost', 'IV', 'M'] as const),
  ...Array.from({ length: 10 }, () => ['JC cost', 'JC', 'O'] as const),
]

/** A big company for measuring: the same books for the same sizes, whatever the day. Every amount is posted. */
export function seedLarge(books: Books, { jobs, transactions }: Sizes): void {
  const codes = Array.from(
    { length: CODES_PER_JOB },
    (_, at) => `${pad(1 + Math.floor(at / 10), 2)}-${pad(((at % 10) + 1) * 10, 3)}`,
  )
  seedLists(books, codes)
  const sums = seedTransactions(books, jobs, codes, transactions)
  for (let at = 0; at < jobs; at += 1) seedJob(books, jobOf(at), codes, sums)
  seedCommitments(books, jobs, codes, sums)
}

interface Sum {
  cents: bigint
  units: bigint
  invoiced: bigint
}

/** What a cost code, category or job has come to, by key. */
type Sums = Map<string, Sum>

function seedTransactions(books: Books, jobs: number, codes: readonly string[], count: number): Sums {
  const sums: Sums = new Map()
  const table = books.tables.JCT_CURRENT__TRANSACTION
  const empty = table.kinds.map(emptyOf)
  const positions = new Map(table.names.map((name, at) => [name, at]))
  let run = runAt(1)
  for (let number = 0; number < count; number += 1) {
    if (number % ENTRIES_PER_RUN === 0) run = runAt(number / ENTRIES_PER_RUN + 1)
    const entry = entryAt(number, jobs, codes)
    const sequence = String((number % ENTRIES_PER_RUN) + 1)
    const values: Record<string, string> = { ...entry.cells, ...run.cells, Sequence: sequence }
    values.Description = `${entry.cells.Application_of_Origin} ${run.cells.Run}-${sequence}`
    const cells = empty.slice()
    for (const column in values) cells[positions.get(column) as number] = values[column] as string
    table.add(cells, run.stamp, run.stamp)
    addTo(sums, entry)
  }
  books.raiseRun(Math.ceil(count / ENTRIES_PER_RUN))
  return sums
}

/** What all entries of a run share. */
function runAt(number: number): { stamp: number; cells: Record<string, string> } {
  const stamp = FIRST_STAMP + number * RUN_APART
  const [date, time] = dateAndTime(stamp)
  const stamps = { Operator_Stamp: 'ADMIN', Date_Stamp: date, Time_Stamp: time }
  const cells = { Run: String(number), Batch: `R${pad(number, 6)}`, Transaction_Date: date, Accounting_Date: date }
  return { stamp, cells: { ...cells, ...stamps } }
}

interface Entry {
  keys: readonly string[]
  cents: bigint
  /** In ten-thousandths. */
  units: bigint
  committed: boolean
  cells: Record<string, string>
}

function entryAt(number: number, jobs: number, codes: readonly string[]): Entry {
  const draw = mix(number)
  const [type, origin, category] = KINDS[draw % 100] as (typeof KINDS)[number]
  const jobAt = Math.floor(draw / 100) % jobs
  const codeAt = Math.floor(draw / 7919) % codes.length
  const [job, code] = [jobOf(jobAt), codes[codeAt] as string]
  const cents = BigInt(1000 + (mix(number + 0x5bd1) % 2_000_000))
  const units = origin === 'PR' || origin === 'EQ' ? BigInt((1 + (draw % 80)) * 10_000) : 0n
  const committed = origin === 'AP' && draw % 4 === 0
  const cells: Record<string, string> = {
    Job: job,
    Cost_Code: code,
    Category: category,
    Transaction_Type: type,
    Application_of_Origin: origin,
    Amount: formatDecimal(cents, 2),
  }
  if (units > 0n) cells.Units = formatDecimal(units, 4)
  if (origin === 'PR') cells.Employee = String(1000 + (draw % 500))
  if (origin === 'EQ') cells.Equipment = `EQ-${pad(draw % 90, 2)}`
  if (origin === 'AP')
    Object.assign(cells, { Vendor: VENDORS[draw % VENDORS.length]?.[0] ?? '', Invoice: `I${number}` })
  if (committed) Object.assign(cells, { Commitment: commitmentOf(jobAt), Commitment_Line_Item: String(codeAt + 1) })
  return { keys: [job, `${job} ${code}`, `${job} ${code} ${category}`], cents, units, committed, cells }
}

function addTo(sums: Sums, { keys, cents, units, committed }: Entry): void {
  for (const key of keys) {
    let sum = sums.get(key)
    if (!sum) {
      sum = { cents: 0n, units: 0n, invoiced: 0n }
      sums.set(key, sum)
    }
    sum.cents += cents
    sum.units += units
    if (committed) sum.invoiced += cents
  }
}

function seedLists(books: Books, codes: readonly string[]): void {
  for (const [category, description, accumulateAs] of STANDARD_CATEGORIES) {
    books.insert('JCM_MASTER__STANDARD_CATEGORY', {
      Category: category,
      Description: description,
      Accumulate_As: accumulateAs,
    })
  }
  for (const code of codes)
    books.insert('JCM_MASTER__STANDARD_COST_CODE', { Cost_Code: code, Description: `Work ${code}` })
  for (const [vendor, name] of VENDORS) books.insert('APM_MASTER__VENDOR', { Vendor: vendor, Name: name, State: 'CA' })
}

function seedJob(books: Books, job: string, codes: readonly string[], sums: Sums): void {
  books.insert('JCM_MASTER__JOB', {
    Job: job,
    Description: `Job ${job}`,
    Status: 'In progress',
    Extras: 'No',
    ...totals(sums.get(job)),
  })
  for (const code of codes) {
    const facts = totals(sums.get(`${job} ${code}`))
    books.insert('JCM_MASTER__COST_CODE', {
      Job: job,
      Cost_Code: code,
      Description: `Work ${code}`,
      Status: 'In progress',
      ...facts,
    })
    for (const [category, description, accumulateAs] of STANDARD_CATEGORIES) {
      const sum = sums.get(`${job} ${code} ${category}`)
      books.insert('JCM_MASTER__CATEGORY', {
        Job: job,
        Cost_Code: code,
        Category: category,
        Description: description,
        Accumulate_As: accumulateAs,
        Status: 'In progress',
        ...totals(sum),
        ...(sum ? { JTD_Units: formatDecimal(sum.units, 4) } : {}),
      })
    }
  }
}

function totals(sum: Sum | undefined): Record<string, string> {
  if (!sum) return {}
  return { JTD_Cost: formatDecimal(sum.cents, 2), Commitment_Invoiced: formatDecimal(sum.invoiced, 2) }
}

/** One subcontract a job, an item a cost code; its committed cost is not among the transactions. */
function seedCommitments(books: Books, jobs: number, codes: readonly string[], sums: Sums): void {
  for (let at = 0; at < jobs; at += 1) {
    const [job, commitment] = [jobOf(at), commitmentOf(at)]
    const invoiced = formatDecimal(sums.get(job)?.invoiced ?? 0n, 2)
    books.insert('JCM_MASTER__COMMITMENT', {
      Commitment: commitment,
      Commitment_Type: 'Subcontract',
      Description: `Subcontract ${job}`,
      Vendor: VENDORS[at % VENDORS.length]?.[0] as string,
      Job: job,
      Amount_Invoiced: invoiced,
      Posted: '1',
    })
    books.insert('JCM_MASTER__COMMITMENT_CUSTOM_FIELDS', { Commitment: commitment })
    codes.forEach((code, line) => {
      const item = { Commitment: commitment, Item_Number: String(line + 1), Job: job, Cost_Code: code, Category: 'S' }
      const sum = sums.get(`${job} ${code} S`)
      books.insert('JCM_MASTER__COMMITMENT_ITEM', { ...item, Amount_Invoiced: formatDecimal(sum?.invoiced ?? 0n, 2) })
    })
  }
}

function jobOf(at: number): string {
  return `20-${pad(at + 1, 4)}`
}

function commitmentOf(jobAt: number): string {
  return `SC-${pad(jobAt + 1, 5)}`
}

function pad(value: number, width: number): string {
  return String(value).padStart(width, '0')
}

/** A fixed scatter of whole numbers below 2^31 (integer hashing, no randomness). */
function mix(value: number): number {
  let bits = Math.imul(value ^ 0x9e3779b9, 0x85ebca6b)
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35)
  return (bits ^ (bits >>> 16)) >>> 1
}
