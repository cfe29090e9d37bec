import type { IncomingMessage, ServerResponse } from 'node:http'
import { HttpError, hasToken, isSameOrigin, readBody, readJson, sendJson } from '../http.ts'
import type { Office } from '../office.ts'
import { Refused } from '../refused.ts'
import { findPage } from './pages.ts'

/**
 * The desk: pages at `/`, and the same actions as JSON under `POST /desk/<action>` for tests and scripts:
 *   post-batch {batch} · post-all {} · close-month {}
 *   cost {type, job, extra?, costCode, category, amount, units?, unitCost?, date?, description?, vendor?, invoice?, commitment?,
 *     commitmentItem?, employee?, equipment?, batch?, post?} -> {batch, run, sequence, posted}
 *   job {job, name, address1?, …} · job-status {job, status} · cost-code {job, extra?, costCode, description?}
 *   category {job, extra?, costCode, category, description?}
 *   vendor {vendor, name, …} · vendor-active {vendor, active} · vendor-address {vendor, name?, address1?, address2?, city?, state?, zip?,
 *     telephone?, fax?}
 *   commitment-delete {commitment} · commitment-item {commitment, item, description?, units?, unitCost?, amount?}
 *   transaction-change {run, sequence, amount} · transaction-delete {run, sequence}
 *   tax-group {taxGroup, rate, description?} · employee {employee, name, status?, payId?, payRate?}
 *   bill {run, sequence, rate} -> {wip, amount} · time-post {batch} -> {posted, batch}
 *   knobs {<knob>: <value>, …} -> the knobs · fault {match, action, times?} -> {faults} · faults-clear {}
 *   backup {name} · restore {name} · wipe {} · bench/touch {count} -> {touched}
 * `GET /desk/knobs` and `GET /desk/faults` tell how they stand.
 * A form counts as one only with the Origin header that browsers send; other bodies are JSON. A refusal is 422 with Sage's sentence, what is not modelled 501.
 */
export async function handlePanel(
  office: Office,
  token: string,
  path: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (request.method === 'GET' && path === '/desk/knobs') return sendJson(response, 200, office.books.knobs)
  if (request.method === 'GET' && path === '/desk/faults')
    return sendJson(response, 200, { faults: office.faults.rules })
  if (request.method === 'GET') return sendPage(office, request, path, response)
  if (request.method !== 'POST' || !path.startsWith('/desk/'))
    throw new HttpError(404, `There is nothing at ${request.method} ${path}.`)
  guard(token, request)
  const action = path === '/desk/bench/touch' ? 'touch' : path.slice('/desk/'.length)
  const isForm = (request.headers['content-type'] ?? '').startsWith('application/x-www-form-urlencoded')
  if (isForm && request.headers.origin !== undefined) {
    return actFromPage(office, action, request, response)
  }
  sendJson(response, 200, office.act(action, await readJson(request)) ?? { ok: true })
}

/** A page of this desk may post without a token; any other page of a browser may not, nor a program without the token. */
function guard(token: string, request: IncomingMessage): void {
  if (isSameOrigin(request)) return
  if (request.headers.origin !== undefined || !hasToken(request, token)) {
    throw new HttpError(
      403,
      'The desk takes actions from its own pages, or with Authorization: Bearer <SIMULATOR_TOKEN>.',
    )
  }
}

function sendPage(
  office: Office,
  request: IncomingMessage,
  path: string,
  response: ServerResponse,
  problem = '',
): void {
  const page = findPage(path)
  if (!page) throw new HttpError(404, `There is no page ${path}.`)
  const query = new URL(request.url ?? '/', 'http://localhost').searchParams
  response.writeHead(problem === '' ? 200 : 422, {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy':
      "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    'referrer-policy': 'same-origin',
  })
  response.end(page(office.books, { office, query, problem: problem || (query.get('problem') ?? '') }))
}

async function actFromPage(
  office: Office,
  action: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const form = new URLSearchParams(await readBody(request))
  const back = new URL(request.headers.referer ?? '/', 'http://localhost')
  back.searchParams.delete('problem')
  try {
    office.act(action, bodyOf(action, form))
  } catch (error) {
    if (!(error instanceof Error)) throw error
    back.searchParams.set('problem', error.message)
  }
  response.writeHead(303, { location: `${back.pathname}${back.search}` })
  response.end()
}

/** Form fields as an action's body: empty fields are not said, knobs and fault rules get their own kinds of value. */
function bodyOf(action: string, form: URLSearchParams): Record<string, unknown> {
  const said = [...form].filter(([, value]) => value !== '')
  if (action === 'knobs') return Object.fromEntries(said.map(([name, value]) => [name, knobValue(value)]))
  if (action !== 'fault') return Object.fromEntries(said)
  try {
    return JSON.parse(form.get('rule') ?? '') as Record<string, unknown>
  } catch {
    throw new Refused('The fault rule is no JSON.')
  }
}

function knobValue(value: string): unknown {
  if (value === 'true' || value === 'false') return value === 'true'
  return /^\d+$/.test(value) ? Number(value) : value
}
