/** A walk over every route: who may not pass, what is said then, and that nothing changed. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { concernsProject, whyShut } from '../src/access/guard.ts'
import type { Gate, Route } from '../src/platform/route.ts'
import type { Named } from './world/company.ts'
import { contentsOf } from './world/contents.ts'
import { EXAMPLES, exampleOf, keyOf, type Sent } from './world/requests.ts'
import { type Answer, type TwoCompanies, twoCompanies } from './world/two-companies.ts'

let all: TwoCompanies
beforeAll(async () => {
  all = await twoCompanies()
})
afterAll(() => all.close())

const changes = (route: Route) => route.method !== 'GET'
/** These go without a company. */
const isOwn = (route: Route) => /^\w+ \/(me(\/.*)?|companies)$/.test(keyOf(route))
const ofCompany = () => all.routes.filter((route) => !isOwn(route))
/** Everybody in the company may ask; the answer is a refusal that says where codes are made. */
const ALWAYS_REFUSED = ['POST /standard_cost_codes', 'POST /line_item_types', 'POST /work_breakdown_structure/segments']
/** What is refused whatever it says is not read. */
const TAKES_ANYTHING = [...ALWAYS_REFUSED, 'POST /cost_codes']
/** One's own notices and choices, and comments on what one may look at: no right to change anything is asked for. */
const NEEDS_NO_LEVEL = [
  'PATCH /companies/:company_id/notices/:notice_id',
  'POST /companies/:company_id/notices/read_all',
  'PUT /companies/:company_id/notice_choices/:event',
  'POST /companies/:company_id/erp/items/:kind/:item_id/comments',
  'DELETE /companies/:company_id/erp/items/:kind/:item_id/comments/:comment_id',
]
/** Looking, although the method changes things elsewhere: the list of items is too long for an address. */
const LOOKING = ['POST /companies/:company_id/erp/items/:kind/previews']

/** Nobody's business but one's own: whoever is a member may. */
const OWN_AFFAIRS = [
  'POST /companies/:company_id/workflow_substitutes',
  'DELETE /companies/:company_id/workflow_substitutes/:substitute_id',
]

const sentenceIn = (answer: Answer): string => (JSON.parse(answer.body) as { message: string }).message

/** What a walk found, as one list, so that a failure names every route that fails. */
async function walk(routes: Route[], ask: (route: Route) => Promise<string | undefined>): Promise<string[]> {
  const wrong: string[] = []
  for (const route of routes) {
    const found = await ask(route)
    if (found !== undefined) wrong.push(`${keyOf(route)}: ${found}`)
  }
  return wrong
}

const told = ({ status, body }: Answer) => `${status} ${body.slice(0, 300)}`

describe('every route', () => {
  it('has an example here, and every example a route', () => {
    expect(all.routes.map(keyOf).sort()).toEqual(Object.keys(EXAMPLES).sort())
  })

  it('has a gate that the permission matrix or the tools know', () => {
    const nobody = { levels: {}, permissions: [], canPushToAccounting: false, adminApproversOnly: false }
    for (const { gate } of all.routes) {
      expect(() => concernsProject(gate)).not.toThrow()
      const sentence = whyShut(gate, nobody)
      if (typeof gate === 'object' && !('decidedBy' in gate)) expect(sentence).toMatch(/ needs .+ on .+\.$/)
    }
  })

  it('refuses members of a body that it does not know, by name', async () => {
    const strict = all.routes.filter((route) => changes(route) && !TAKES_ANYTHING.includes(keyOf(route)))
    const before = await contentsOf(all.world.db)
    const wrong = await walk(strict, async (route) => {
      const sent = exampleOf(route)(all.ours)
      const answer = await all.ask(route, { ...sent, body: { ...sent.body, frobnicate: 1 } }, all.admin)
      return answer.status === 400 && answer.body.includes('frobnicate') ? undefined : told(answer)
    })
    expect(wrong).toEqual([])
    expect(await contentsOf(all.world.db)).toEqual(before)
  })

  it('has a schema for each id in its path', () => {
    const wrong = all.routes.filter((route) => {
      const names = [...route.path.matchAll(/:(\w+)/g)].map(([, name]) => name!)
      const known = route.params instanceof z.ZodObject ? Object.keys(route.params.shape) : []
      return names.some((name) => !known.includes(name) && name !== 'company_id' && name !== 'project_id')
    })
    expect(wrong.map(keyOf)).toEqual([])
  })
})

describe('nobody passes', () => {
  it('who is not signed in: 401', async () => {
    const wrong = await walk(all.routes, async (route) => {
      const nobody: Record<string, string>[] = [
        {},
        { authorization: 'Bearer of-nothing' },
        { cookie: 'gusset=of-nothing', 'x-gusset-request': '1' },
      ]
      for (const headers of nobody) {
        const answer = await all.ask(route, exampleOf(route)(all.ours), headers)
        if (answer.status !== 401) return told(answer)
      }
    })
    expect(wrong).toEqual([])
  })

  it('who is of another company: 404, as if there were no such company', async () => {
    const nowhere = { ...all.ours, company: 987_654_321 }
    const wrong = await walk(ofCompany(), async (route) => {
      const answer = await all.ask(route, exampleOf(route)(all.ours), all.stranger)
      const absent = await all.ask(route, exampleOf(route)(nowhere), all.stranger, nowhere.company)
      const alike = answer.body === absent.body.replaceAll(String(nowhere.company), String(all.ours.company))
      return answer.status === 404 && alike ? undefined : `${told(answer)}, for no company ${told(absent)}`
    })
    expect(wrong).toEqual([])
  })

  it('whose rights are to read only: 403 with the sentence of the matrix, on everything that changes something', async () => {
    const before = await contentsOf(all.world.db)
    const writing = all.routes.filter(
      (route) =>
        changes(route) &&
        !isOwn(route) &&
        ![...ALWAYS_REFUSED, ...LOOKING, ...NEEDS_NO_LEVEL, ...OWN_AFFAIRS].includes(keyOf(route)),
    )
    expect(writing.length).toBeGreaterThan(60)
    const wrong = await walk(writing, async (route) => {
      const answer = await all.ask(route, exampleOf(route)(all.ours), all.reader)
      const said = answer.status === 403 ? sentenceIn(answer) : ''
      const expected = sentenceOf(route.gate)
      const fits = expected === undefined ? / needs .+\.$/.test(said) : said === expected
      return fits ? undefined : `${told(answer)}, expected ${expected}`
    })
    expect(wrong).toEqual([])
    expect(await contentsOf(all.world.db)).toEqual(before)
  })

  it('and the reader may look wherever Read Only is enough', async () => {
    const open = all.routes.filter(
      ({ method, gate }) => method === 'GET' && (gate === 'signed-in' || (typeof gate === 'object' && 'tool' in gate)),
    )
    const wrong = await walk(open, async (route) => {
      const answer = await all.ask(route, exampleOf(route)(all.ours), all.reader)
      return answer.status === 200 ? undefined : told(answer)
    })
    expect(wrong).toEqual([])
    expect(open.length).toBeGreaterThan(25)
  })
})

/** Of a gate that names its row; undefined where the handler decides by the item. */
function sentenceOf(gate: Gate): string | undefined {
  const readOnly = { levels: {}, permissions: [], canPushToAccounting: false, adminApproversOnly: false }
  return whyShut(gate, readOnly)
}

describe('the wall between companies', () => {
  const absent: Record<keyof Named, number | string> = new Proxy({} as Record<keyof Named, number | string>, {
    get: (_all, name: string) => (['op', 'read', 'staged'].includes(name) ? `no-such-${name}` : 987_654_321),
  })

  /** Each request with one id of the other company in the place of ours, and the same with an id that nobody has. */
  function* mixtures(route: Route): Generator<{ name: keyof Named; theirs: Sent; nobodys: Sent }> {
    const used = new Set<keyof Named>()
    const watched = new Proxy(all.ours, {
      get: (of, name: keyof Named) => {
        used.add(name)
        return of[name]
      },
    })
    exampleOf(route)(watched)
    for (const name of used) {
      const make = exampleOf(route)
      const [theirs, nobodys] = [all.theirs, absent].map((other) => make({ ...all.ours, [name]: other[name] } as Named))
      yield { name, theirs: theirs!, nobodys: nobodys! }
    }
  }

  it('an id of another company is as good as none, wherever it stands, and changes nothing', async () => {
    const before = await contentsOf(all.world.db)
    let tried = 0
    const wrong = await walk(ofCompany(), async (route) => {
      for (const { name, theirs, nobodys } of mixtures(route)) {
        tried += 1
        const company = name === 'company' ? all.theirs.company : all.ours.company
        const answer = await all.ask(route, theirs, all.admin, company)
        const none = await all.ask(route, nobodys, all.admin, name === 'company' ? 987_654_321 : company)
        const same =
          answer.body.replaceAll(String(all.theirs[name]), '?') === none.body.replaceAll(String(absent[name]), '?')
        const empty =
          answer.status === 200 &&
          /^(\[\]|\{"entities":\[\],"errors":\[\{.*|\{"(accepted|done)":0,"refused":\[\{.*)$/s.test(answer.body)
        const refused = [404, 422].includes(answer.status)
        if (!same || !(refused || empty)) return `${name} of the others: ${told(answer)}; of nobody: ${told(none)}`
      }
    })
    expect(wrong).toEqual([])
    expect(tried).toBeGreaterThan(180)
    expect(await contentsOf(all.world.db)).toEqual(before)
  })

  it('no list shows anything of the other company', async () => {
    const texts = [...Object.values(all.theirs).map(String), 'Tower theirs', 'Bay Paving theirs']
    const wrong = await walk(
      all.routes.filter((route) => !changes(route)),
      async (route) => {
        const answer = await all.ask(route, exampleOf(route)(all.ours), all.admin)
        const leaked = texts.find((text) => answer.body.includes(text))
        return answer.status !== 200 ? told(answer) : leaked && `shows ${leaked}`
      },
    )
    expect(wrong).toEqual([])
  })

  it('and the same requests with one’s own ids pass: it was the ids that shut them out', async () => {
    // A new password ends the other sessions, which are to be ended one by one before.
    const last = ({ method, path }: Route) =>
      path.endsWith('/me/password') ? 2_000 : method === 'DELETE' ? 1_000 - path.length : 0
    const inOrder = [...all.routes].sort((a, b) => last(a) - last(b))
    let done = 0
    const wrong = await walk(inOrder, async (route) => {
      const answer = await all.ask(route, exampleOf(route)(all.ours), all.admin)
      if (answer.status < 300) done += 1
      const again = await all.ask(route, exampleOf(route)(all.ours), all.admin)
      if (again.status >= 500) return `the second time ${told(again)}`
      return answer.status < 300 || answer.status === 409 || answer.status === 422 ? undefined : told(answer)
    })
    expect(wrong).toEqual([])
    expect(done).toBeGreaterThan(85)
  })
})
