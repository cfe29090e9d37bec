import { expect, test } from 'vitest'
import { handClock } from './fixture.ts'
import { ImporterLock } from './lock.ts'

function taken(lock: ImporterLock): { lock: string; quietSinceMs: number } {
  const answer = lock.take()
  if (!('lock' in answer)) throw new Error('held')
  return answer
}

test('quiet counts from the last import, not from the last lock', () => {
  const clock = handClock()
  const lock = new ImporterLock(clock.now)
  const first = taken(lock)
  expect(lock.startImport(first.lock)).toBeNull()
  clock.forward(50)
  lock.importEnded()
  lock.connectionClosed(first.lock)
  clock.forward(700)
  expect(taken(lock).quietSinceMs).toBe(700)
})

test('a running import keeps the lock of a closed connection, and no second import starts under it', () => {
  const clock = handClock()
  const lock = new ImporterLock(clock.now)
  const { lock: id } = taken(lock)
  expect(lock.startImport(id)).toBeNull()
  expect(lock.startImport(id)).toBe('An import is running under this lock.')
  lock.connectionClosed(id)
  clock.forward(30)
  expect(lock.take()).toEqual({ heldBySinceMs: 30 })
  lock.importEnded()
  expect(taken(lock).lock).not.toBe(id)
})

test('a lock given back lets no import start', () => {
  const lock = new ImporterLock(handClock().now)
  const { lock: id } = taken(lock)
  lock.connectionClosed(id)
  expect(lock.startImport(id)).toBe('The lock is not held, or another holds it.')
  taken(lock)
  expect(lock.startImport(id)).toBe('The lock is not held, or another holds it.')
})
