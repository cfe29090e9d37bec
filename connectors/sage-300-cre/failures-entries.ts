import type { FailureRow } from '../../src/erp/failures.ts'

/** What the import of job cost entries says no with, beside what every import says. */
export function entryFailures(): FailureRow[] {
  const source = 'docs/sage-300-cre-formats.md, jc-import-transactions (words assumed)'
  return [
    {
      code: 'entry-zero',
      matches: /\[amount\] can['’]t be zero/i,
      sample: "[Amount] Can't be zero.",
      cause: 'An entry over nothing reached Sage, which makes none of it.',
      remedy: 'Take the line with the amount of zero out and send again.',
      waysOut: ['send-again'],
      retry: false,
      source,
    },
    {
      code: 'entry-not-of-its-kind',
      matches: /\] must be (blank|one of)/i,
      sample:
        '[TransactionType] must be one of Approved est changes, Misc worksheet 1, Misc worksheet 2, Aprvd schdl val chng.',
      cause: 'This Sage takes other values in the field its words name than the import format here assumes.',
      remedy:
        'Compare the import format that Sage prints with the one in force here, put Sage’s own in its place, and send again.',
      waysOut: ['send-again'],
      retry: false,
      source,
    },
  ]
}
