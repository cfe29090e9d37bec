/** What accountants do in the ERP by hand, behind everybody's back. */

import type { Books } from '../../simulator/sage-300-cre/books.ts'
import {
  changeItem,
  changeTransaction,
  deleteCommitment,
  deleteTransaction,
} from '../../simulator/sage-300-cre/desk-edits.ts'
import type { Row } from '../../simulator/sage-300-cre/table.ts'
import { JOB, VENDOR } from './documents.ts'
import type { StoredOp } from './store.ts'

const NEW = 'JCT_NEW__TRANSACTION'
const CURRENT = 'JCT_CURRENT__TRANSACTION'

/** Takes everything with this mark out of the books. */
export function removeByHand(books: Books, marker: string): void {
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
  if (naturalKey !== null) {
    if (markOf(books, naturalKey) !== op.marker || !books.get('JCM_MASTER__COMMITMENT_ITEM', naturalKey, '1'))
      return false
    changeItem(books, { commitment: naturalKey, item: '1', amount: '1.23' })
    return true
  }
  const [row] = books.tables[CURRENT].by('Chg_Mgmt_Ref_2', op.marker)
  if (row) changeTransaction(books, { ...keyOf(books, row), amount: '1.23' })
  return row !== undefined
}

/** Types a record of one's own under the commitment's number; false when the number is in use or the kind has none. */
export function typeRecord(books: Books, { naturalKey }: StoredOp): boolean {
  if (naturalKey === null || books.get('JCM_MASTER__COMMITMENT', naturalKey)) return false
  books.insert('JCM_MASTER__COMMITMENT', {
    Commitment: naturalKey,
    Description: 'Typed by hand',
    Vendor: VENDOR,
    Job: JOB,
  })
  books.insert('JCM_MASTER__COMMITMENT_CUSTOM_FIELDS', { Commitment: naturalKey })
  return true
}

function markOf(books: Books, naturalKey: string): string | undefined {
  const custom = books.get('JCM_MASTER__COMMITMENT_CUSTOM_FIELDS', naturalKey)
  return custom && books.text('JCM_MASTER__COMMITMENT_CUSTOM_FIELDS', custom, 'Gusset_Ref')
}

function keyOf(books: Books, row: Row): { run: string; sequence: string } {
  return { run: books.text(CURRENT, row, 'Run'), sequence: books.text(CURRENT, row, 'Sequence') }
}
