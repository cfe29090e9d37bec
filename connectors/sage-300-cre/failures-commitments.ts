import type { FailureRow } from '../../src/erp/failures.ts'

const ERROR_TABLE = 'Source document, “Common Error Messages and Resolutions”'
const FORMATS = 'docs/sage-300-cre-formats.md'

/** What Sage says no with to change orders on commitments. */
export function changeOrderFailures(): FailureRow[] {
  const documented = { retry: false, source: `${ERROR_TABLE}, Change order packages` }
  const assumed = { retry: false, source: `${FORMATS}, jc-import-commitment-changes (assumed words)` }
  return [
    {
      code: 'change-order-exists',
      matches: /a change order with code .+ already exists on this contract/i,
      sample: 'A change order with code 003 already exists on this contract.',
      cause: 'The number is in use on this commitment in Sage: entered there by hand, or by an earlier attempt.',
      remedy:
        'Compare it with ours. If it is the same change order, link it; if it is another one, take the next free number and send again.',
      waysOut: ['link-existing', 'choose-next-number', 'send-again'],
      ...documented,
    },
    {
      code: 'change-order-id-exists',
      matches: /a commitment change order already exists with the specified id/i,
      sample: 'A commitment change order already exists with the specified id.',
      cause:
        'The numbers of commitment change orders are unique over all commitments, and one in Sage has this number already.',
      remedy:
        'Look it up in Sage. If it is this change order with all of its items, link it; else take the next free number and send again.',
      waysOut: ['link-existing', 'choose-next-number', 'send-again'],
      ...documented,
    },
    {
      code: 'commitment-item-not-found',
      matches: /no entities could be found of type \[commitmentitem\]/i,
      sample: 'No entities could be found of type [CommitmentItem] with given where clause.',
      cause: 'The item that is changed is not, or no longer, on the commitment in Sage.',
      remedy:
        'Look at the items of the commitment in Sage. Add the missing one there again, or add it as a new item here, and send again.',
      waysOut: ['send-again'],
      ...assumed,
    },
    {
      code: 'item-changed-twice',
      matches: /cannot be modified more than once on a change order/i,
      sample: 'Contract line item [3] cannot be modified more than once on a change order.',
      cause: 'Sage takes each item of a commitment only once on a change order.',
      remedy: 'Send again: the lines of one item are summed into one.',
      waysOut: ['send-again'],
      ...assumed,
    },
    {
      code: 'unit-cost-mismatch',
      matches: /\[unitcost\] does not match the unit cost of the commitment item/i,
      sample: '[UnitCost] does not match the unit cost of the commitment item, which is 101.2500.',
      cause: 'The item has another unit cost in Sage. A change order changes its units, never its unit cost.',
      remedy:
        'Correct the item in Sage if it was changed there. For another price take the item’s units off and add a new item, and send again.',
      waysOut: ['send-again'],
      ...assumed,
    },
    {
      code: 'change-order-not-approved',
      matches: /\[status\] must be approved/i,
      sample: '[Status] must be Approved.',
      cause: 'Sage takes approved commitment change orders only.',
      remedy: 'Set the status to Approved and send again.',
      waysOut: ['send-again'],
      ...assumed,
    },
  ]
}

/** What Sage says no with to commitments and their items. */
export function commitmentFailures(): FailureRow[] {
  return [
    {
      code: 'commitment-exists',
      matches: /a commitment with code \[[^\]]*\] already exi[s]?ts|a commitment already exists with the specified id/i,
      sample: 'A commitment with code [25-001-01] already exists.',
      cause:
        'Sage has a commitment with this code: one deleted here and created again, an earlier attempt that got through, or a different commitment that took the code.',
      remedy:
        'Compare it with ours. If it is the same commitment, link it; if it is another one, take the next free number and send again.',
      waysOut: ['link-existing', 'choose-next-number', 'send-again'],
      retry: false,
      source: `${ERROR_TABLE}, Contracts`,
    },
    {
      code: 'vendor-inactive',
      matches: /vendor is inactive|vendor .*has been archived/i,
      sample: 'Vendor is inactive/has been archived.',
      cause: 'The vendor of this commitment is inactive in Sage, or is no longer there.',
      remedy: 'Untick “Inactive” on the vendor in Sage, see that the company is still linked to it, and send again.',
      waysOut: ['reopen-and-retry', 'link-existing'],
      retry: false,
      source: `${ERROR_TABLE}, Contracts`,
    },
    {
      code: 'code-change-not-allowed',
      matches: /changing the code is not allowed/i,
      sample: 'Changing the code is not allowed.',
      cause: 'The item was tried before under another code, and that attempt is still known to Sage.',
      remedy:
        'Look for the earlier attempt in Sage. If it is there, link it; if it is not, send again: each sending starts afresh.',
      waysOut: ['link-existing', 'send-again'],
      retry: false,
      source: `${ERROR_TABLE}, Contracts`,
    },
    {
      code: 'commitment-archived',
      matches: /commitment has been archived/i,
      sample: 'Commitment has been archived.',
      cause: 'The commitment was archived or closed in Sage, or one of its items is not linked.',
      remedy:
        'Reopen the commitment in Sage (Job Cost > Tasks > Commitments) and compare its items with ours; link it again if the link was lost, and send again.',
      waysOut: ['reopen-and-retry', 'link-existing'],
      retry: false,
      source: `${ERROR_TABLE}, Change order packages`,
    },
    {
      code: 'item-exists',
      matches: /a commitment item with number \[[^\]]*\] already exists/i,
      sample: 'A commitment item with number [3] already exists.',
      cause: 'Two lines of this commitment have the same line number.',
      remedy: 'Number the lines anew and send again.',
      waysOut: ['send-again'],
      retry: false,
      source: `${FORMATS}, jc-import-commitments (assumed words)`,
    },
    {
      code: 'sibling-refused',
      matches: /was not imported because another record of (it|its file) was refused/i,
      sample: 'The commitment was not imported because another record of it was refused.',
      cause: 'Sage takes a commitment, or a file of entries, as a whole; the record that it refused says why.',
      remedy: 'Mend what the other sentence names and send again.',
      waysOut: ['send-again'],
      retry: false,
      source: `${FORMATS}, jc-import-commitments (assumed words)`,
    },
  ]
}
