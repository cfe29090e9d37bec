/** What may be done to a company of the directory, and by what evidence an ERP vendor is taken to be the same firm. */
import { type Alike, alikeBy } from '../platform/likeness.ts'
import { type Refusal, refusal } from '../platform/refusal.ts'
import type { Vendor, VendorFields } from './model.ts'

/** May it be sent to the ERP? Lengths are the connector's to check. */
export function refusalsToSend(vendor: Pick<Vendor, 'name' | 'isActive' | 'erpId'>): Refusal[] {
  const refusals: Refusal[] = []
  if (vendor.erpId !== null)
    refusals.push(
      refusal('already-linked', `“${vendor.name}” is already linked to vendor ${vendor.erpId} of the ERP.`, {
        remedy: 'Unlink it first if it should become another vendor.',
      }),
    )
  if (!vendor.isActive)
    refusals.push(
      refusal('company-inactive', `“${vendor.name}” is inactive.`, { remedy: 'Activate it in the Directory first.' }),
    )
  return refusals
}

/** May it be linked to a vendor the ERP already has? */
export function refusalsToLink(vendor: Pick<Vendor, 'name' | 'isActive' | 'erpId'> | undefined): Refusal[] {
  return vendor ? refusalsToSend(vendor) : [refusal('not-found', 'There is no such company in the Directory.')]
}

export function refusalsToDelete(vendor: Pick<Vendor, 'name' | 'erpId'>, commitments: number): Refusal[] {
  const refusals: Refusal[] = []
  if (vendor.erpId !== null)
    refusals.push(
      refusal('linked', `“${vendor.name}” is linked to vendor ${vendor.erpId} of the ERP and cannot be deleted.`, {
        remedy: 'Unlink it first, or make it inactive.',
      }),
    )
  if (commitments > 0)
    refusals.push(
      refusal(
        'in-use',
        `“${vendor.name}” is the contract company of ${commitments} commitment(s) and cannot be deleted.`,
        {
          remedy: 'Make it inactive instead.',
        },
      ),
    )
  return refusals
}

/** A linked company's `origin_id` is the ERP's and is changed by linking only. */
export function refusalsToEdit(vendor: Pick<Vendor, 'erpId'>, change: Partial<VendorFields>): Refusal[] {
  if (vendor.erpId === null || change.originId === undefined || change.originId === vendor.erpId) return []
  return [
    refusal('origin-owned-by-erp', 'The origin_id of a linked company belongs to the ERP Integrations tool.', {
      field: 'origin_id',
      remedy: 'Leave origin_id out, or unlink the company first.',
    }),
  ]
}

export type Likeness = Pick<VendorFields, 'name' | 'address' | 'city' | 'zip' | 'phone'>

/** How surely two records are one firm: a rank for sorting and the reasons in words; undefined when nothing speaks for it. */
export function likeness(ours: Likeness, theirs: Likeness): Alike | undefined {
  const reasons: [points: number, reason: string][] = []
  const [name, other] = [words(ours.name), words(theirs.name)]
  const common = name.filter((word) => other.includes(word)).length
  if (name.join(' ') === other.join(' ')) reasons.push([50, 'same name'])
  else if (common > 0 && common * 2 >= Math.max(name.length, other.length)) reasons.push([25, 'similar name'])
  if (phoneDigits(ours.phone).length >= 7 && phoneDigits(ours.phone) === phoneDigits(theirs.phone))
    reasons.push([30, 'same telephone'])
  if (street(ours.address) !== '' && street(ours.address) === street(theirs.address)) {
    const samePlace = zip5(ours.zip) === zip5(theirs.zip) || ours.city.toLowerCase() === theirs.city.toLowerCase()
    reasons.push(samePlace ? [30, 'same address'] : [10, 'same street'])
  } else if (zip5(ours.zip) !== '' && zip5(ours.zip) === zip5(theirs.zip)) reasons.push([5, 'same ZIP'])
  return alikeBy(reasons, 25)
}

/** Legal forms and joining words say nothing about which firm it is. */
const EMPTY_WORDS = new Set([
  'inc',
  'incorporated',
  'llc',
  'ltd',
  'limited',
  'corp',
  'corporation',
  'co',
  'company',
  'the',
  'and',
  'of',
])

export function words(name: string): string[] {
  const all = name
    .toLowerCase()
    .replace(/[.'’]/g, '')
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean)
  const telling = all.filter((word) => !EMPTY_WORDS.has(word))
  return telling.length > 0 ? telling : all
}

function phoneDigits(phone: string): string {
  return phone.replace(/\D/g, '').slice(-10)
}

function zip5(zip: string): string {
  return zip.trim().slice(0, 5)
}

const STREET_WORDS: [RegExp, string][] = [
  [/\bstreet\b/g, 'st'],
  [/\bavenue\b/g, 'ave'],
  [/\broad\b/g, 'rd'],
  [/\bboulevard\b/g, 'blvd'],
  [/\bdrive\b/g, 'dr'],
]

function street(address: string): string {
  const plain = STREET_WORDS.reduce((text, [long, short]) => text.replace(long, short), address.toLowerCase())
  return plain.replace(/[^a-z0-9]/g, '')
}
