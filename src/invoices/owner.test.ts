import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sage300cre } from '../../connectors/sage-300-cre/index.ts'
import { type TestDatabase, testDatabase } from '../../tests/world/database.ts'
import { ANN, BOB, COMPANY, CONNECTION, oneRecord, pipelineKit } from '../../tests/world/pipeline.ts'
import { createCompany } from '../access/store.ts'
import { createPcco, updatePcco } from '../change-orders/store-pcco.ts'
import { addPccoLine } from '../change-orders/store-pcco-lines.ts'
import { entities } from '../entities.ts'
import { accept, preview } from '../erp/accept.ts'
import type { ExportMapping } from '../erp/connector.ts'
import type { Entity, Scope } from '../erp/entity.ts'
import { reject, send, unlink } from '../erp/exports.ts'
import { connectionFor } from '../erp/items.ts'
import { buildRegistry, type Registry } from '../erp/registry.ts'
import type { CompanyId, ConnectionId, ItemId, ProjectId } from '../ids.ts'
import { createProject } from '../jobs/store.ts'
import { systemClock } from '../platform/clock.ts'
import type { PrimeContract } from '../prime-contracts/model.ts'
import { createPrimeContract, getPrimeContract } from '../prime-contracts/store.ts'
import { addPrimeLines, listPrimeLines } from '../prime-contracts/store-lines.ts'
import type { OwnerInvoiceDocument } from './document-owner.ts'
import { ownerEntities } from './erp-owner.ts'
import type { OwnerInvoice, OwnerLineFields } from './model-owner.ts'
import {
  createOwnerInvoice,
  figuresOfInvoice,
  getOwnerInvoice,
  setOwnerRow,
  updateOwnerInvoice,
} from './store-owner.ts'

let world: TestDatabase
let company: CompanyId
let contract: PrimeContract
const connection = 5 as ConnectionId
const { outbound } = ownerEntities[0] as Entity

const inScope = <T>(work: (scope: Scope) => Promise<T>): Promise<T> =>
  world.db.company(company, (sql) => work({ sql, clock: systemClock, company, connection, actor: undefined }))

/** A contract of 10,000.00 and 5,000.00 with ten percent retainage, and an approved change order over 1,000.00. */
beforeAll(async () => {
  world = await testDatabase()
  company = await world.db.system((sql) => createCompany(sql, { name: 'Bridgewater' }))
  await inScope(async (scope) => {
    const { sql } = scope
    const project = (await createProject(sql, scope, { name: 'Pier 1' })).id as ProjectId
    const made = await createPrimeContract(scope, project, {
      number: 'P1',
      title: 'Pier',
      status: 'Approved',
      retainagePercent: '10',
    })
    await addPrimeLines(sql, scope, made, [
      { item: '0010', description: 'Piles', amount: '10000.00' },
      { item: '0020', description: 'Deck', amount: '5000.00' },
    ])
    contract = await getPrimeContract(sql, company, made.id)
    const order = await createPcco(scope, contract, { title: 'More piles' })
    await addPccoLine(sql, scope, order, { amount: '1000.00' })
    await updatePcco(sql, scope, order.id, { status: 'Approved' })
  })
})
afterAll(() => world.drop())

const begin = () => inScope((scope) => createOwnerInvoice(scope, contract, { billingDate: '2026-04-30' }))
const bill = (invoice: OwnerInvoice, item: string, change: Partial<OwnerLineFields>) =>
  inScope(async (scope) => {
    const line = (await listPrimeLines(scope.sql, company, contract.id)).find((each) => each.item === item)
    const now = await getOwnerInvoice(scope.sql, company, invoice.id, { lock: true })
    await setOwnerRow(scope.sql, scope, now, { line: line!.id }, change)
  })
const figures = (invoice: OwnerInvoice) =>
  inScope(async ({ sql }) => figuresOfInvoice(sql, company, await getOwnerInvoice(sql, company, invoice.id)))
const setStatus = (invoice: OwnerInvoice, status: OwnerInvoice['status']) =>
  inScope((scope) => updateOwnerInvoice(scope.sql, scope, invoice.id, { status }))

let first: OwnerInvoice
let second: OwnerInvoice

test('the first application: work, materials stored, retainage of both', async () => {
  first = await begin()
  await bill(first, '0010', { workThisPeriod: '4000.00' })
  await bill(first, '0020', { materialsStored: '333.33', storedRetainagePercent: '5' })
  const { rows, g702 } = await figures(first)
  expect(g702).toEqual({
    originalContractSum: '15000.00',
    netChange: '1000.00',
    contractSumToDate: '16000.00',
    completedAndStored: '4333.33',
    workRetainage: '400.00',
    storedRetainage: '16.67',
    totalRetainage: '416.67',
    earnedLessRetainage: '3916.66',
    previousCertificates: '0.00',
    currentPaymentDue: '3916.66',
    balanceToFinish: '12083.34',
  })
  expect(rows.map((row) => [row.item, row.completedAndStored, row.percent, row.balance])).toEqual([
    ['0010', '4000.00', '40.00', '6000.00'],
    ['0020', '333.33', '6.67', '4666.67'],
    ['PCCO 001', '0.00', '0.00', '1000.00'],
  ])
})

test('no row is billed beyond its value or below nothing, no more retainage released than held', async () => {
  await expect(bill(first, '0010', { workThisPeriod: '10000.01' })).rejects.toThrow(
    'more than its scheduled value of 10000.00',
  )
  await expect(bill(first, '0010', { workThisPeriod: '-0.01' })).rejects.toThrow('below nothing')
  await expect(bill(first, '0010', { retainageReleased: '0.01' })).rejects.toThrow('only 0.00 is held')
})

test('the next application waits for approval, then stands on what was approved', async () => {
  await expect(begin()).rejects.toThrow('Owner invoice 1 is not approved yet.')
  await setStatus(first, 'approved')
  await expect(bill(first, '0010', { workThisPeriod: '1.00' })).rejects.toThrow('is approved and cannot be changed')
  second = await begin()
  await bill(second, '0010', { workThisPeriod: '2000.00', retainageReleased: '150.00' })
  await bill(second, '0020', { workThisPeriod: '333.33' })
  const { rows, g702 } = await figures(second)
  expect(rows[0]).toMatchObject({ previous: '4000.00', retainageBefore: '400.00', workRetainage: '450.00' })
  expect(g702).toMatchObject({
    completedAndStored: '6333.33',
    totalRetainage: '483.33',
    earnedLessRetainage: '5850.00',
    previousCertificates: '3916.66',
    currentPaymentDue: '1933.34',
  })
  await expect(setStatus(first, 'draft')).rejects.toThrow('a later application stands on it')
})

test('lines that come to the contract later do not alter what was approved', async () => {
  await inScope(async (scope) => {
    const now = await getPrimeContract(scope.sql, company, contract.id)
    await addPrimeLines(scope.sql, scope, now, [{ item: '0030', description: 'Railing', amount: '700.00' }])
  })
  expect((await figures(first)).g702.contractSumToDate).toBe('16000.00')
  expect((await figures(second)).g702.contractSumToDate).toBe('16700.00')
})

test('only an ERP whose connector declares them is sent owner invoices; the others say so', async () => {
  const made = await inScope(async ({ sql }) => {
    await sql.run(
      `insert into erp_connection (company_id, id, connector, name) values ($1, $2, 'sage-300-cre', 'Books')`,
      [company, connection],
    )
    const of = (registry: Registry) =>
      connectionFor({ registry, clock: systemClock }, sql, company, 'owner-invoice', first.id as number as ItemId)
    const without = of(buildRegistry(ownerEntities, [sage300cre]))
    await expect(without).rejects.toThrow('The connected ERP does not take owner invoices.')
    const mapping = sage300cre.exports.commitment!
    const declaring = { ...sage300cre, exports: { 'owner-invoice': mapping } }
    return of(buildRegistry(ownerEntities, [declaring]))
  })
  expect(made).toMatchObject({ id: connection, connector: 'sage-300-cre' })
})

test('what an ERP that takes owner invoices would be told, and why not yet', async () => {
  const item = second.id as number as ItemId
  const refusals = await inScope((scope) => outbound!.refusals(scope, item))
  expect(refusals.map((each) => each.code)).toEqual([
    'status-not-sendable',
    'project-not-linked',
    'contract-not-synced',
  ])
  const document = (await inScope((scope) =>
    outbound!.document(scope, item, { erpId: 'OI-2' }),
  )) as OwnerInvoiceDocument
  expect(document).toMatchObject({
    kind: 'owner-invoice',
    erpId: 'OI-2',
    application: 2,
    billingDate: '2026-04-30',
    totals: { currentPaymentDue: '1933.34', totalRetainage: '483.33' },
  })
  expect(document.lines[0]).toEqual({
    item: '0010',
    description: 'Piles',
    scheduled: '10000.00',
    previous: '4000.00',
    thisPeriod: '2000.00',
    materialsStored: '0.00',
    completedAndStored: '6000.00',
    retainage: '450.00',
  })
  await inScope((scope) => outbound!.synced(scope, item, 'OI-2', document))
  await expect(bill(second, '0010', { workThisPeriod: '1.00' })).rejects.toThrow('is synced with the ERP')
})

describe('through an ERP whose connector takes them: sent, rejected, accepted, unlinked', () => {
  const mapping: ExportMapping = {
    tables: [],
    marker: 'field',
    check: () => [],
    naturalKey: (document) => (document as OwnerInvoiceDocument).erpId || undefined,
    render: (document, { marker }) => {
      const { erpId, application, totals } = document as OwnerInvoiceDocument
      return oneRecord(marker, [erpId, `Application ${application}`, totals.currentPaymentDue])
    },
  }
  const kit = pipelineKit({ entities, connector: { exports: { 'owner-invoice': mapping } } })
  let invoice: OwnerInvoice
  let item: ItemId

  const inBooks = <T>(work: (scope: Scope) => Promise<T>): Promise<T> =>
    kit.db.company(COMPANY, (sql) =>
      work({ sql, clock: kit.clock, company: COMPANY, connection: CONNECTION, actor: BOB }),
    )
  const now = () => inBooks(({ sql }) => getOwnerInvoice(sql, COMPANY, invoice.id))
  const move = <T>(work: Parameters<typeof kit.move<T>>[0], actor = ANN) => kit.move(work, item, actor, 'owner-invoice')
  const acceptSeen = () =>
    move(async ({ hub, sql, kind }) => {
      const { rev, hash, answers } = await preview(hub, sql, COMPANY, ANN, kind, item, {})
      return accept(hub, sql, COMPANY, ANN, kind, item, { rev, hash: hash!, answers })
    })

  /** An approved application of 900.00 on a contract that came from the ERP, of a project that is linked. */
  beforeAll(async () => {
    await inBooks(async (scope) => {
      const { sql } = scope
      const project = (await createProject(sql, scope, { name: 'Pier 2' })).id as ProjectId
      const fields = { number: 'P2', title: 'Pier', status: 'Approved', retainagePercent: '10' } as const
      const made = await createPrimeContract(scope, project, fields)
      await addPrimeLines(sql, scope, made, [{ item: '0010', description: 'Piles', amount: '10000.00' }])
      await sql.run(
        `with source as (insert into prime_contract_source (company_id, id, contract_id, connection_id, feed, erp_id, job)
           values ($1, 1, $3, $2, 'contracts', 'P2', 'J2'))
         insert into erp_link (company_id, connection_id, kind, item_id, erp_id)
         values ($1, $2, 'job', $4, 'J2'), ($1, $2, 'prime-contract', 1, 'P2')`,
        [COMPANY, CONNECTION, made.id, project],
      )
      const own = await getPrimeContract(sql, COMPANY, made.id)
      invoice = await createOwnerInvoice(scope, own, { invoiceNumber: 'OI-1', billingDate: '2026-04-30' })
      const [line] = await listPrimeLines(sql, COMPANY, made.id)
      await setOwnerRow(sql, scope, invoice, { line: line!.id }, { workThisPeriod: '1000.00' })
      await updateOwnerInvoice(sql, scope, invoice.id, { status: 'approved' })
    })
    item = invoice.id as number as ItemId
  })

  test('sent, it waits and is not changed; rejected, it says why and may be sent again', async () => {
    await move(send, BOB)
    expect(await now()).toMatchObject({ erpStatus: 'ready_to_export' })
    const reopen = inBooks((scope) => updateOwnerInvoice(scope.sql, scope, invoice.id, { status: 'draft' }))
    await expect(reopen).rejects.toThrow('was sent to the ERP and cannot be changed')
    await move((by) => reject(by, 'Not this month.'))
    expect(await now()).toMatchObject({ erpStatus: 'rejected' })
    await move(send, BOB)
  })

  test('accepted, the ERP has it under the number the approver saw, with what is due', async () => {
    await acceptSeen()
    await kit.agent.quiet(kit.pipeline)
    expect([...kit.agent.books.values()]).toEqual([[['OI-1', 'Application 1', '900.00']]])
    expect(await now()).toMatchObject({ erpStatus: 'synced', erpLocked: true, erpId: 'OI-1' })
  })

  test('unlinked once its record is gone from the ERP, it may be changed again', async () => {
    await move((by) => unlink(by, 'Taken back.'))
    await kit.agent.quiet(kit.pipeline)
    expect(await now()).toMatchObject({ erpLocked: true })
    kit.agent.books.clear()
    await move((by) => unlink(by, 'Taken back.'))
    await kit.agent.quiet(kit.pipeline)
    expect(await now()).toMatchObject({ erpStatus: 'not_in_erp', erpLocked: false, erpId: null })
    await inBooks((scope) => updateOwnerInvoice(scope.sql, scope, invoice.id, { status: 'draft' }))
  })
})
