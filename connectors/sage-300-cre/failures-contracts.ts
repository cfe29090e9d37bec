import type { FailureRow } from '../../src/erp/failures.ts'

/** Where the rows of the failure tables come from. */
export const ERROR_TABLE = 'Source document, “Common Error Messages and Resolutions”'
export const FORMATS = 'docs/sage-300-cre-formats.md'

/** On the owner’s side of a job. */
const CONTRACT_PARTS: Record<string, string> = { Contract: 'contract', ContractItem: 'contract item' }

/** The owner’s contract and its items, as a prime contract change order names them. */
export function contractFailures(): FailureRow[] {
  return [
    {
      code: 'contract-item-exists',
      matches: /a contract item already exists on this contract with the specified code/i,
      sample: 'A contract item already exists on this contract with the specified code.',
      cause:
        'The contract or commitment has an item with this code in Sage: from an earlier attempt that got that far, added there by hand, or one whose line here is not imported yet.',
      remedy:
        'Look at its items in Sage, and sync the prime contracts. If the item is left over from an earlier attempt, send again: on a prime contract it is used, on a commitment delete it in Sage first. If it is another one, give the new line the next free number and send again.',
      waysOut: ['choose-next-number', 'send-again'],
      retry: false,
      source: `${ERROR_TABLE}, Change order packages`,
    },
    ...Object.entries(CONTRACT_PARTS).map(
      ([type, word]): FailureRow => ({
        code: `${word.replace(' ', '-')}-not-found`,
        matches: new RegExp(`no entities could be found of type \\[${type}\\]`, 'i'),
        sample: `No entities could be found of type [${type}] with given where clause.`,
        cause: `The ${word} this change order names is no longer on the job in Sage.`,
        remedy: `Set the ${word} up again in Sage, or take the change off its line here, and send again.`,
        waysOut: ['remap-code', 'send-again'],
        retry: false,
        source: `${FORMATS}, Contracts with the owner`,
      }),
    ),
  ]
}
