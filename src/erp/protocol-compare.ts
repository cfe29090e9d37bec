/**
 * The one comparison server and agent both make: is what stands in the ERP what was approved? Pure; imports nothing but the protocol,
 * because the agent runs it too (export protocol R7, R8: the read-back is the outcome).
 */
import type { CompareAs, FoundRow, ImportFile, Outcome, Probe, ReadBack } from './protocol.ts'

type Value = string | null
type Differences = ReadBack['differences']
type Missing = ReadBack['missing']

/** Compares the rows found with the rows that must stand there. */
export function readBack(probes: Probe[], found: FoundRow[]): ReadBack {
  const missing: Missing = []
  const differences: Differences = []
  probes.forEach((probe, index) => {
    const rows = found.filter((row) => row.probe === index).map((row) => row.values)
    compareRows(probe, index, rows, missing, differences)
  })
  const identities = new Set(probes.flatMap((probe, index) => (probe.identity ? [index] : [])))
  const marked = identities.size === 0 || found.some((row) => identities.has(row.probe))
  const any = found.some((row) => speaks(probes[row.probe], row.values, identities.size > 0))
  const verdict = verdictOf(any, marked, missing, differences)
  const ours = any && marked && (identities.size > 0 || verdict !== 'DIFFERENT')
  return { verdict, ours, found, missing, differences }
}

/** May the records be imported once more though some of them are there already? */
export function harmlessAgain(probes: Probe[]): boolean {
  return probes.length > 0 && probes.every((probe) => probe.again === 'harmless')
}

/**
 * The server's own look at an outcome: the agent's verdict stands only if comparing the rows again gives the same. A disagreement
 * becomes UNVERIFIED, which a person sees; it is never believed either way.
 */
export function recheck(outcome: Outcome, probes: Probe[]): Outcome {
  if (outcome.result === 'NOT_STARTED' || !outcome.readBack) return outcome
  const own = readBack(probes, outcome.readBack.found)
  if (own.verdict === outcome.readBack.verdict) return { ...outcome, readBack: own }
  const because = `The agent read ${outcome.readBack.verdict} where the server reads ${own.verdict}.`
  return { result: 'UNVERIFIED', because, readBack: own }
}

/** The files with those records alone whose row is missing. Empty: none is, or they are not recognised one by one. */
export function missingFiles(files: ImportFile[], probes: Probe[], { missing }: ReadBack): ImportFile[] {
  const absent = new Set(missing.map(({ probe, row }) => `${probe} ${JSON.stringify(row)}`))
  return files.flatMap(({ task, records, shownBy = [] }) => {
    const isMissing = shownBy.map(([probe, row]) => absent.has(`${probe} ${JSON.stringify(probes[probe]?.rows[row])}`))
    const left = records.filter((_, at) => isMissing[at])
    return left.length === 0 ? [] : [{ task, records: left, shownBy: shownBy.filter((_, at) => isMissing[at]) }]
  })
}

/** Compares two decimal texts by value: below, at or above zero. Undefined when one of them is no decimal. */
export function compareDecimals(left: string, right: string): number | undefined {
  const a = DECIMAL.exec(left.trim())
  const b = DECIMAL.exec(right.trim())
  if (!a || !b) return undefined
  const places = Math.max((a[3] ?? '').length, (b[3] ?? '').length)
  const difference = scaled(a, places) - scaled(b, places)
  return difference < 0n ? -1 : difference > 0n ? 1 : 0
}

/**
 * In a kind that is known by its content alone, a row beside the expected ones says nothing of this op: another category of the same cost code.
 * In one that is known by marks, neither does a row that can carry none: a contract item.
 */
function speaks(probe: Probe | undefined, row: Value[], hasMarks: boolean): boolean {
  if (!probe || probe.complete) return true
  if (hasMarks) return probe.identity
  const key = keyOf(probe, row)
  return probe.rows.some((expected) => keyOf(probe, expected) === key)
}

function verdictOf(any: boolean, marked: boolean, missing: Missing, differences: Differences): ReadBack['verdict'] {
  if (!any) return 'ABSENT'
  if (!marked || differences.length > 0) return 'DIFFERENT'
  return missing.length > 0 ? 'PARTIAL' : 'EXACT'
}

function compareRows(probe: Probe, index: number, rows: Value[][], missing: Missing, differences: Differences): void {
  const waiting = new Map<string, Value[][]>()
  for (const row of rows) {
    const key = keyOf(probe, row)
    waiting.set(key, [...(waiting.get(key) ?? []), row])
  }
  for (const row of probe.rows) {
    const key = keyOf(probe, row)
    const theirs = waiting.get(key)?.shift()
    if (!theirs) missing.push({ probe: index, row })
    else differences.push(...differencesOf(probe, index, key, row, theirs))
  }
  const expected = new Set(probe.rows.map((row) => keyOf(probe, row)))
  for (const [key, left] of waiting) {
    // A second row under an expected key is a double booking, wherever else rows may be left over.
    if (!probe.complete && !expected.has(key)) continue
    for (const row of left)
      differences.push({ probe: index, key, column: '(extra row)', ours: null, theirs: row.join(' | ') })
  }
}

function differencesOf(probe: Probe, index: number, key: string, ours: Value[], theirs: Value[]): Differences {
  return probe.columns.flatMap((column, at) => {
    const [own, their] = [ours[at] ?? null, theirs[at] ?? null]
    if (comparable(own, column.as) === comparable(their, column.as)) return []
    return [{ probe: index, key, column: column.name, ours: own, theirs: their }]
  })
}

/** A probe without key columns tells rows apart by all their values. */
function keyOf(probe: Probe, row: Value[]): string {
  const columns = probe.key === 0 ? probe.columns : probe.columns.slice(0, probe.key)
  return columns.map((column, at) => comparable(row[at] ?? null, column.as)).join(' | ')
}

const DECIMAL = /^([+-]?)(\d*)(?:\.(\d*))?$/

/** Keys and text are padded in ERPs, empty is kept as an empty string, and an empty number as zero: none of these is a difference. */
function comparable(value: Value, as: CompareAs): string {
  const text = (value ?? '').trimEnd()
  if (as === 'date') return text.slice(0, 10)
  if (as === 'text') return text
  if (text === '') return '0'
  const match = DECIMAL.exec(text.trim())
  if (!match) return text
  const whole = (match[2] ?? '').replace(/^0+/, '')
  const part = (match[3] ?? '').replace(/0+$/, '')
  if (whole === '' && part === '') return '0'
  return `${match[1] === '-' ? '-' : ''}${whole === '' ? '0' : whole}${part === '' ? '' : `.${part}`}`
}

function scaled(match: RegExpExecArray, places: number): bigint {
  const digits = BigInt((match[2] ?? '') + (match[3] ?? '').padEnd(places, '0') || '0')
  return match[1] === '-' ? -digits : digits
}
