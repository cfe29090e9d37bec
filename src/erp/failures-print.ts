/** The page of failures, printed from a connector's table. Pure. */
import type { FailureTable, WayOut } from './failures.ts'
import { table } from './mapping-print.ts'

/** What the buttons say. */
export const WAY_OUT_WORDS: Record<WayOut, string> = {
  'send-again': 'Send again',
  'link-existing': 'Link the record that exists',
  'choose-next-number': 'Choose another number',
  'remap-code': 'Choose another code',
  'change-date': 'Change the date',
  'reopen-and-retry': 'Reopen it in the ERP and send again',
  wait: 'Wait',
}

/** Markdown: one row for each failure, in the order in which they are matched. */
export function printFailures(erp: string, failures: FailureTable): string {
  const rows = failures.map((row) => [
    `\`${row.sample}\``,
    row.cause,
    row.remedy,
    row.retry ? 'Tried again by itself' : row.waysOut.map((way) => WAY_OUT_WORDS[way]).join(' · '),
    `\`${row.code}\``,
    row.source,
  ])
  return [
    `# What ${erp} says no with`,
    'Printed from the failure table; do not edit. Words that no row knows are shown as they are, with no cause invented.',
    table([`Words of ${erp}`, 'Cause', 'Remedy', 'Ways out', 'Code', 'Source'], rows),
    '',
  ].join('\n\n')
}
