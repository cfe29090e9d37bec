import type { IncomingMessage, ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { dateAndTime, machinePause } from './clock.ts'
import { HttpError, readJson, sendJson } from './http.ts'
import type { ImporterLock } from './lock.ts'
import type { Office } from './office.ts'
import { render } from './sage-300-cre/lines.ts'
import { positionsOf, type Query } from './sage-300-cre/query.ts'

/**
 * The box: what a program beside Sage can do with it over HTTP on this machine. It stands for the import engine and the ODBC
 * driver; an agent's driver speaks to it. `GET /box/about`, `POST /box/lock`, `/box/import`, `/box/look`, `/box/query`.
 */
export interface Box {
  office: Office
  lock: ImporterLock
}

type Handler = (box: Box, request: IncomingMessage, response: ServerResponse) => void | Promise<void>

export const BOX_ROUTES: Readonly<Record<string, Handler>> = {
  'GET /box/about': about,
  'POST /box/lock': takeLock,
  'POST /box/import': runImport,
  'POST /box/look': look,
  'POST /box/query': query,
}

function about({ office }: Box, _request: IncomingMessage, response: ServerResponse): void {
  sendJson(response, 200, {
    product: 'Sage 300 Construction and Real Estate',
    version: office.books.knobs.productVersion,
    folder: `\\\\SIMULATOR\\TIMBERLINE OFFICE\\Data\\${office.company.name}\\`,
    now: dateAndTime(office.books.now()).join('T'),
    highWater: office.books.highWater(),
    stamps: stampsOf(office.books.changes()),
  })
}

/** Begins anew with each start of the program, as counts do: a stamp from before must never look current. */
const START = `${process.pid}.${Math.round(performance.timeOrigin)}`

function stampsOf(changes: Record<string, number>): Record<string, string> {
  return Object.fromEntries(Object.entries(changes).map(([table, count]) => [table, `${START}.${count}`]))
}

/** The answer stays open as long as the lock is held; closing the connection gives it back. */
async function takeLock({ lock }: Box, request: IncomingMessage, response: ServerResponse): Promise<void> {
  await readJson(request)
  const taken = lock.take()
  if ('heldBySinceMs' in taken) return sendJson(response, 423, { locked: false, ...taken })
  response.on('close', () => lock.connectionClosed(taken.lock))
  response.writeHead(200, { 'content-type': 'application/x-ndjson; charset=utf-8', 'cache-control': 'no-store' })
  response.write(`${JSON.stringify({ locked: true, ...taken })}\n`)
  if (response.destroyed) lock.connectionClosed(taken.lock)
}

/** Source document, Common Error Messages, ERP connection. */
const LIMIT_REACHED =
  'Unknown Error => You have surpassed the max number of requests for an hour. Please wait until your limit resets.'

async function runImport({ office, lock }: Box, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = await readJson(request)
  const { task, fileName, content } = body
  if (typeof task !== 'string' || typeof content !== 'string' || typeof fileName !== 'string') {
    throw new HttpError(400, 'An import needs lock, task, fileName and content.')
  }
  if (!/^[0-9A-Z]{10}\.imp$/.test(fileName))
    throw new HttpError(400, `The file name [${fileName}] is not ten of 0-9A-Z and .imp.`)
  if (!office.books.knobs.licenceFree) {
    return sendJson(response, 503, { notStarted: true, reason: 'All Job Cost licences are in use.' })
  }
  if (!office.books.knobs.withinRequestLimit)
    return sendJson(response, 503, { notStarted: true, reason: LIMIT_REACHED })
  const refused = lock.startImport(body.lock)
  if (refused) throw new HttpError(409, refused)
  try {
    const { answerLost, answerDelayMs, ...answer } = await office.import(task, fileName, content)
    if (answerDelayMs) await machinePause(answerDelayMs)
    if (answerLost) request.socket.destroy()
    else sendJson(response, 200, answer)
  } finally {
    lock.importEnded()
  }
}

/** Small queries in one go: the rows of each as PostgreSQL COPY text. */
async function look({ office }: Box, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { queries } = await readJson(request)
  if (!Array.isArray(queries)) throw new HttpError(400, 'A look needs queries.')
  const answers = (queries as Query[]).map((asked) => {
    const positions = positionsOf(office.books.table(asked.table), asked)
    return Buffer.concat([...render(office.books.select(asked), positions)]).toString('utf8')
  })
  sendJson(response, 200, { answers })
}

/** Rows as PostgreSQL COPY text, streamed as fast as the reader takes them. */
async function query({ office }: Box, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const asked = (await readJson(request)) as unknown as Query
  const table = office.books.table(asked.table)
  const positions = positionsOf(table, asked)
  const rows = office.books.select(asked)
  response.writeHead(200, { 'content-type': 'text/tab-separated-values; charset=utf-8' })
  try {
    await pipeline(Readable.from(render(rows, positions), { objectMode: false }), response)
  } catch (error) {
    if (!response.destroyed) throw error
    // The reader left in the middle; there is nobody to tell.
  }
}
