/**
 * A failure is the ERP's own no. A connector's table turns the ERP's words into our code, cause, remedy and ways out;
 * the raw words stay on the op. Compare *refusal* (`platform/refusal.ts`): ours, beforehand.
 */
/** What a person can do right here, in place of "contact support". */
export type WayOut =
  | 'send-again'
  | 'link-existing'
  | 'choose-next-number'
  | 'remap-code'
  | 'change-date'
  | 'reopen-and-retry'
  | 'wait'

export interface FailureRow {
  code: string
  /** Matched against a sentence of the importer, case-insensitively; first match wins. */
  matches: RegExp
  /** A sentence that the row must match: the test's sample and the printed page's example. */
  sample: string
  cause: string
  remedy: string
  waysOut: WayOut[]
  /** True: the machine may try again by itself (limits, locks). */
  retry: boolean
  /** The whole connection rests for so long before anything is sent again: a limit that resets (CON-5). */
  waitMinutes?: number
  /** Source document and place. */
  source: string
}
export type FailureTable = FailureRow[]

export interface Failure {
  code: string
  /** The ERP's words, untouched. */
  raw: string
  cause: string
  remedy: string
  waysOut: WayOut[]
  retry: boolean
}

/** Never invents a cause: words that no row knows come back as `unknown-to-us` with the raw sentence and the honest remedy. */
export function translate(table: FailureTable, sentence: string): Failure {
  const row = table.find((each) => each.matches.test(sentence))
  if (row) {
    const { code, cause, remedy, waysOut, retry } = row
    return { code, raw: sentence, cause, remedy, waysOut, retry }
  }
  return {
    code: 'unknown-to-us',
    raw: sentence,
    cause: 'The ERP refused the record with words this connector does not know.',
    remedy: 'Read the ERP’s own words below, mend what they name, and send the item again.',
    waysOut: ['send-again', 'link-existing'],
    retry: false,
  }
}
