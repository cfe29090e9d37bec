import fc from 'fast-check'
import { expect, test } from 'vitest'
import { marker, opKey } from './op-key.ts'

const intent = { company: 1, kind: 'commitment', item: 42, intentNo: 1 }

test('the same wish always has the same name', () => {
  expect(opKey('secret', intent)).toBe(opKey('secret', { ...intent }))
  expect(opKey('secret', intent)).toMatch(/^[0-9A-Z]{52}$/)
})

test('another company, kind, item, intent or secret has another name', () => {
  const names = [
    opKey('secret', intent),
    opKey('secret', { ...intent, company: 2 }),
    opKey('secret', { ...intent, kind: 'job' }),
    opKey('secret', { ...intent, item: 43 }),
    opKey('secret', { ...intent, intentNo: 2 }),
    opKey('other', intent),
  ]
  expect(new Set(names).size).toBe(names.length)
})

test('a name is the same in every version of this program', () => {
  expect(opKey('key', intent)).toBe('4TCRTYDJP66DVMN3FNG3M5FZT8QY18V2FQG39Q32JKD7KP2SDYYG')
})

test('a marker is the beginning of the key, and another one with each salt', () => {
  const key = opKey('secret', intent)
  expect(marker('secret', key)).toBe(key.slice(0, 10))
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1000 }), (salt) => {
      const salted = marker('secret', key, salt)
      expect(salted).toMatch(/^[0-9A-Z]{10}$/)
      expect(salted).not.toBe(marker('secret', key, salt - 1))
    }),
  )
})
