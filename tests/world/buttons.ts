/** The buttons that move an item: what stands on its two pages, and what the server says the person may do. */
import type { Page } from 'playwright-core'
import { itemsOf } from './permission-requests.ts'
import { opensTo, type Somebody } from './permissions.ts'
import type { Place } from './sendables.ts'
import type { Headers, TwoCompanies } from './two-companies.ts'

const BUTTONS = ['Send to ERP', 'Re-send to ERP', 'Retrieve from ERP', 'Accept', 'Reject', 'Unlink', 'Send again']

/** By its words: `enabled`, or why it is grey. A button that is not there has no entry. */
export type Buttons = Record<string, string>

/** In the page, whatever else stands there. */
export function buttonsOn(page: Page): Promise<Buttons> {
  return page.evaluate((names) => {
    const found: Record<string, string> = {}
    for (const each of document.querySelectorAll<HTMLElement>('main button')) {
      const name = (each.textContent ?? '').trim()
      if (!names.includes(name) || !each.offsetParent) continue
      const why = (each.getAttribute('aria-describedby') ?? '').split(' ').filter(Boolean)
      const sentences = why.map((id) => document.getElementById(id)?.textContent ?? '')
      const state = each.getAttribute('aria-disabled') === 'true' ? `grey: ${sentences.join(' ')}` : 'enabled'
      found[name] = name in found && found[name] !== state ? `twice, not alike: ${found[name]}; ${state}` : state
    }
    return found
  }, BUTTONS)
}

/** To another page without loading the program anew. */
export async function follow(page: Page, path: string): Promise<void> {
  await page.evaluate((to) => history.pushState(null, '', to), path)
}

export type Move = 'send' | 'send-again' | 'retrieve' | 'accept' | 'reject' | 'unlink'
/** The moves that have a button where an item stands. */
export const MOVES: Record<Place, Move[]> = {
  'not sent': ['send'],
  waiting: ['send', 'retrieve', 'accept', 'reject'],
  queued: ['send', 'retrieve', 'reject'],
  failed: ['send-again', 'reject'],
  synced: ['send', 'unlink'],
}

interface Refusal {
  code: string
  sentence: string
  remedy?: string
  field?: string
}

interface Detail {
  path: string
  moves: Record<Move, Refusal[]>
}

interface Shown {
  rev: number
  hash: string | null
  answers: Record<string, string>
  fields: { key: string; label: string }[]
  refusals: Refusal[]
}

/** What the server says to one person of one item. */
export interface Word {
  kind: string
  path: string
  moves: Record<Move, Refusal[]>
  /** Of an item that waits: the records as they are accepted, with the answers given for what is asked. */
  shown: Shown | undefined
  /** By the label of the field: what to type before accepting. */
  answers: Record<string, string>
}

/** What the approver types where nothing is proposed. */
const TYPED: Record<string, string> = { company: 'REBAR', job: '99-0001', commitment: 'PO-77' }

export async function wordOf(
  all: TwoCompanies,
  headers: Headers,
  { kind, item, place }: { kind: string; item: number; place: Place },
): Promise<Word> {
  const url = urlOf(all, kind, item)
  const get = async <T>(path: string): Promise<T> => {
    const reply = await all.app.inject({ url: path, headers: inCompany(all, headers) })
    if (reply.statusCode !== 200) throw new Error(`${path}: ${reply.statusCode} ${reply.body}`)
    return reply.json<T>()
  }
  const { path, moves } = await get<Detail>(url)
  if (place !== 'waiting') return { kind, path, moves, shown: undefined, answers: {} }
  const first = await get<Shown>(`${url}/preview`)
  const asked = first.refusals.filter((each) => each.code === 'answer-missing')
  const given = asked.map(({ field = '' }) => [field, TYPED[kind] ?? ''] as const)
  const query = given.map(([key, value]) => [`answers[${key}]`, value])
  const shown = given.length > 0 ? await get<Shown>(`${url}/preview?${new URLSearchParams(query)}`) : first
  const label = (key: string) => first.fields.find((each) => each.key === key)?.label ?? key
  return { kind, path, moves, shown, answers: Object.fromEntries(given.map(([key, value]) => [label(key), value])) }
}

/** How the item's page in its own tool must look by the server's word. */
export function onOwnPage({ kind, moves }: Word, place: Place): Buttons {
  if (moves.retrieve.length === 0) return { 'Retrieve from ERP': 'enabled' }
  if (place === 'failed') return { 'Re-send to ERP': stateOf(moves['send-again']) }
  // Whatever is sent of a budget after the first acceptance adds to that.
  if (place === 'queued' && kind === 'budget') return { 'Re-send to ERP': stateOf(moves.send) }
  return { 'Send to ERP': stateOf(moves.send) }
}

/** How its page in the ERP tool must look. */
export function onErpPage({ moves, shown }: Word, place: Place): Buttons {
  if (place === 'waiting')
    return { Accept: stateOf([...moves.accept, ...(shown?.refusals ?? [])]), Reject: stateOf(moves.reject) }
  if (place === 'failed') return { 'Send again': stateOf(moves['send-again']), Reject: stateOf(moves.reject) }
  if (place === 'queued') return { Reject: stateOf(moves.reject) }
  return place === 'synced' ? { Unlink: stateOf(moves.unlink) } : {}
}

function stateOf(refusals: Refusal[]): string {
  const sentences = refusals.map(({ sentence, remedy }) => (remedy ? `${sentence} ${remedy}` : sentence))
  return sentences.length > 0 ? `grey: ${sentences.join(' ')}` : 'enabled'
}

/** The permission table's own word, read by hand: may this person make the move at all? */
export function isOpen(all: TwoCompanies, kind: string, move: Move, who: Somebody): boolean {
  const [row, { tool }] = Object.entries(itemsOf(all.ours)).find(
    ([each, item]) => item.kind === kind || each === kind,
  ) ?? ['', { tool: '' }]
  const accepts = opensTo(`accept-or-reject-${row}`, who)
  if (move === 'accept' || move === 'reject') return accepts
  if (move === 'unlink') return opensTo(`unlink-${row}`, who)
  const level = who.projectLevels?.[tool] ?? who.levels[tool]
  const sends = level === 'Admin' || (kind === 'job' && opensTo('add-project-to-erp', who))
  return sends || (move === 'send-again' && accepts)
}

/** The request itself, as the button sends it. */
export async function fire(
  all: TwoCompanies,
  headers: Headers,
  { kind, item, move, word }: { kind: string; item: number; move: Move; word: Word },
): Promise<{ status: number; message: string }> {
  const { rev = 1, hash = null, answers = {} } = word.shown ?? {}
  const payload =
    move === 'accept'
      ? { rev, hash: hash ?? '', answers }
      : move === 'reject' || move === 'unlink'
        ? { reason: 'Because.' }
        : {}
  const reply = await all.app.inject({
    method: 'POST',
    url: `${urlOf(all, kind, item)}/${move}`,
    headers: inCompany(all, headers),
    payload,
  })
  return { status: reply.statusCode, message: reply.json<{ message?: string }>().message ?? '' }
}

const urlOf = (all: TwoCompanies, kind: string, item: number) =>
  `/rest/v1.0/companies/${all.ours.company}/erp/items/${kind}/${item}`

const inCompany = (all: TwoCompanies, headers: Headers): Headers => ({
  ...headers,
  'procore-company-id': String(all.ours.company),
})
