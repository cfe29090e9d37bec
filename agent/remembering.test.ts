import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { ReadCommand } from '../src/erp/protocol.ts'
import { Delivered } from './delivered.ts'
import type { Page } from './driver.ts'
import { rememberingFor } from './remembering.ts'
import { ENTRY_WORDS, hashLine, RowHashes } from './row-hashes.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gusset-delivered-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const FIRST = ['a\t1\tten', 'a\t2\ttwenty', 'b\t1\tthirty']

async function* pagesOf(lines: string[]): AsyncGenerator<Page> {
  for (let at = 0; at < lines.length; at += 2) {
    const two = lines.slice(at, at + 2)
    yield { lines: Buffer.from(two.map((line) => `${line}\n`).join('')), rows: two.length }
  }
}

interface Pass {
  since?: string | null
  changed?: boolean
  pageBytes?: number
}

/** A read whose key is the first two columns: the pages that were sent, and what its end says. */
async function read(readId: string, lines: string[], { since = null, changed = false, pageBytes = 1_000 }: Pass = {}) {
  const command: ReadCommand = {
    type: 'read',
    readId,
    table: 'T',
    columns: ['A', 'B', 'C'],
    where: [],
    changedSince: changed ? '2026-01-01T00:00:00' : null,
    pageBytes,
    remember: { key: 2, since },
  }
  const remembering = await rememberingFor(command, new Delivered(folder))
  const pages: string[][] = []
  for await (const page of remembering.pages(pagesOf(lines))) {
    const sent = Buffer.from(page.lines).toString().split('\n').slice(0, -1)
    expect(page.rows).toBe(sent.length)
    pages.push(sent)
  }
  return { sent: pages.flat(), pages: pages.length, end: await remembering.end() }
}

describe('a full pass', () => {
  it('sends everything where nothing is sure', async () => {
    expect(await read('r1', FIRST)).toMatchObject({ sent: FIRST, end: { remembered: true } })
    expect((await read('r2', FIRST)).end).not.toHaveProperty('leftOut')
  })

  it('then sends what is new and what differs, and nothing else', async () => {
    await read('r1', FIRST)
    const now = ['a\t1\tten', 'a\t2\tTWENTY', 'b\t1\tthirty', 'c\t1\tnew']
    const second = await read('r2', now, { since: 'r1' })
    expect(second).toEqual({
      sent: ['a\t2\tTWENTY', 'c\t1\tnew'],
      pages: 1,
      end: { remembered: true, leftOut: { missing: 0 } },
    })
    expect((await read('r3', now, { since: 'r2' })).sent).toEqual([])
  })

  it('cuts what is left into pages', async () => {
    await read('r1', FIRST)
    const now = ['a\t1\tX', 'a\t2\tX', 'b\t1\tX', 'b\t2\tX']
    expect(await read('r2', now, { since: 'r1', pageBytes: 5 })).toMatchObject({ sent: now, pages: 2 })
  })

  it('tells how many rows are gone, and remembers nothing of it', async () => {
    await read('r1', FIRST)
    const second = await read('r2', FIRST.slice(1), { since: 'r1' })
    expect(second).toMatchObject({ sent: [], end: { remembered: false, leftOut: { missing: 1 } } })
    expect((await read('r3', FIRST, { since: 'r2' })).sent).toEqual(FIRST)
  })

  it('counts a row that came and a row that went apart', async () => {
    await read('r1', FIRST)
    expect(await read('r2', ['a\t1\tten', 'a\t2\ttwenty', 'z\t9\tnew'], { since: 'r1' })).toMatchObject({
      sent: ['z\t9\tnew'],
      end: { leftOut: { missing: 1 } },
    })
  })
})

describe('a read of changes', () => {
  it('is remembered too: a restored ERP is seen through', async () => {
    await read('r1', FIRST)
    expect((await read('r2', ['a\t1\tTEN', 'd\t1\tnew'], { since: 'r1', changed: true })).end).toEqual({
      remembered: true,
    })
    const restored = await read('r3', FIRST, { since: 'r2' })
    expect(restored).toMatchObject({ sent: ['a\t1\tten'], end: { leftOut: { missing: 1 } } })
  })

  it('is not remembered on top of something else', async () => {
    await read('r1', FIRST)
    expect((await read('r2', ['a\t1\tTEN'], { since: 'r0', changed: true })).end).toEqual({})
    expect((await read('r3', ['a\t1\tTEN'], { since: null, changed: true })).end).toEqual({})
  })
})

describe('everything is sent', () => {
  const all = async (since = 'r1') =>
    expect(await read('r9', FIRST, { since })).toMatchObject({ sent: FIRST, end: { remembered: true } })
  const file = () => join(folder, 'delivered', 'T.hashes')

  it('when the server means another read', async () => {
    await read('r1', FIRST)
    await all('r0')
  })

  it('when nothing was kept', () => all())

  it('when the file is torn', async () => {
    await read('r1', FIRST)
    writeFileSync(file(), readFileSync(file()).subarray(0, -1))
    await all()
  })

  it('when something hangs on its end', async () => {
    await read('r1', FIRST)
    appendFileSync(file(), 'x')
    await all()
  })

  it('when a bit of it has changed', async () => {
    await read('r1', FIRST)
    const bytes = readFileSync(file())
    bytes.writeUInt8(bytes.readUInt8(30) ^ 1, 30)
    writeFileSync(file(), bytes)
    await all()
  })
})

it('tells a hundred thousand rows apart, and knows each again', () => {
  const COUNT = 100_000
  const hashes = new RowHashes({ low: 7, high: 11 })
  const lines = Buffer.from(
    Array.from({ length: COUNT }, (_, at) => `JOB-${at % 400}\t${at}\tAP ${at}-1\t${at % 9}.00\n`).join(''),
  )
  const entry = new Uint32Array(ENTRY_WORDS)
  const pass = () => {
    let fresh = 0
    for (let start = 0; start < lines.length; ) {
      start = hashLine(lines, start, 2, hashes.seed, entry) + 1
      if (hashes.put(entry)) fresh += 1
    }
    return fresh
  }
  expect(pass()).toBe(COUNT)
  expect(hashes.size).toBe(COUNT)
  hashes.forgetMeetings()
  expect(hashes.missing).toBe(COUNT)
  expect(pass()).toBe(0)
  expect(hashes.missing).toBe(0)
})
