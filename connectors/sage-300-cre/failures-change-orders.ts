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
