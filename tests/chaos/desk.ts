/** What accountants do in the ERP by hand, behind everybody's back. */

import type { Books } from '../../simulator/sage-300-cre/books.ts'
import { deleteChangeOrder, deleteItem } from '../../simulator/sage-300-cre/desk-changes.ts'
import {
  changeItem,
  changeTransaction,
  deleteCommitment,
  deleteTransaction,
} from '../../simulator/sage-300-cre/desk-edits.ts'
import type { Row } from '../../simulator/sage-300-cre/table.ts'
import { CHANGED, numberOf } from './documents.ts'
import type { StoredOp } from './store.ts'

const NEW = 'JCT_NEW__TRANSACTION'
const CURRENT = 'JCT_CURRENT__TRANSACTION'

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
  for (const row of [...books.tables[CURRENT].by('Chg_Mgmt_Ref_2', marker)]) deleteTransaction(books, keyOf(books, row))
}

/** Takes the cost codes of a set off the job, with their categories. */
export function removeCodes(books: Books, { probes }: StoredOp): void {
  for (const [job = '', extra = '', code = '', category = ''] of probes.flatMap((probe) => probe.rows as string[][])) {
    const tied = books.get('JCM_MASTER__CATEGORY', job, extra, code, category)
    if (tied) books.remove('JCM_MASTER__CATEGORY', tied)
    const row = books.get('JCM_MASTER__COST_CODE', job, extra, code)
    if (row) books.remove('JCM_MASTER__COST_CODE', row)
  }
}

/** Changes an amount of the op's records; false when there is nothing to change. */
export function changeByHand(books: Books, { op, naturalKey }: StoredOp): boolean {
  if (naturalKey === null) {
    const [row] = books.tables[CURRENT].by('Chg_Mgmt_Ref_2', op.marker)
    if (row) changeTransaction(books, { ...keyOf(books, row), amount: '1.23' })
    return row !== undefined
  }
  const { header, items, key } = placeOf(op.kind, naturalKey)
  const custom = books.get(`${header}_CUSTOM_FIELDS`, ...key)
  const item = books.get(items, ...key, '1')
  if (!custom || !item || books.text(`${header}_CUSTOM_FIELDS`, custom, 'Gusset_Ref') !== op.marker) return false
  if (items === 'JCM_MASTER__COMMITMENT_ITEM') changeItem(books, { commitment: naturalKey, item: '1', amount: '1.23' })
  else books.change(items, item, { Amount: '1.23' })
  return true
}

/** Types a record of one's own under the op's number; false when the number is in use or the kind has none. */
export function typeRecord(books: Books, { op, naturalKey }: StoredOp): boolean {
  if (naturalKey === null) return false
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
