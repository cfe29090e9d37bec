import { expect, it } from 'vitest'
import { KEPT_LINES, keepLines } from './log-lines.ts'

const clock = () => Date.UTC(2026, 2, 31)

it('keeps the last lines and writes all of them', () => {
  let written = 0
  const { log, lines } = keepLines(() => written++, clock)
  for (let at = 0; at < KEPT_LINES + 5; at++) log('info', `Line ${at}`)
  expect(written).toBe(KEPT_LINES + 5)
  expect(lines()).toHaveLength(KEPT_LINES)
  expect(lines()[0]).toEqual({ level: 'info', at: '2026-03-31T00:00:00.000Z', sentence: 'Line 5', facts: '' })
})

it('keeps no password of an address, no token, and no more of a text than the line takes', () => {
  const { log, lines } = keepLines(() => {}, clock)
  log('warn', 'No answer of https://box:hunter2@erp.local/x', { because: 'Bearer abc.def-123 was refused' })
  log('error', 'x'.repeat(5_000))
  expect(lines()[0]).toMatchObject({
    sentence: 'No answer of https://[secret]@erp.local/x',
    facts: '{"because":"Bearer [secret] was refused"}',
  })
  expect(lines()[1]?.sentence).toHaveLength(1_000)
})
