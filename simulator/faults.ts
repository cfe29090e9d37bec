import { Refused, Unsupported } from './refused.ts'

/** Fault rules: what goes wrong on purpose, and when. Pure; set over HTTP or at the desk, asked by importer and box. */

export interface FaultMatch {
  /** Import task, e.g. `jc-import-commitments`. */
  task?: string
  /** Record identifier, e.g. `COM`. */
  record?: string
  /** The record's key as the report prints it, e.g. `25-2977//02-100/L`. */
  key?: string
  /** A field of the record by its name in the layout, with the value it must have. */
  field?: { name: string; value: string }
  /** Only the nth import this rule looks at (from 1). */
  nthCall?: number
}

export type FaultAction =
  | { kind: 'refuse'; sentence: string }
  | { kind: 'crash'; afterRecords: number }
  | { kind: 'lostAnswer' }
  | { kind: 'delay'; ms: number }
  | { kind: 'garbleReport' }
  | { kind: 'truncateReport' }
  | { kind: 'exitCode'; code: number }

export interface FaultRule {
  match: FaultMatch
  action: FaultAction
  /** How many imports the rule may still befall; without end when left out. */
  times?: number
}

/** What the importer shows of a record to the rules. */
export interface FaultRecord {
  id: string
  key: string
  values: Readonly<Record<string, string>>
}

export interface FaultRules {
  /** The rules that befall one import. Counts the call, so it is asked once an import, with all its records. */
  forImport(task: string, records: readonly FaultRecord[]): FaultPlan
}

/** What befalls one import. */
export interface FaultPlan {
  refusal(record: FaultRecord): string | null
  crashAfter: number | null
  delayMs: number
  lostAnswer: boolean
  report(text: string): string
  exitCode(code: number): number
}

const ACTIONS: Readonly<Record<FaultAction['kind'], string | null>> = {
  refuse: 'sentence',
  crash: 'afterRecords',
  lostAnswer: null,
  delay: 'ms',
  garbleReport: null,
  truncateReport: null,
  exitCode: 'code',
}

export function planOf(rules: readonly FaultRule[]): FaultPlan {
  const crashes = rules.flatMap(({ action }) => (action.kind === 'crash' ? [action.afterRecords] : []))
  const has = (kind: FaultAction['kind']): boolean => rules.some((rule) => rule.action.kind === kind)
  return {
    refusal: (record) => {
      for (const { match, action } of rules)
        if (action.kind === 'refuse' && matchesRecord(match, record)) return action.sentence
      return null
    },
    crashAfter: crashes.length > 0 ? Math.min(...crashes) : null,
    delayMs: rules.reduce((sum, { action }) => sum + (action.kind === 'delay' ? action.ms : 0), 0),
    lostAnswer: has('lostAnswer'),
    report: (text) => {
      const garbled = has('garbleReport') ? garble(text) : text
      return has('truncateReport') ? garbled.slice(0, Math.floor(garbled.length / 2)) : garbled
    },
    exitCode: (code) => {
      for (const { action } of rules) if (action.kind === 'exitCode') return action.code
      return code
    },
  }
}

export const noFaults: FaultRules = { forImport: () => planOf([]) }

/** A kept list: each rule, the imports it has looked at, and how many it may still befall (null: without end). */
export type FaultState = [rule: FaultRule, calls: number, left: number | null][]

/** A changeable list of rules that counts the imports each has looked at. */
export class FaultList implements FaultRules {
  #rules: { rule: FaultRule; calls: number; left: number }[] = []

  /** Everything about the list, for keeping. */
  state(): FaultState {
    return this.#rules.map(({ rule, calls, left }) => [rule, calls, left === Number.POSITIVE_INFINITY ? null : left])
  }

  restore(state: FaultState): void {
    this.#rules = state.map(([rule, calls, left]) => ({ rule, calls, left: left ?? Number.POSITIVE_INFINITY }))
  }

  get rules(): FaultRule[] {
    return this.#rules.map(({ rule, left }) => (left === Number.POSITIVE_INFINITY ? rule : { ...rule, times: left }))
  }

  /** Takes a rule; throws a sentence when it is none. */
  add(rule: unknown): void {
    const checked = checkRule(rule)
    this.#rules.push({ rule: checked, calls: 0, left: checked.times ?? Number.POSITIVE_INFINITY })
  }

  clear(): void {
    this.#rules = []
  }

  forImport(task: string, records: readonly FaultRecord[]): FaultPlan {
    const chosen: FaultRule[] = []
    for (const entry of this.#rules) {
      const { match } = entry.rule
      if (match.task !== undefined && match.task !== task) continue
      if (!looksAtAll(match) && !records.some((record) => matchesRecord(match, record))) continue
      entry.calls += 1
      if (match.nthCall !== undefined && match.nthCall !== entry.calls) continue
      if (entry.left <= 0) continue
      entry.left -= 1
      chosen.push(entry.rule)
    }
    return planOf(chosen)
  }
}

function looksAtAll(match: FaultMatch): boolean {
  return match.record === undefined && match.key === undefined && match.field === undefined
}

function matchesRecord(match: FaultMatch, record: FaultRecord): boolean {
  if (match.record !== undefined && match.record !== record.id) return false
  if (match.key !== undefined && match.key !== record.key) return false
  return match.field === undefined || record.values[match.field.name] === match.field.value
}

/** Shuffles the text's letters by a fixed rule: a report no reader can trust, the same each time. */
function garble(text: string): string {
  return text.replace(/[A-Za-z]/g, (letter) => String.fromCharCode((letter.charCodeAt(0) ^ 0x15) | 0x40))
}

function checkRule(rule: unknown): FaultRule {
  const { match, action, times } = (rule ?? {}) as { match?: unknown; action?: { kind?: string }; times?: unknown }
  const kind = action?.kind ?? ''
  if (!(kind in ACTIONS)) throw new Unsupported(`fault action [${kind}]; there are ${Object.keys(ACTIONS).join(', ')}.`)
  const needs = ACTIONS[kind as FaultAction['kind']]
  const value = needs === null ? null : (action as Record<string, unknown>)[needs]
  if (needs !== null && typeof value !== (needs === 'sentence' ? 'string' : 'number')) {
    throw new Refused(`The fault action ${kind} needs ${needs}.`)
  }
  if (times !== undefined && !(Number.isSafeInteger(times) && (times as number) > 0))
    throw new Refused('times is no whole number above zero.')
  const unknown = Object.keys((match ?? {}) as object).find((name) => !MATCHES.includes(name))
  if (unknown !== undefined) throw new Unsupported(`fault match [${unknown}]; there are ${MATCHES.join(', ')}.`)
  return {
    match: (match ?? {}) as FaultMatch,
    action: action as FaultAction,
    ...(times === undefined ? {} : { times: times as number }),
  }
}

const MATCHES = ['task', 'record', 'key', 'field', 'nthCall']
