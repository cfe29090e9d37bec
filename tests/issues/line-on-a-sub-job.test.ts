/** A line on a sub job's cost code was exported without the extra, so that its money stood on the job's own code of the same name (COM-3). */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Ground, ground, sent } from '../world/contracts.ts'
import { type Journey, journey } from '../world/journey.ts'

let of: Journey
let at: Ground

beforeAll(async () => {
  of = await journey()
  at = await ground(of)
})
afterAll(() => of?.close())

test('the item stands on the extra in the books', async () => {
  const moves = await sent(of, at, 'EXTRA-1', ['A1/02-400', '02-400'])
  await moves.accept('EXTRA-1')
  expect((await moves.until('Synced', 'Failed', 'Needs review')).status.word).toBe('Synced')
  const columns = ['Extra', 'Cost_Code', 'Category', 'Amount']
  const items = await of.books('JCM_MASTER__COMMITMENT_ITEM', columns, [
    { column: 'Commitment', op: '=', value: 'EXTRA-1' },
  ])
  expect(items).toEqual([
    { Extra: 'A1', Cost_Code: '02-400', Category: 'S', Amount: '1200.10' },
    { Extra: '', Cost_Code: '02-400', Category: 'S', Amount: '800.05' },
  ])
})
