/**
 * The items of the pretend jobsite and their records: commitments and change orders by the connector's own mapping (a change order that adds
 * an item comes as two files, so it can stand in the books in part), and estimates, whose kind is the dangerous one: additive, without a
 * natural key, so that the ERP takes a second import without a word.
 */
import { sage300cre } from '../../connectors/sage-300-cre/index.ts'
import type { ImportField, ImportFile, Probe } from '../../src/erp/protocol.ts'
import { payloadHash } from '../../src/erp/protocol-hash.ts'

export type ItemKind = 'commitment' | 'change-order' | 'estimate'
/** The mix. A change order of two files asks for a person whenever something dies between them, so there are fewer of it (I14). */
export const MIX: readonly ItemKind[] = ['commitment', 'commitment', 'estimate', 'estimate', 'change-order']

export interface Line {
  costCode: string
  category: string
  /** Decimal text. */
  amount: string
}

/** What the project manager wrote. `rev` rises with each edit. */
export interface Content {
  rev: number
  /** Natural key of a commitment or change order; estimates have none. */
  erpId: string
  lines: Line[]
}

export const JOB = '25-100'
export const VENDOR = 'ACME'
/** The commitment whose items change orders change: one on each cost code, of the first category. */
export const CHANGED = 'SC-CHANGED'
export const COST_CODES = ['01-100', '02-200', '03-300', '04-400']
export const CATEGORIES = ['L', 'M', 'S']

export interface Rendered {
  files: ImportFile[]
  probes: Probe[]
  hash: string
}

const rendered = new WeakMap<Content, Map<string, Rendered>>()

/** The records, the rows to look for and their hash. Content never changes, so what was rendered once is kept. */
export function render(kind: ItemKind, content: Content, marker: string): Rendered {
  const known = rendered.get(content) ?? new Map<string, Rendered>()
  rendered.set(content, known)
  const again = known.get(marker)
  if (again) return again
  const records = RENDERERS[kind](content, marker)
  const whole = { ...records, hash: payloadHash({ kind, ...records }) }
  known.set(marker, whole)
  return whole
}

const RENDERERS: Record<ItemKind, (content: Content, marker: string) => { files: ImportFile[]; probes: Probe[] }> = {
  commitment: renderCommitment,
  'change-order': renderChangeOrder,
  estimate: renderEstimate,
}

/** The change order’s number in the books. */
export const numberOf = (erpId: string) => erpId.slice('SC-'.length)

/** Changes the first items of the commitment; from two lines on the last one adds an item. */
function renderChangeOrder(content: Content, marker: string): { files: ImportFile[]; probes: Probe[] } {
  const number = numberOf(content.erpId)
  const changes = content.lines.map((line, at) => {
    const isNew = at > 0 && at === content.lines.length - 1
    const item = isNew ? { number: 1_000 + Number(number), category: line.category } : { number: at + 1, category: 'L' }
    return {
      ...{ isNew, description: `Item ${item.number}`, job: JOB, extra: '', costCode: line.costCode, ...item },
      ...{ quantity: null, unitCost: null, uom: null, amount: line.amount, parts: [] },
    }
  })
  const document = {
    ...{ kind: 'commitment-change-order', id: 1, erpId: number, number, title: 'More work', status: 'Approved' },
    commitment: { erpId: CHANGED, type: 'subcontract', title: CHANGED },
    job: { erpId: JOB, name: JOB },
    accountingMethod: 'amount',
    newItems: changes.filter((each) => each.isNew),
    changes,
  }
  const context = { marker, today: '2026-01-05', erpVersion: '24.1' }
  const { files, probes } = sage300cre.exports['commitment-change-order']!.render(document, context)
  return { files, probes }
}

function renderCommitment(content: Content, marker: string): { files: ImportFile[]; probes: Probe[] } {
  const document = {
    kind: 'commitment',
    id: 1,
    erpId: content.erpId,
    type: 'subcontract',
    title: 'Concrete work',
    vendor: { erpId: VENDOR, name: VENDOR },
    job: { erpId: JOB, name: JOB },
    date: '2026-01-05',
    retainagePercent: '5',
    accountingMethod: 'amount',
    lines: content.lines.map((line, at) => ({
      ...{ number: at + 1, description: `Line ${at + 1}`, job: JOB, extra: '' },
      ...{
        costCode: line.costCode,
        category: line.category,
        quantity: null,
        unitCost: null,
        uom: null,
        amount: line.amount,
      },
    })),
  }
  const { files, probes } = sage300cre.exports.commitment!.render(document, {
    marker,
    today: '2026-01-05',
    erpVersion: '24.1',
  })
  return { files, probes }
}

function renderEstimate(content: Content, marker: string): { files: ImportFile[]; probes: Probe[] } {
  const alpha = (value: string): ImportField => ({ value, as: 'alpha' })
  const plain = (value: string): ImportField => ({ value, as: 'plain' })
  const records = content.lines.map((line) => [
    ...[alpha('C'), alpha(JOB), alpha(''), alpha(line.costCode), alpha(line.category), alpha('Estimate')],
    ...[plain('01/05/2026'), plain(''), alpha(''), plain(line.amount), plain(''), alpha(marker), alpha(''), alpha('')],
    alpha(marker),
  ])
  const probe: Probe = {
    tables: ['JCT_NEW__TRANSACTION', 'JCT_CURRENT__TRANSACTION'],
    where: [{ column: 'Chg_Mgmt_Ref_2', op: '=', value: marker }],
    columns: [
      { name: 'Job', as: 'text' },
      { name: 'Cost_Code', as: 'text' },
      { name: 'Category', as: 'text' },
      { name: 'Amount', as: 'decimal' },
      { name: 'Transaction_Date', as: 'date' },
    ],
    key: 3,
    rows: content.lines.map((line) => [JOB, line.costCode, line.category, line.amount, '2026-01-05']),
    complete: true,
    identity: true,
  }
  return { files: [{ task: 'jc-import-estimates', records }], probes: [probe] }
}
