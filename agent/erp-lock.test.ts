import { describe, expect, it } from 'vitest'
import { monotonic } from './clock.ts'
import type { ErpLock } from './driver.ts'
import { LockKeeper } from './erp-lock.ts'

/** The ERP's side of the lock: one holder; knows when the last import ended. */
class ErpSide {
  taken = 0
  held = false
  /** Set while somebody else holds it. */
  stranger = false
  lastImportEnded = monotonic() - 60_000
  current: (ErpLock & { lost: boolean }) | undefined
  async lock(): Promise<ErpLock | { heldBySinceMs: number }> {
    if (this.held || this.stranger) return { heldBySinceMs: 1 }
    this.held = true
    this.taken += 1
    const release = async () => {
      this.held = false
    }
    this.current = { quietSinceMs: monotonic() - this.lastImportEnded, lost: false, release }
    return this.current
  }
}

function keeper() {
  const erp = new ErpSide()
  return { erp, locks: new LockKeeper(erp as unknown as ConstructorParameters<typeof LockKeeper>[0]) }
}

describe('the ERP’s lock', () => {
  it('tells how long it was quiet, and counts our own imports as quiet', async () => {
    const { erp, locks } = keeper()
    expect(await locks.acquire()).toBeGreaterThanOrEqual(60_000)
    erp.lastImportEnded = monotonic()
    locks.importEnded()
    await locks.giveBack()
    expect(await locks.acquire()).toBe(Number.POSITIVE_INFINITY)
  })

  it('notices an import of somebody else in between', async () => {
    const { erp, locks } = keeper()
    await locks.acquire()
    erp.lastImportEnded = monotonic() - 5_000
    locks.importEnded()
    await locks.giveBack()
    erp.lastImportEnded = monotonic() + 50
    expect(await locks.acquire()).toBeLessThan(1_000)
  })

  it('counts an import of ours without an answer as a stranger’s', async () => {
    const { locks } = keeper()
    await locks.acquire()
    locks.importLost()
    expect(await locks.acquire()).toBeLessThan(1_000)
  })

  it('is kept from one op to the next, and given back when none comes', async () => {
    const { erp, locks } = keeper()
    await locks.acquire()
    locks.release()
    await locks.acquire()
    expect(erp.taken).toBe(1)
    locks.release()
    await expect.poll(() => erp.held).toBe(false)
    await locks.acquire()
    expect(erp.taken).toBe(2)
  })

  it('lost on the way is asked for anew', async () => {
    const { erp, locks } = keeper()
    await locks.acquire()
    erp.current!.lost = true
    erp.held = false
    await locks.acquire()
    expect(erp.taken).toBe(2)
  })

  it('of somebody else is refused', async () => {
    const { erp, locks } = keeper()
    erp.stranger = true
    expect(await locks.acquire()).toBeUndefined()
    expect(locks.lock).toBeUndefined()
  })
})
