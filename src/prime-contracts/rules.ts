/** What may be done to a prime contract and its lines, and the sentence when it may not. */
import { equal, multiply, roundCents } from '../platform/money.ts'
import { type Refusal, refusal } from '../platform/refusal.ts'
import type {
  AccountingMethod,
  PrimeContract,
  PrimeContractFields,
  PrimeLine,
  PrimeLineFields,
  Source,
} from './model.ts'

type Stand = Pick<PrimeContract, 'number' | 'imported' | 'erpIds'>

/** Fields that belong to the ERP once the contract was imported from it. */
const OWNED: Partial<Record<keyof PrimeContractFields, [label: string, field: string]>> = {
  number: ['Number', 'number'],
  accountingMethod: ['Accounting Method', 'accounting_method'],
  originId: ['origin_id', 'origin_id'],
}

/** May these fields be changed? */
export function refusalsToEdit(contract: Stand, change: Partial<PrimeContractFields>): Refusal[] {
  if (!contract.imported) return []
  return Object.entries(OWNED)
    .filter(([field]) => change[field as keyof PrimeContractFields] !== undefined)
    .map(([, [label, field]]) =>
      refusal('imported', `${label} cannot be changed: ${name(contract)} was imported from the ERP.`, { field }),
    )
}

/** PRI-2; document 001, "Prime Contracts": after the import, codes and descriptions can be added to its lines, nothing else. */
export function refusalsToEditLine(
  line: Pick<PrimeLine, 'source' | 'position'>,
  change: Partial<PrimeLineFields>,
): Refusal[] {
  if (line.source === null) return []
  const owned: [keyof PrimeLineFields, string, string][] = [
    ['item', 'Item', 'item'],
    ['amount', 'Contract Amount', 'amount'],
  ]
  return owned
    .filter(([field]) => change[field] !== undefined)
    .map(([, label, field]) =>
      refusal(
        'imported-line',
        `${label} of line ${line.position} cannot be changed: the line was imported from the ERP.`,
        {
          field,
          remedy: 'Change it in the ERP; its cost code, cost type and description are yours to set here.',
        },
      ),
    )
}

/** What the line is worth must agree with its units where it is priced by them. */
export function refusalsOfLine(
  method: AccountingMethod,
  line: Pick<PrimeLineFields, 'quantity' | 'unitCost' | 'amount'>,
): Refusal[] {
  if (method !== 'unit') return []
  if (line.quantity === null || line.unitCost === null)
    return [
      refusal('units-missing', 'A line of a unit-based contract needs a quantity and a unit price.', {
        field: 'quantity',
      }),
    ]
  const product = roundCents(multiply(line.quantity, line.unitCost))
  if (equal(product, line.amount)) return []
  return [
    refusal(
      'amount-not-units-times-unit-cost',
      `The amount is ${line.amount}, but ${line.quantity} units at ${line.unitCost} make ${product}.`,
      { field: 'amount' },
    ),
  ]
}

export function refusalsToDelete(contract: Stand & Pick<PrimeContract, 'status'>): Refusal[] {
  if (contract.erpIds.length > 0)
    return [
      refusal(
        'synced',
        `${name(contract)} is synced with the ERP as ${contract.erpIds.join(', ')} and cannot be deleted.`,
      ),
    ]
  if (contract.status === 'Approved' || contract.status === 'Complete')
    return [
      refusal('approved', `${name(contract)} is ${contract.status} and cannot be deleted.`, {
        field: 'status',
        remedy: 'Change its status first.',
      }),
    ]
  return []
}

export function refusalsToDeleteLine(line: Pick<PrimeLine, 'source' | 'position'>): Refusal[] {
  if (line.source === null) return []
  return [
    refusal('imported-line', `Line ${line.position} was imported from the ERP and cannot be deleted.`, {
      remedy: 'Delete the item in the ERP.',
    }),
  ]
}

/** Why a contract of the ERP cannot be imported into this prime contract; PRI-2: several of one job may go into one. */
export function refusalsToLink(
  contract: Pick<PrimeContract, 'number' | 'jobErpId' | 'projectName'> | undefined,
): Refusal[] {
  if (!contract) return [refusal('not-found', 'There is no such prime contract.')]
  if (contract.jobErpId === null)
    return [
      refusal('project-not-linked', `The project “${contract.projectName}” is not linked to a job of the ERP.`, {
        remedy: 'Add its job first.',
      }),
    ]
  return []
}

/** The four reasons of document 001, "Prime Contracts": "The 'Re-Import' button is grayed out and unavailable when". */
export function refusalsToReimport(
  contract: Pick<PrimeContract, 'number' | 'status' | 'jobErpId' | 'projectName'>,
  sources: Pick<Source, 'erpId' | 'newItems' | 'otherProject' | 'linked'>[],
): Refusal[] {
  const linked = sources.filter((each) => each.linked)
  const refusals: Refusal[] = []
  if (contract.status !== 'Approved')
    refusals.push(
      refusal(
        'unapproved',
        `${name(contract)} is ${contract.status}: lines are imported again only into an Approved one.`,
        {
          field: 'status',
          remedy: 'Approve it first.',
        },
      ),
    )
  if (contract.jobErpId === null)
    refusals.push(
      refusal('project-not-linked', `The project “${contract.projectName}” is not linked to a job of the ERP.`, {
        remedy: 'Link the project first.',
      }),
    )
  for (const { erpId, otherProject } of sources)
    if (otherProject !== null)
      refusals.push(
        refusal(
          'on-two-projects',
          `Contract ${erpId} of the ERP was added to two projects, here and on “${otherProject}”.`,
          {
            remedy: 'Delete the prime contract that was added by mistake.',
          },
        ),
      )
  if (linked.length === 0) refusals.push(refusal('not-imported', `${name(contract)} was not imported from the ERP.`))
  else if (linked.every((each) => each.newItems === 0))
    refusals.push(
      refusal('nothing-new', 'The ERP has no line that is not here already.', {
        remedy: 'Sync the prime contracts to see what is new.',
      }),
    )
  return refusals
}

const name = ({ number }: Pick<PrimeContract, 'number'>): string => `Prime contract ${number}`
