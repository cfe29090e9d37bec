/**
 * Who may do what, through HTTP and by real people: each cell of the permission table (`world/permissions.ts`, read by hand from the manual),
 * the item's own tool for sending, every gate of the tools; and that every route of the API stands under one of them.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { COMPANY_TOOLS, isProjectTool, LEVELS, PROJECT_TOOLS } from '../src/access/tools.ts'
import type { Level, Route } from '../src/platform/route.ts'
import { DECIDED_BY_MORE, keysIn, MEMBERS, READERS, SHOWN_BY_READERS, TOOL_GATES } from './world/gates.ts'
import { itemsOf, requestsOf, type Try } from './world/permission-requests.ts'
import { CELLS, ELSEWHERE, opensTo, type Somebody } from './world/permissions.ts'
import { give, type Persona, personOf, putIntoProject, routeIn } from './world/persona.ts'
import { exampleOf, keyOf } from './world/requests.ts'
import { type Answer, type Headers, type TwoCompanies, twoCompanies } from './world/two-companies.ts'

let all: TwoCompanies
/** By level on ERP Integrations and privilege, with nothing else. */
const office = new Map<string, Persona>()
/** Whose rights are changed between requests, as an administrator would. */
let anybody: Persona

beforeAll(async () => {
  all = await twoCompanies()
  for (const push of [false, true])
    for (const level of LEVELS) office.set(`${level} ${push}`, await personOf(all, `${level}-${push}`, level, push))
  anybody = await personOf(all, 'anybody', 'None', false)
  await putIntoProject(all, anybody)
})
afterAll(() => all.close())

const routeOf = (key: string): Route => routeIn(all, key)
const become = (who: Somebody): Promise<void> => give(all, anybody, who)
const told = ({ status, body }: Answer) => `${status} ${body.slice(0, 200)}`
/** The gate said no: not signed in, not tries, or as if there were no such company or project. What is refused by its state was let through. */
const isShut = ({ status, body }: Answer) =>
  status === 401 || status === 403 || (status === 404 && /you may not see it|not a member/.test(body))

async function trying([key, sent]: Try, headers: Headers): Promise<Answer> {
  const route = routeOf(key)
  const answer = await all.ask(route, sent ?? exampleOf(route)(all.ours), headers)
  if (answer.status >= 500) throw new Error(`${key}: ${told(answer)}`)
  return answer
}

/** The requests that are not answered as the table says. */
async function wrongOf(tries: Try[], headers: Headers, open: boolean, who: string): Promise<string[]> {
  const wrong: string[] = []
  for (const each of tries) {
    const answer = await trying(each, headers)
    if (isShut(answer) === open)
      wrong.push(`${each[0]} for ${who}: should be ${open ? 'open' : 'shut'}, ${told(answer)}`)
  }
  return wrong
}

describe('the permission table', () => {
  it('has a request for each row', () => {
    expect(Object.keys(requestsOf(all.ours)).sort()).toEqual(Object.keys(CELLS).sort())
  })

  it('holds cell by cell: levels on ERP Integrations, without and with Can Push to Accounting', async () => {
    const wrong: string[] = []
    const rows = Object.entries(requestsOf(all.ours))
    for (const push of [false, true])
      for (const level of LEVELS)
        for (const [action, tries] of rows) {
          const open = opensTo(action, { levels: { 'ERP Integrations': level }, push })
          const { headers } = office.get(`${level} ${push}`)!
          wrong.push(...(await wrongOf(tries, headers, open, `${level}, ${push ? 'with' : 'without'} the privilege`)))
        }
    expect(wrong).toEqual([])
  })

  it.each(Object.keys(ELSEWHERE))('%s holds for what other tools open', async (action) => {
    const wrong: string[] = []
    for (const who of situations(action)) {
      await become(who)
      wrong.push(
        ...(await wrongOf(requestsOf(all.ours)[action]!, anybody.headers, opensTo(action, who), JSON.stringify(who))),
      )
    }
    expect(wrong).toEqual([])
  })

  it('keeps Standard from approving where only Admins approve', async () => {
    const set = (adminApproversOnly: boolean) =>
      all.ask(
        routeOf('PATCH /companies/:company_id/approval_settings'),
        { params: { company_id: all.ours.company }, body: { approval_settings: { adminApproversOnly } } },
        all.admin,
      )
    expect((await set(true)).status).toBe(204)
    const wrong: string[] = []
    for (const [action, tries] of Object.entries(requestsOf(all.ours))) {
      const who = { levels: { 'ERP Integrations': 'Standard' as const }, push: true, adminApproversOnly: true }
      if (action in ELSEWHERE) continue
      wrong.push(
        ...(await wrongOf(tries.slice(0, 1), office.get('Standard true')!.headers, opensTo(action, who), 'Standard')),
      )
    }
    expect((await set(false)).status).toBe(204)
    expect(wrong).toEqual([])
  })
})

/** Each level of the tools that count, where two are enough those about the edge, and the permission with and without. */
function situations(action: string): Somebody[] {
  const { tools, permission } = ELSEWHERE[action]!
  const few = tools.length > 2
  const edges: Record<string, Level[]> = { 'Project Reports': ['None', 'Read Only'] }
  const erp: Level[] = few ? ['None', 'Admin'] : ['None', 'Read Only', 'Standard', 'Admin']
  let people: Somebody[] = erp.map((level) => ({ levels: { 'ERP Integrations': level } }))
  for (const tool of tools)
    people = people.flatMap((one) =>
      (few ? (edges[tool] ?? (['Standard', 'Admin'] as Level[])) : LEVELS).map((level) =>
        isProjectTool(tool)
          ? { ...one, projectLevels: { ...one.projectLevels, [tool]: level } }
          : { ...one, levels: { ...one.levels, [tool]: level } },
      ),
    )
  return permission ? people.flatMap((one) => [one, { ...one, permissions: [permission] }]) : people
}

describe('sending', () => {
  const senders = (): { row: string; tool: string; tries: Try[]; ofTheirs: Try[] }[] =>
    Object.entries(itemsOf(all.ours)).map(([row, { kind, item, tool }]) => {
      const of = (company: number, one: number): Try[] =>
        ['send', 'retrieve', 'send-again'].map((name) => [
          `POST /companies/:company_id/erp/items/:kind/:item_id/${name}`,
          { params: { company_id: company, kind, item_id: one }, body: {} },
        ])
      return {
        row,
        tool,
        tries: of(all.ours.company, item),
        ofTheirs: of(all.theirs.company, itemsOf(all.theirs)[row]!.item),
      }
    })

  it('needs Admin on the item’s own tool, and nothing on ERP Integrations', async () => {
    const wrong: string[] = []
    for (const level of LEVELS)
      for (const tool of new Set(senders().map((each) => each.tool))) {
        const who = isProjectTool(tool)
          ? { levels: {}, projectLevels: { [tool]: level } }
          : { levels: { [tool]: level } }
        await become(who)
        for (const each of senders()) {
          const open = level === 'Admin' && each.tool === tool
          wrong.push(...(await wrongOf(each.tries, anybody.headers, open, `${level} on ${tool}`)))
        }
      }
    expect(wrong).toEqual([])
  })

  it('is not for who is Admin of the tool in no project of the item, nor for who is of another company', async () => {
    const everything = Object.fromEntries(PROJECT_TOOLS.map((each) => [each, 'Admin' as const]))
    await become({ levels: {}, projectLevels: everything })
    const wrong: string[] = []
    for (const { tool, tries, ofTheirs } of senders()) {
      const { headers } = office.get('Read Only false')!
      wrong.push(...(await wrongOf(tries, headers, false, 'who is in no project')))
      wrong.push(...(await wrongOf(tries, all.stranger, false, 'a stranger')))
      for (const [key, sent] of ofTheirs) {
        const answer = await all.ask(routeOf(key), sent!, anybody.headers, all.theirs.company)
        if (answer.status !== 404) wrong.push(`${key} of the others, ${tool}: ${told(answer)}`)
      }
    }
    expect(wrong).toEqual([])
  })
})

describe('the tools’ own routes', () => {
  const company = Object.fromEntries(COMPANY_TOOLS.map((each) => [each, 'Admin' as const]))
  const projects = Object.fromEntries(PROJECT_TOOLS.map((each) => [each, 'Admin' as const]))
  const only = (tool: string, level: Level): Somebody =>
    isProjectTool(tool) ? { levels: {}, projectLevels: { [tool]: level } } : { levels: { [tool]: level } }
  const allBut = (tool: string): Somebody =>
    isProjectTool(tool)
      ? { levels: company, projectLevels: { ...projects, [tool]: 'None' } }
      : { levels: { ...company, [tool]: 'None' }, projectLevels: projects }
  const below = (level: Level) => LEVELS[LEVELS.indexOf(level) - 1]!
  /** What is deleted is gone for those that come after. */
  const isDeletion = (key: string) => key.startsWith('DELETE')

  it.each(TOOL_GATES)('%s is opened by %s and no less', async (tool, level, text) => {
    const tries = keysIn(text).map((key): Try => [key])
    const wrong: string[] = []
    await become(only(tool, below(level)))
    wrong.push(...(await wrongOf(tries, anybody.headers, false, `${below(level)} on ${tool}`)))
    await become(allBut(tool))
    wrong.push(...(await wrongOf(tries, anybody.headers, false, `everything but ${tool}`)))
    await become(only(tool, level))
    const kept = tries.filter(([key]) => !isDeletion(key))
    wrong.push(...(await wrongOf(kept, anybody.headers, true, `${level} on ${tool}`)))
    expect(wrong).toEqual([])
  })

  it.each(READERS)('show cost codes and sub jobs to %s', async (tool) => {
    const tries = keysIn(SHOWN_BY_READERS).map((key): Try => [key])
    await become(only(tool, 'Read Only'))
    const wrong = await wrongOf(tries, anybody.headers, true, `Read Only on ${tool}`)
    await become({
      levels: {},
      projectLevels: { ...projects, ...Object.fromEntries(READERS.map((each) => [each, 'None'])) },
    })
    wrong.push(...(await wrongOf(tries, anybody.headers, false, 'none of the readers')))
    expect(wrong).toEqual([])
  })

  it('are every member’s where they are listed so', async () => {
    await become({ levels: {} })
    const tries = keysIn(MEMBERS).map((key): Try => [key])
    expect(await wrongOf(tries, anybody.headers, true, 'a member with nothing')).toEqual([])
  })

  it('let a deletion through last of all', async () => {
    const deletions = TOOL_GATES.flatMap(([tool, level, text]) =>
      keysIn(text)
        .filter(isDeletion)
        .map((key) => ({ tool, level, key })),
    )
    const wrong: string[] = []
    for (const { tool, level, key } of deletions.sort((a, b) => b.key.length - a.key.length)) {
      await become(only(tool, level))
      wrong.push(...(await wrongOf([[key]], anybody.headers, true, `${level} on ${tool}`)))
    }
    expect(wrong).toEqual([])
  })
})

describe('the routes of the API', () => {
  it('stand each under a row of the table, a tool’s gate, or are every member’s', async () => {
    const reply = await all.app.inject({ url: '/rest/openapi.json' })
    const paths = reply.json<{ paths: Record<string, Record<string, unknown>> }>().paths
    const served = Object.entries(paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) =>
        keyOf({ method: method.toUpperCase() as Route['method'], path: path.replaceAll(/\{(\w+)\}/g, ':$1') }),
      ),
    )
    const rows = Object.values(requestsOf(all.ours)).flatMap((tries) => tries.map(([key]) => key))
    const sending = ['send', 'retrieve', 'send-again'].map(
      (name) => `POST /companies/:company_id/erp/items/:kind/:item_id/${name}`,
    )
    const gates = TOOL_GATES.flatMap(([, , text]) => keysIn(text))
    const others = [MEMBERS, SHOWN_BY_READERS, DECIDED_BY_MORE].flatMap(keysIn)
    const listed = new Set([...rows, ...sending, ...gates, ...others])
    expect(served.filter((key) => !listed.has(key))).toEqual([])
    expect([...listed].filter((key) => !served.includes(key))).toEqual([])
  })
})
