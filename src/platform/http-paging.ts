/** `Link`, `Total` and `Per-Page` of a list, in the exact spelling that clients of this convention parse. */
import { Refused, refusal } from './refusal.ts'
import type { Page } from './route.ts'

export const DEFAULT_PER_PAGE = 100
export const MAX_PER_PAGE = 2_000

/**
 * The rows to send and the headers. `address` is the request's own, absolute. A handler whose query knows no pages hands over
 * everything: then a page is cut out only if the caller asked for one.
 */
export function paged<Row>(
  page: Page<Row>,
  address: URL,
  handlerPages: boolean,
): { rows: Row[]; headers: Record<string, string> } {
  const asked = address.searchParams.has('page') || address.searchParams.has('per_page')
  if (!handlerPages && !asked)
    return { rows: page.rows, headers: { total: String(page.total), 'per-page': String(page.total) } }
  const number = read(address, 'page', 1, Number.MAX_SAFE_INTEGER)
  const perPage = read(address, 'per_page', DEFAULT_PER_PAGE, MAX_PER_PAGE)
  const rows = handlerPages ? page.rows : page.rows.slice((number - 1) * perPage, number * perPage)
  const last = Math.max(1, Math.ceil(page.total / perPage))
  const links: [string, number][] = []
  if (number > 1) links.push(['first', 1], ['prev', Math.min(number - 1, last)])
  if (number < last) links.push(['next', number + 1], ['last', last])
  const headers: Record<string, string> = { total: String(page.total), 'per-page': String(perPage) }
  if (links.length > 0)
    headers.link = links.map(([rel, to]) => `<${at(address, to, perPage)}>; rel="${rel}"`).join(', ')
  return { rows, headers }
}

function at(address: URL, page: number, perPage: number): string {
  const url = new URL(address)
  url.searchParams.set('page', String(page))
  url.searchParams.set('per_page', String(perPage))
  return url.href
}

function read(address: URL, name: string, otherwise: number, most: number): number {
  const text = address.searchParams.get(name)
  if (text === null) return otherwise
  const value = Number(text)
  if (/^\d+$/.test(text) && value >= 1 && value <= most) return value
  throw new Refused(refusal('malformed', `${name} must be a whole number from 1 to ${most}.`, { field: name }), 400)
}
