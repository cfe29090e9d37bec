import type { FailureRow } from '../../src/erp/failures.ts'

const ERROR_TABLE = 'Source document, “Common Error Messages and Resolutions”, Invoices'
const FORMATS = 'docs/sage-300-cre-formats.md, ap-import-invoices'

/** What Accounts Payable says no with, in the order of the source document’s table, then what it does not name. */
export function invoiceFailures(): FailureRow[] {
  return [...documentedFailures(), ...assumedFailures()]
}

function documentedFailures(): FailureRow[] {
  return [
    {
      code: 'invoice-exists',
      matches: /document already exists for specified vendor and code/i,
      sample:
        "There are errors in the document's codings. Errors: Document already exists for specified vendor and code [SC-0001-3].",
      cause:
        'Sage has an invoice of this vendor with this number, posted or not: typed in by hand, or an earlier attempt that got through.',
      remedy:
        'Compare it with ours. If it is the same invoice, link it; if it is another one, give ours another ERP ID and send again.',
      waysOut: ['link-existing', 'choose-next-number', 'send-again'],
      retry: false,
      source: ERROR_TABLE,
    },
    {
      code: 'gl-period-closed',
      matches: /gl period closed/i,
      sample: 'Ap Invoice Api import failed with error message: GL period closed.  Entry not allowed. (05\\31\\2025).',
      cause: 'The accounting date lies in a period that is closed in Sage.',
      remedy: 'Send again with an accounting date in an open period, or reopen the period in Sage and send again.',
      waysOut: ['change-date', 'reopen-and-retry', 'send-again'],
      retry: false,
      source: ERROR_TABLE,
    },
    {
      code: 'no-distributions',
      matches: /document has no distributions/i,
      sample: "The document's codings are incomplete: The document has no distributions.",
      cause:
        'The invoice comes to zero: work completed and new materials stored cancel each other out on every line, and lines at zero are not sent.',
      remedy: 'Correct the zero-dollar invoice: bill something, or delete it; then send again.',
      waysOut: ['send-again'],
      retry: false,
      source: ERROR_TABLE,
    },
    {
      code: 'over-tolerance',
      matches: /amount invoiced exceeds approved amount plus tolerance/i,
      sample:
        'Ap Invoice Api import failed with error message: Commitment 25-001-01 - amount invoiced exceeds approved amount plus tolerance.',
      cause:
        'With this invoice more is invoiced on the commitment than its amount with approved changes and Sage’s tolerance allow. It is a setting of Sage.',
      remedy:
        'Send the change order that is still missing, lower the invoice, or have the tolerance of Accounts Payable changed in Sage; then send again.',
      waysOut: ['reopen-and-retry', 'send-again'],
      retry: false,
      source: ERROR_TABLE,
    },
    {
      code: 'invalid-expense-account',
      matches: /is an invalid expense account/i,
      sample: 'Ap Invoice Api import failed with error message:  [1200] is an invalid expense account.',
      cause:
        'The account Sage takes for a line, from its cost code or category, is missing or a control account, which takes no entries.',
      remedy:
        'In Sage, give the cost code or the category another cost account, or take the control account setting off the account, and send again.',
      waysOut: ['reopen-and-retry', 'send-again'],
      retry: false,
      source: ERROR_TABLE,
    },
  ]
}

function assumedFailures(): FailureRow[] {
  const missing = (type: string, words: string): FailureRow => ({
    code: `${words.replaceAll(' ', '-')}-not-found`,
    matches: new RegExp(`no entities could be found of type \\[${type}\\]`, 'i'),
    sample: `No entities could be found of type [${type}] with given where clause.`,
    cause: `The ${words} this item refers to is not, or no longer, in Sage.`,
    remedy: `See in Sage what became of the ${words}; link again what is named on the item, and send again.`,
    waysOut: ['link-existing', 'send-again'],
    retry: false,
    source: FORMATS,
  })
  return [
    missing('Commitment', 'commitment'),
    missing('Invoice', 'invoice'),
    {
      code: 'distribution-empty',
      matches: /the distribution has no amount/i,
      sample: "The document's codings are incomplete: The distribution has no amount.",
      cause: 'A line of the invoice has neither amount nor tax nor retainage.',
      remedy: 'Open the invoice, see that its lines are as they should be, and send again.',
      waysOut: ['send-again'],
      retry: false,
      source: `${FORMATS} (assumed words)`,
    },
    {
      code: 'retainage-not-held',
      matches: /more than is held on the commitment item/i,
      sample: '[Retainage] is more than is held on the commitment item.',
      cause: 'The invoice releases more retainage on a line than Sage holds there.',
      remedy: 'See what Sage holds on the commitment’s line, correct what is released, and send again.',
      waysOut: ['send-again'],
      retry: false,
      source: `${FORMATS} (assumed words)`,
    },
    {
      code: 'not-the-sum',
      matches: /is not the sum of the distributions/i,
      sample: '[Amount] is not the sum of the distributions, which is 1250.00.',
      cause: 'Head and lines of the invoice disagree.',
      remedy: 'Open the invoice, see that its figures are as they should be, and send again.',
      waysOut: ['send-again'],
      retry: false,
      source: `${FORMATS} (assumed words)`,
    },
  ]
}
