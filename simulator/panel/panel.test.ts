import { once } from 'node:events'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { companyNamed } from '../companies/index.ts'
import { commitmentLine, FILE, handClock, itemLine, TASK } from '../fixture.ts'
import { Office } from '../office.ts'
import { createSimulatorServer } from '../server.ts'

const servers: Server[] = []
afterEach(() => {
  for (const server of servers.splice(0)) server.close()
})

interface Desk {
  url: string
  office: Office
  page: (path: string) => Promise<string>
  /** Sends a form as a browser does from one of the desk's pages; answers where it is sent next. */
  submit: (
    action: string,
    fields: Record<string, string>,
    origin?: string,
  ) => Promise<{ status: number; location: string }>
}

async function openDesk(token = 'secret'): Promise<Desk> {
  const clock = handClock()
  const office = new Office(companyNamed('example', { jobs: 0, transactions: 0 }), null, clock.now)
  const server = createSimulatorServer({ office, clock: clock.now, token })
  servers.push(server)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    url,
    office,
    page: async (path) => (await fetch(url + path)).text(),
    submit: async (action, fields, origin = url) => {
      const headers = { origin, referer: `${url}/batches` }
      const body = new URLSearchParams(fields)
      const answer = await fetch(`${url}/desk/${action}`, { method: 'POST', body, headers, redirect: 'manual' })
      return { status: answer.status, location: answer.headers.get('location') ?? '' }
    },
  }
}

test.each([
  ['/', 'Street and Sewer 2977J'],
  ['/job?job=24-0118', 'Curb forms from yard'],
  ['/vendors', 'Curbstone Concrete Works'],
  ['/commitments', 'Commitments'],
  ['/batches', 'No batch waits in new.jct.'],
  ['/settings', 'Read after write lag ms'],
])('page %s is there without a token and shows its things', async (path, shows) => {
  const { page } = await openDesk()
  expect(await page(path)).toContain(shows)
})

test('a batch is typed in and posted from the pages', async () => {
  const desk = await openDesk()
  await desk.submit('cost', {
    type: 'EQ cost',
    job: '25-2977',
    costCode: '02-200',
    category: 'E',
    amount: '75.50',
    extra: '',
    batch: 'EQ1',
  })
  expect(await desk.page('/batches')).toContain('Post batch EQ1')
  expect(await desk.submit('post-batch', { batch: 'EQ1' })).toEqual({ status: 303, location: '/batches' })
  expect(await desk.page('/job?job=25-2977')).toContain('75.50')
  expect(await desk.page('/batches')).toContain('No batch waits')
})

test('what refuses an action is shown on the page it came from', async () => {
  const desk = await openDesk()
  const { location } = await desk.submit('post-batch', { batch: 'NONE' })
  expect(await desk.page(location)).toContain('role="alert">No entries of batch NONE wait in new.jct.')
})

test('knobs and fault rules are set from the page', async () => {
  const desk = await openDesk()
  await desk.submit('knobs', { atomicFile: 'false', readAfterWriteLagMs: '800', productVersion: '23.1' })
  expect(desk.office.books.knobs).toMatchObject({ atomicFile: false, readAfterWriteLagMs: 800, productVersion: '23.1' })
  await desk.submit('fault', { rule: '{"match":{"task":"ap-import-vendors"},"action":{"kind":"delay","ms":9}}' })
  expect(await desk.page('/settings')).toContain('ap-import-vendors')
})

test('a commitment shows its items and entries', async () => {
  const desk = await openDesk()
  await desk.office.import(TASK.commitments, FILE, commitmentLine() + itemLine())
  const page = await desk.page('/commitment?commitment=SC-2977-01')
  expect(page).toContain('Hot mix asphalt')
  expect(page).toContain('Committed cost')
})

test('what was typed in is shown as text, never as markup', async () => {
  const desk = await openDesk()
  await desk.submit('vendor', { vendor: 'EVIL', name: '<script>alert("x")</script>' })
  const page = await desk.page('/vendors')
  expect(page).not.toContain('<script>')
  expect(page).toContain('&#60;script&#62;')
})

test('pages of other sites cannot act, with or without a token set', async () => {
  for (const token of ['secret', '']) {
    const desk = await openDesk(token)
    expect((await desk.submit('wipe', {}, 'http://elsewhere.example')).status).toBe(403)
  }
})

test('there is no other page', async () => {
  const { url } = await openDesk()
  expect((await fetch(`${url}/nowhere`)).status).toBe(404)
})
