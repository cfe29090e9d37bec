import { appendFileSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { companyNamed } from './companies/index.ts'
import { categoryLine, commitmentLine, FILE, handClock, itemLine, TASK, vendorLine } from './fixture.ts'
import { Office } from './office.ts'
import { Store } from './store.ts'

const folders: string[] = []
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'sage-office-'))
  folders.push(folder)
  return folder
}

const example = companyNamed('example', { jobs: 0, transactions: 0 })

/** Opens the folder as a fresh start would; a killed office is simply not closed first. */
function openOffice(folder: string, now = handClock().now): Office {
  return new Office(example, new Store(folder), now)
}

const stateOf = (office: Office): string =>
  JSON.stringify([office.books.snapshot(), office.books.knobs, office.faults.state()])

async function busyDay(office: Office): Promise<void> {
  office.act('knobs', { productVersion: '23.1', atomicFile: false })
  office.act('fault', { match: { nthCall: 3 }, action: { kind: 'lostAnswer' } })
  await office.import(TASK.commitments, FILE, commitmentLine() + itemLine() + itemLine({ 3: '2', 7: '"77-777"' }))
  await office.import(TASK.estimates, 'ZZ12CD34EF.imp', categoryLine())
  office.act('post-all', {})
  office.act('cost', { type: 'PR cost', job: '25-2977', costCode: '02-200', category: 'L', amount: '10.01' })
  expect(() =>
    office.act('cost', { type: 'PR cost', job: '23-0042', costCode: '02-200', category: 'L', amount: '1' }),
  ).toThrow('closed')
}

test('a killed simulator has lost nothing it answered', async () => {
  const folder = newFolder()
  const killed = openOffice(folder)
  await busyDay(killed)
  expect(stateOf(openOffice(folder))).toBe(stateOf(killed))
})

test('closing and opening again changes nothing, and the journal begins anew', async () => {
  const folder = newFolder()
  const office = openOffice(folder)
  await busyDay(office)
  office.close()
  expect(stateOf(openOffice(folder))).toBe(stateOf(office))
  expect(readdirSync(folder).sort()).toEqual(['beginning.json', 'journal-2.jsonl', 'process.id'])
})

test('a line torn by a kill is cut off, and the journal goes on after it', () => {
  const folder = newFolder()
  const office = openOffice(folder)
  office.act('vendor', { vendor: 'KEPT', name: 'Kept' })
  appendFileSync(join(folder, 'journal-1.jsonl'), '{"kind":"act","at":1,"act')
  const next = openOffice(folder)
  next.act('vendor', { vendor: 'LATER', name: 'Later' })
  const last = openOffice(folder)
  expect(['KEPT', 'LATER'].map((vendor) => last.books.tables.APM_MASTER__VENDOR.find(vendor).length)).toEqual([1, 1])
})

test('an import killed half way stays half done', async () => {
  const folder = newFolder()
  const office = new Office(example, new Store(folder), handClock().now, () => new Promise(() => {}))
  office.act('knobs', { importDelayMs: 1 })
  void office.import(TASK.vendors, FILE, vendorLine() + vendorLine({ 2: '"SECOND"' }))
  const next = openOffice(folder)
  expect(['NEWVEND', 'SECOND'].map((vendor) => next.books.tables.APM_MASTER__VENDOR.find(vendor).length)).toEqual([
    1, 0,
  ])
})

test('stamps of the day survive the restart: the journal carries the times', () => {
  const folder = newFolder()
  const clock = handClock()
  const office = openOffice(folder, clock.now)
  clock.forward(86_400_000)
  office.act('vendor-active', { vendor: 'BAYPAVE', active: false })
  clock.forward(86_400_000)
  const next = openOffice(folder, clock.now)
  const row = next.books.tables.APM_MASTER__VENDOR.find('BAYPAVE')[0]!
  expect(next.books.text('APM_MASTER__VENDOR', row, 'Date_Stamp')).toBe('2025-07-16')
})

test('restoring a backup takes the books back, high water with them', () => {
  const folder = newFolder()
  const office = openOffice(folder)
  office.act('backup', { name: 'monday' })
  const before = office.books.highWater()
  office.act('cost', {
    type: 'PR cost',
    job: '25-2977',
    costCode: '02-200',
    category: 'L',
    amount: '10.01',
    post: true,
  })
  expect(office.books.highWater().run).toBeGreaterThan(before.run)
  office.act('restore', { name: 'monday' })
  expect(office.books.highWater()).toEqual(before)
  expect(openOffice(folder).books.highWater()).toEqual(before)
  expect(() => office.act('restore', { name: 'tuesday' })).toThrow('There is no backup tuesday.')
})

test('wiping sets the company up anew', async () => {
  const office = openOffice(newFolder())
  const before = stateOf(office)
  await busyDay(office)
  office.act('wipe', {})
  expect(stateOf(office)).toBe(before)
})

test('a folder that another living process uses is refused, one of a dead process is not', () => {
  const folder = newFolder()
  writeFileSync(join(folder, 'process.id'), String(process.ppid))
  expect(() => new Store(folder)).toThrow(`is in use by process ${process.ppid}.`)
  writeFileSync(join(folder, 'process.id'), '999999999')
  expect(() => new Store(folder)).not.toThrow()
})

test('a folder of another company is refused', () => {
  const folder = newFolder()
  openOffice(folder)
  const other = companyNamed('empty', { jobs: 0, transactions: 0 })
  expect(() => new Office(other, new Store(folder), handClock().now)).toThrow(
    'The folder holds company example, not empty.',
  )
})

test('touching changes so many posted transactions by a cent and stamps them', () => {
  const clock = handClock()
  const large = companyNamed('large', { jobs: 2, transactions: 1000 })
  const office = new Office(large, null, clock.now)
  clock.forward(3_600_000)
  expect(office.act('touch', { count: 10 })).toEqual({ touched: 10 })
  const changed = { table: 'JCT_CURRENT__TRANSACTION', columns: ['Run'], changedSince: '2025-07-15T13:00:00' }
  expect(office.books.query(changed)).toHaveLength(10)
  expect(() => office.act('touch', { count: 1001 })).toThrow('count must be 1 to 1000.')
})
