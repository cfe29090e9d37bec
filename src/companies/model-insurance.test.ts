import { expect, it } from 'vitest'
import { standingOf } from './model-insurance.ts'

it.each([
  [null, 'No expiration date', 'grey'],
  [-12, 'Expired 12 days ago', 'red'],
  [-1, 'Expired 1 day ago', 'red'],
  [0, 'Expires today', 'yellow'],
  [1, 'Expires in 1 day', 'yellow'],
  [30, 'Expires in 30 days', 'yellow'],
  [31, 'In force', 'green'],
])('%s days left: %s', (daysLeft, word, colour) => {
  expect(standingOf(daysLeft)).toEqual({ word, colour })
})
