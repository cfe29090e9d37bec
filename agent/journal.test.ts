import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Journal, type JournalFile } from './journal.ts'
import { decodeRecords, encodeRecord, JournalDamaged } from './journal-record.ts'

type Entry = { n: number; text: string }

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'journal-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const reserveBytes = 4_096
const entry = (n: number): Entry => ({ n, text: `Zeile ${n} “é” 0000001f 89abcdef ` })
const openHere = () => Journal.open<Entry>({ folder, reserveBytes })

async function filled(count: number): Promise<Buffer> {
  const { journal } = await openHere()
  for (let n = 1; n <= count; n += 1) await journal.append(entry(n))
  await journal.close()
  return readFileSync(join(folder, 'journal'))
}

describe('the journal', () => {
  it('gives back what was appended, over several lives', async () => {
    await filled(2)
    const { journal, entries } = await openHere()
    expect(entries).toEqual([entry(1), entry(2)])
    await Promise.all([journal.append(entry(3)), journal.append(entry(4)), journal.append(entry(5))])
    await journal.close()
    const again = await openHere()
    expect(again.entries.map((each) => each.n)).toEqual([1, 2, 3, 4, 5])
    await again.journal.close()
  })

  it('cut off at any byte, keeps exactly the whole records before', async () => {
    const bytes = await filled(3)
    const ends = [0, 1, 2, 3].map(
      (count) => Buffer.concat([1, 2, 3].slice(0, count).map((n) => encodeRecord([entry(n)]))).length,
    )
    for (let length = 0; length <= bytes.length; length += 1) {
      const { entries, end } = decodeRecords(bytes.subarray(0, length))
      const whole = ends.filter((each) => each <= length).length - 1
      expect(entries).toEqual([entry(1), entry(2), entry(3)].slice(0, whole))
      expect(end).toBe(ends[whole])
    }
  })

  it('goes on after a torn tail, which is cut off', async () => {
    const bytes = await filled(2)
    writeFileSync(join(folder, 'journal'), bytes.subarray(0, bytes.length - 5))
    const { journal, entries, torn } = await openHere()
    expect(entries).toEqual([entry(1)])
    expect(torn).toBeGreaterThan(0)
    await journal.append(entry(9))
    await journal.close()
    const again = await openHere()
    expect(again.entries.map((each) => each.n)).toEqual([1, 9])
    expect(again.torn).toBe(0)
    await again.journal.close()
  })

  it('with any bit flipped, never loses a record in the middle unseen', async () => {
    const bytes = await filled(3)
    const last = bytes.length - encodeRecord([entry(3)]).length
    for (let at = 0; at < bytes.length; at += 1) {
      for (let bit = 0; bit < 8; bit += 1) {
        const flipped = Buffer.from(bytes)
        flipped[at] = bytes[at]! ^ (1 << bit)
        if (at < last) expect(() => decodeRecords(flipped), `byte ${at} bit ${bit}`).toThrow(JournalDamaged)
        else expect(decodeRecords(flipped).entries).toEqual([entry(1), entry(2)])
      }
    }
  })

  it('damaged, stops with what to do', async () => {
    const bytes = await filled(3)
    bytes[30] = bytes[30]! ^ 1
    writeFileSync(join(folder, 'journal'), bytes)
    await expect(openHere()).rejects.toThrow(/damaged at byte 0.*backup/s)
    await expect(openHere()).rejects.toThrow(JournalDamaged)
  })

  it('is refused to a second process', async () => {
    const { journal } = await openHere()
    await expect(openHere()).rejects.toThrow(/Another agent runs on/)
    await journal.close()
    await (await openHere()).journal.close()
  })

  it('is compacted to what is kept, and takes appends meanwhile', async () => {
    await filled(50)
    const { journal } = await openHere()
    const before = journal.bytes
    const compacting = journal.compact((entries) => entries.filter((each) => each.n > 45))
    await Promise.all([compacting, journal.append(entry(51))])
    expect(journal.bytes).toBeLessThan(before)
    await journal.close()
    const again = await openHere()
    expect(again.entries.map((each) => each.n)).toEqual([46, 47, 48, 49, 50, 51])
    await again.journal.close()
  })
})

interface Disk {
  write?: string
  sync?: string
  /** Only that many bytes more fit; removing the reserve makes room again. */
  fullAfter?: number
}

/** A real file on a disk that fails when told to. */
function failing(disk: Disk) {
  return async (path: string, flags: string): Promise<JournalFile> => {
    const file = await open(path, flags)
    const fault = (code: string) => Object.assign(new Error(code), { code })
    const write = async (bytes: Uint8Array, from: number, length: number, at: number) => {
      if (disk.write) throw fault(disk.write)
      const full = disk.fullAfter !== undefined && existsSync(join(folder, 'journal.reserve'))
      if (full && disk.fullAfter === 0) throw fault('ENOSPC')
      const result = await file.write(bytes, from, full ? Math.min(length, disk.fullAfter ?? 0) : length, at)
      if (full) disk.fullAfter = 0
      return result
    }
    const datasync = async () => {
      if (disk.sync) throw fault(disk.sync)
      await file.datasync()
    }
    return {
      write: write as JournalFile['write'],
      datasync,
      truncate: (length) => file.truncate(length),
      close: () => file.close(),
    }
  }
}

describe('on a failing disk, the journal', () => {
  it('uses its reserve when the disk is full, says so, and puts it back when there is room', async () => {
    const disk: Disk = {}
    const { journal } = await Journal.open<Entry>({ folder, reserveBytes, openFile: failing(disk) })
    await journal.append(entry(1))
    expect(statSync(join(folder, 'journal.reserve')).size).toBe(reserveBytes)
    disk.fullAfter = 10
    await journal.append(entry(2))
    expect(journal.low).toBe(true)
    await journal.refill()
    expect(journal.low).toBe(true)
    delete disk.fullAfter
    await journal.refill()
    expect(journal.low).toBe(false)
    await journal.close()
    const again = await openHere()
    expect(again.entries).toEqual([entry(1), entry(2)])
    await again.journal.close()
  })

  it.each([
    ['a write', { write: 'EIO' }],
    ['an fsync', { sync: 'EIO' }],
  ])('believes nothing more after %s failed', async (_what, fault) => {
    const disk: Disk = {}
    const { journal } = await Journal.open<Entry>({ folder, reserveBytes, openFile: failing(disk) })
    await journal.append(entry(1))
    Object.assign(disk, fault)
    await expect(journal.append(entry(2))).rejects.toThrow('EIO')
    delete disk.write
    delete disk.sync
    await expect(journal.append(entry(3))).rejects.toThrow('EIO')
    await journal.close()
    const again = await openHere()
    expect(again.entries[0]).toEqual(entry(1))
    expect(again.entries.map((each) => each.n)).not.toContain(3)
    await again.journal.close()
  })
})
