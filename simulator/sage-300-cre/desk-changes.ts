import { Refused } from '../refused.ts'
import type { Books } from './books.ts'
import { enterChangeOrder } from './commitment-changes.ts'
import { type DeskBody, text } from './desk.ts'
import { exact } from './desk-edits.ts'
import { isZero } from './money.ts'
import { accumulate } from './post.ts'

const NEW = 'JCT_NEW__TRANSACTION'
const CURRENT = 'JCT_CURRENT__TRANSACTION'
const ITEM = 'JCM_MASTER__COMMITMENT_ITEM'
const CHANGE_ITEM = 'JCM_MASTER__COMMITMENT_CO_ITEM'

/** Job Cost > Tasks > Commitments, change orders: an approved one of one item, entered by hand. Its entry waits in new.jct. */
export function addChangeOrder(books: Books, body: DeskBody): void {
  const units = text(body, 'units', false)
  const refused = enterChangeOrder(books, {
    Commitment: text(body, 'commitment'),
    Code: text(body, 'number'),
    Description: text(body, 'description', false),
    Date: books.today(),
    Status: 'Approved',
    ApprovedDate: books.today(),
    Gusset_Ref: '',
    ItemNumber: text(body, 'item'),
    Units: units === '' ? '' : exact(units, 4),
    Amount: exact(text(body, 'amount'), 2),
  })
  if (refused) throw new Refused(refused)
}

/** Deletes a change order with its items and its entries, posted or not. Items that it added to the commitment stay there, worth nothing. */
export function deleteChangeOrder(books: Books, body: DeskBody): { deleted: number } {
  const [commitment, number] = [text(body, 'commitment'), text(body, 'number')]
  const order = books.get('JCM_MASTER__COMMITMENT_CO', commitment, number)
  if (!order) throw new Refused(`There is no change order ${number} on commitment ${commitment}.`)
  for (const name of [NEW, CURRENT] as const) {
    for (const entry of [...books.tables[name].by('Commitment', commitment)]) {
      if (books.text(name, entry, 'Commitment_CO') !== number) continue
      if (name === CURRENT) accumulate(books, CURRENT, entry, true)
      books.remove(name, entry)
    }
  }
  const items = [...books.tables[CHANGE_ITEM].by('Commitment', commitment)].filter(
    (item) => books.text(CHANGE_ITEM, item, 'Commitment_CO') === number,
  )
  for (const item of items) books.remove(CHANGE_ITEM, item)
  const custom = books.get('JCM_MASTER__COMMITMENT_CO_CUSTOM_FIELDS', commitment, number)
  if (custom) books.remove('JCM_MASTER__COMMITMENT_CO_CUSTOM_FIELDS', custom)
  books.remove('JCM_MASTER__COMMITMENT_CO', order)
  return { deleted: items.length }
}

/** Deletes an item that is worth nothing and that no change order names. */
export function deleteItem(books: Books, body: DeskBody): void {
  const [commitment, number] = [text(body, 'commitment'), text(body, 'item')]
  const item = books.get(ITEM, commitment, number)
  if (!item) throw new Refused(`There is no item ${number} on commitment ${commitment}.`)
  const named = [...books.tables[CHANGE_ITEM].by('Commitment', commitment)].some(
    (each) => books.text(CHANGE_ITEM, each, 'Item_Number') === number,
  )
  if (named || !isZero(books.text(ITEM, item, 'Amount')))
    throw new Refused(`Item ${number} of commitment ${commitment} carries amounts and cannot be deleted.`)
  const custom = books.get('JCM_MASTER__COMMITMENT_ITEM_CUSTOM_FIELDS', commitment, number)
  if (custom) books.remove('JCM_MASTER__COMMITMENT_ITEM_CUSTOM_FIELDS', custom)
  books.remove(ITEM, item)
}
