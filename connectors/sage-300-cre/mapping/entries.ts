/**
 * What every export of job cost entries shares. Such entries have no key of their own: the ERP adds a second import to the first without a
 * word, so each record carries our mark, and one look finds everything under it (export protocol 3.2).
 */
import type { OutboundRow, OutboundTable } from '../../../src/erp/mapping.ts'
import { readBack } from '../../../src/erp/mapping-out.ts'
import { fieldOf, scopesOf, textAt } from '../../../src/erp/mapping-values.ts'
import type { CompareAs, Probe } from '../../../src/erp/protocol.ts'
import { isDecimal, isZero } from '../../../src/platform/money.ts'
import { type Refusal, refusal } from '../../../src/platform/refusal.ts'
import { ERP } from '../files.ts'
import { textOut } from './rows.ts'

/** Unposted and posted. */
const ENTRY_TABLES = ['JCT_NEW__TRANSACTION', 'JCT_CURRENT__TRANSACTION']

/** The columns that tell our entries apart, then those compared. */
const KEY_COLUMNS = ['Job', 'Extra', 'Cost_Code', 'Category', 'Transaction_Type', 'Contract', 'Item']
const COLUMNS: Probe['columns'] = [
  ...KEY_COLUMNS.map((name) => ({ name, as: 'text' as CompareAs })),
  { name: 'Amount', as: 'decimal' },
  { name: 'Units', as: 'decimal' },
]

/** For the tables whose records make entries. */
export const READ_BACK = {
  tables: ENTRY_TABLES,
  key: KEY_COLUMNS.length,
  complete: true,
}

/** One look for everything under our mark, whichever tables made it. */
export function entryProbe(tables: OutboundTable[], document: unknown, marker: string): Probe {
  return {
    tables: ENTRY_TABLES,
    where: [{ column: 'Chg_Mgmt_Ref_2', op: '=', value: marker }],
    columns: COLUMNS,
    key: KEY_COLUMNS.length,
    rows: tables.flatMap((table) => entriesOf(table, document)),
    complete: true,
    identity: true,
  }
}

function entriesOf(table: OutboundTable, document: unknown): Probe['rows'] {
  const { columns, rows } = readBack(table, document, [])
  const places = COLUMNS.map(({ name }) => columns.findIndex((column) => column.name === name))
  return rows.map((row) => places.map((place, at) => row[place] ?? (COLUMNS[at]?.as === 'decimal' ? '0' : '')))
}

/** The ERP makes no entry of nothing, and two entries on one place could not be told apart: neither may be waited for. */
export function entryRefusals(tables: OutboundTable[], document: unknown): Refusal[] {
  return tables.flatMap((table) => {
    const seen = new Set<string>()
    return scopesOf(table, document).flatMap((scope) => {
      const of = (name: string) => textAt(scope, `${table.each}.${name}`)
      const place = [of('extra'), of('costCode'), of('category'), of('contract'), of('item')]
        .filter((each) => each !== '')
        .join(' ')
      const field = { field: fieldOf(scope, `${table.each}.amount`) }
      const refusals: Refusal[] = []
      if (seen.has(place))
        refusals.push(
          refusal('entry-twice', `${table.title}: ${place} is there twice; ${ERP} takes one sum for each.`, field),
        )
      if (isDecimal(of('amount')) && isZero(of('amount')))
        refusals.push(refusal('entry-zero', `${table.title}: ${place} has no amount, and nothing to send.`, field))
      seen.add(place)
      return refusals
    })
  })
}

/** Where an entry stands; `list` is the document’s list of amounts. */
export function placeRows(list: string): OutboundRow[] {
  return [
    textOut(['Sage Job ID', 'Job'], 'job.erpId', { text: 12, significant: 10, required: true }),
    textOut(['Sage Sub Job ID', 'Extra'], `${list}.extra`, { text: 10 }),
    textOut(['Cost Code', 'Cost Code'], `${list}.costCode`, { text: 12, required: true }),
    textOut(['Cost Type', 'Category'], `${list}.category`, { text: 3, required: true }),
  ]
}

/** `9.2` with a sign, as both import formats have it. */
export function amountRow(list: string, ours: string, note?: string): OutboundRow {
  return {
    ours,
    arrow: '->',
    theirs: 'Amount',
    field: 'Amount',
    from: `${list}.amount`,
    as: 'decimal',
    column: 'Amount',
    limit: { decimal: [9, 2], required: true },
    ...(note === undefined ? {} : { note }),
  }
}

/** The kind of entry a record makes: written into it where the format has a field for it, and always read back. */
export function typeRow(ours: string, type: string, field?: string): OutboundRow {
  return {
    ours,
    arrow: '->',
    theirs: 'Transaction Type',
    ...(field === undefined ? {} : { field }),
    from: `= ${type}`,
    as: 'text',
    column: 'Transaction_Type',
  }
}

const MARK_NOTE = 'Beyond the source table: tells our entries from anybody else’s, so that no money is booked twice.'

/** Our mark, twice: as the batch, so that the accountants find and post the export as one, and in the record. */
export function markRows(note = MARK_NOTE): OutboundRow[] {
  return [
    {
      ours: 'Gusset’s mark',
      arrow: '->',
      theirs: 'Batch',
      field: 'Batch',
      from: '@marker',
      as: 'text',
      note: 'Beyond the source table: one export is one batch, to be posted in Job Cost.',
    },
    {
      ours: 'Gusset’s mark',
      arrow: '->',
      theirs: 'Change Management Reference 2',
      field: 'Change Management Reference 2',
      from: '@marker',
      as: 'text',
      note,
    },
  ]
}

export function dateRow(ours: string, field: string): OutboundRow {
  return { ours, arrow: '->', theirs: 'Transaction Date', field, from: '@today', as: 'date' }
}
