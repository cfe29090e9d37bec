/** What accountants do in the ERP by hand, behind everybody's back. */

import type { Books } from '../../simulator/sage-300-cre/books.ts'
import { deleteChangeOrder, deleteItem } from '../../simulator/sage-300-cre/desk-changes.ts'
import {
  changeItem,
  changeTransaction,
  deleteCommitment,
  deleteTransaction,
} from '../../simulator/sage-300-cre/desk-edits.ts'
import { deleteInvoice } from '../../simulator/sage-300-cre/desk-invoices.ts'
import type { Row } from '../../simulator/sage-300-cre/table.ts'
import type { TableName } from '../../simulator/sage-300-cre/tables.ts'
import { CHANGED, numberOf, VENDOR } from './documents.ts'
import type { StoredOp } from './store.ts'

const NEW = 'JCT_NEW__TRANSACTION'
const CURRENT = 'JCT_CURRENT__TRANSACTION'
const INVOICE = 'API_NEW__INVOICE'

/** Takes everything with this mark out of the books. */
export function removeByHand(books: Books, marker: string): void {
  const orders = books.tables.JCM_MASTER__COMMITMENT_CO_CUSTOM_FIELDS
  for (const row of [...orders.by('Gusset_Ref', marker)])
    deleteChangeOrder(books, { commitment: orders.text(row, 'Commitment'), number: orders.text(row, 'Commitment_CO') })
  const items = books.tables.JCM_MASTER__COMMITMENT_ITEM_CUSTOM_FIELDS
  for (const row of [...items.by('Gusset_Ref', marker)])
    deleteItem(books, { commitment: items.text(row, 'Commitment'), item: items.text(row, 'Item_Number') })
  const custom = books.tables.JCM_MASTER__COMMITMENT_CUSTOM_FIELDS
  for (const row of [...custom.by('Gusset_Ref', marker)]) deleteCommitment(books, custom.text(row, 'Commitment'))
  for (const row of [...books.tables[NEW].by('Chg_Mgmt_Ref_2', marker)]) books.remove(NEW, row)
  const invoices = books.tables[INVOICE]
  for (const row of [...invoices.by('Invoice_Code_2', marker)])
    deleteInvoice(books, { vendor: invoices.text(row, 'Vendor'), invoice: invoices.text(row, 'Invoice') })
  for (const row of [...books.tables.PRT_NEW__TIME.by('Ref_1', marker)]) books.remove('PRT_NEW__TIME', row)
  for (const row of [...books.tables[CURRENT].by('Chg_Mgmt_Ref_2', marker)]) deleteTransaction(books, keyOf(books, row))
}

/** Takes what a kind without marks set up out of the books again: a vendor, a job, an extra, cost codes and their categories. */
export function removeContent(books: Books, { op, probes }: StoredOp): void {
  if (op.kind === 'payment') return
  for (const { tables, key, rows } of probes)
    for (const values of rows) {
      const table = tables[0] as TableName
      const row = books.get(table, ...values.slice(0, key).map((value) => value ?? ''))
      if (row) books.remove(table, row)
    }
}

/** Changes an amount of the op's records; false when there is nothing to change. */
export function changeByHand(books: Books, { op, naturalKey }: StoredOp): boolean {
  if (naturalKey === null) {
    const [row] = books.tables[CURRENT].by('Chg_Mgmt_Ref_2', op.marker)
    if (row) changeTransaction(books, { ...keyOf(books, row), amount: '1.23' })
    return row !== undefined
  }
  if (op.kind === 'subcontractor-invoice') return changeInvoice(books, op.marker, naturalKey)
  const { header, items, key } = placeOf(op.kind, naturalKey)
  const custom = books.get(`${header}_CUSTOM_FIELDS`, ...key)
  const item = books.get(items, ...key, '1')
  if (!custom || !item || books.text(`${header}_CUSTOM_FIELDS`, custom, 'Gusset_Ref') !== op.marker) return false
  if (items === 'JCM_MASTER__COMMITMENT_ITEM') changeItem(books, { commitment: naturalKey, item: '1', amount: '1.23' })
  else books.change(items, item, { Amount: '1.23' })
  return true
}

function changeInvoice(books: Books, marker: string, invoice: string): boolean {
  const header = books.get(INVOICE, VENDOR, invoice)
  const line = books.get('API_NEW__DISTRIBUTION', VENDOR, invoice, '1')
  if (!header || !line || books.text(INVOICE, header, 'Invoice_Code_2') !== marker) return false
  books.change('API_NEW__DISTRIBUTION', line, { Amount: '1.23' })
  return true
}

/** Types a record of one's own under the op's number; false when the number is in use or the kind has none. */
export function typeRecord(books: Books, { op, naturalKey }: StoredOp): boolean {
  if (naturalKey === null) return false
  if (op.kind === 'subcontractor-invoice') {
    if (books.get(INVOICE, VENDOR, naturalKey)) return false
    books.insert(INVOICE, { Vendor: VENDOR, Invoice: naturalKey, Description: 'Typed by hand' })
    return true
  }
  const { header, key } = placeOf(op.kind, naturalKey)
  if (books.get(header, ...key)) return false
  const names = ['Commitment', 'Commitment_CO']
  const own = Object.fromEntries(key.map((value, at): [string, string] => [names[at]!, value]))
  books.insert(header, { ...own, Description: 'Typed by hand' })
  books.insert(`${header}_CUSTOM_FIELDS`, own)
  return true
}

/** Where the books keep a kind, and its key there. */
function placeOf(kind: string, naturalKey: string) {
  return kind === 'commitment'
    ? ({ header: 'JCM_MASTER__COMMITMENT', items: 'JCM_MASTER__COMMITMENT_ITEM', key: [naturalKey] } as const)
    : ({
        header: 'JCM_MASTER__COMMITMENT_CO',
        items: 'JCM_MASTER__COMMITMENT_CO_ITEM',
        key: [CHANGED, numberOf(naturalKey)],
      } as const)
}

function keyOf(books: Books, row: Row): { run: string; sequence: string } {
  return { run: books.text(CURRENT, row, 'Run'), sequence: books.text(CURRENT, row, 'Sequence') }
}
