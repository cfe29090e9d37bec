/**
 * The buttons that move an item agree with the server, for every kind that is exported, wherever the item stands, and for each of the example's
 * four people and one whose rights are changed between two looks. What a button says is held against the server's word (which moves there are
 * and why not), against the permission table read by hand, and against the answer to the very request that the button sends.
 */
import { join, resolve } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type ExampleRole, person } from '../../example/people.ts'
import { COMPANY_TOOLS, PROJECT_TOOLS } from '../../src/access/tools.ts'
import { connectors, entities } from '../../src/entities.ts'
import type { Level } from '../../src/platform/route.ts'
import { hasBrowser, openBrowser, signInAs, signInWith, type Visit } from '../world/browser.ts'
import {
  type Buttons,
  buttonsOn,
  fire,
  follow,
  isOpen,
  MOVES,
  onErpPage,
  onOwnPage,
  type Word,
  wordOf,
} from '../world/buttons.ts'
import { PASSWORD } from '../world/company.ts'
import type { Somebody } from '../world/permissions.ts'
import { give, type Persona, personOf, putIntoProject, routeIn } from '../world/persona.ts'
import { fillSendables, type Owner, ownerOf, PLACES, type Place, put, smallChangeOrder } from '../world/sendables.ts'
import { signedIn } from '../world/server.ts'
import { type Headers, type TwoCompanies, twoCompanies } from '../world/two-companies.ts'

const ROOT = resolve(import.meta.dirname, '../..')
const everywhere = (tools: readonly string[], level: Level) => Object.fromEntries(tools.map((tool) => [tool, level]))
const readsAll = {
  levels: everywhere(COMPANY_TOOLS, 'Read Only'),
  projectLevels: everywhere(PROJECT_TOOLS, 'Read Only'),
}
const sendsAll = { ...readsAll, projectLevels: everywhere(PROJECT_TOOLS, 'Admin') }

/** What the example's people have, in the words of its own description. */
const EXAMPLE: Record<ExampleRole, Somebody> = {
  'Project manager': {
    ...sendsAll,
    levels: { ...readsAll.levels, 'ERP Integrations': 'None', Directory: 'Standard' },
  },
  'Accounting approver': {
    ...readsAll,
    levels: { ...readsAll.levels, 'ERP Integrations': 'Standard' },
    push: true,
  },
  Administrator: { levels: everywhere(COMPANY_TOOLS, 'Admin'), projectLevels: sendsAll.projectLevels },
  Reader: readsAll,
}

/** What the changed person has before and after, where an item stands. */
const CHANGES: Record<Place, [before: Somebody, after: Somebody]> = {
  'not sent': [readsAll, { ...sendsAll, levels: { ...readsAll.levels, Directory: 'Admin' } }],
  queued: [{ ...readsAll, levels: { ...readsAll.levels, 'ERP Integrations': 'Admin' }, push: true }, readsAll],
  waiting: [
    { ...readsAll, levels: { ...readsAll.levels, 'ERP Integrations': 'Admin' } },
    { ...readsAll, levels: { ...readsAll.levels, 'ERP Integrations': 'Admin' }, push: true },
  ],
  failed: [{ ...readsAll, levels: { ...readsAll.levels, 'ERP Integrations': 'Admin' }, push: true }, readsAll],
  synced: [readsAll, { ...readsAll, levels: { ...readsAll.levels, 'ERP Integrations': 'Standard' } }],
}

/** Kinds that this ERP does not take: nothing of them is ever sent, so that they stand nowhere else. */
const exported = entities.filter((each) => each.outbound).map((each) => each.kind)
const taken = exported.filter((kind) => connectors.some((each) => kind in each.exports))
/** A set that goes by itself has no link of its own. */
const auto = entities.filter((each) => each.outbound?.auto).map((each) => each.kind)
const standing = (place: Place) =>
  place === 'not sent' ? exported : taken.filter((kind) => place !== 'synced' || !auto.includes(kind))

/** Each of these somebody can press, of every kind, and somebody cannot. */
const PRESSED: Record<Place, string[]> = {
  'not sent': ['Send to ERP'],
  waiting: ['Accept', 'Reject'],
  queued: ['Reject'],
  failed: ['Re-send to ERP', 'Send again', 'Reject'],
  synced: ['Unlink'],
}

interface Looker {
  name: string
  rights: Somebody
  headers: Headers
  page: Page
}

interface Look {
  kind: string
  looker: Looker
  word: Word
  own: Buttons
  erp: Buttons
}

describe.runIf(hasBrowser)('the buttons of an item', { timeout: 300_000 }, () => {
  let all: TwoCompanies
  let owner: Owner
  let browser: Browser
  let items: Record<string, number>
  let url: string
  let changing: Persona
  const visits: Visit[] = []
  const lookers: Looker[] = []
  let changed: Looker

  beforeAll(async () => {
    all = await twoCompanies({ pages: join(ROOT, 'dist/web') })
    owner = await ownerOf(all.world.url)
    items = await fillSendables(owner, all.ours)
    url = await all.app.listen({ port: 0, host: '127.0.0.1' })
    browser = await openBrowser()
    for (const role of Object.keys(EXAMPLE) as ExampleRole[]) {
      const { email, password } = person(role)
      const headers = await signedIn(all.app, email, password)
      const visit = await signInAs(browser, url, role)
      visits.push(visit)
      lookers.push({ name: role, rights: EXAMPLE[role], headers, page: visit.page })
    }
    changing = await personOf(all, 'changing', 'None', false)
    for (const project of [all.ours.project, items.job!]) await putIntoProject(all, changing, project)
    const visit = await signInWith(browser, url, { email: changing.email, password: PASSWORD })
    visits.push(visit)
    changed = { name: 'whose rights change', rights: readsAll, headers: changing.headers, page: visit.page }
  }, 360_000)
  afterAll(async () => {
    await browser?.close()
    await owner?.close()
    await all?.close()
  })

  const company = () => `/companies/${all.ours.company}`

  /** Both pages of each item, as one person sees them. */
  async function looksOf(looker: Looker, place: Place): Promise<Look[]> {
    const { page, headers } = looker
    const looks: Look[] = []
    await page.goto(`${url}${company()}/account`)
    for (const kind of standing(place)) {
      const item = items[kind]!
      const word = await wordOf(all, headers, { kind, item, place })
      await follow(page, `${company()}/erp/${kind}/${item}`)
      await page.getByRole('link', { name: 'Open the item' }).first().waitFor()
      for (const [label, text] of Object.entries(word.answers)) await page.getByLabel(label).first().fill(text)
      const erp = await settled(page, onErpPage(word, place))
      await follow(page, word.path)
      const own = await settled(page, onOwnPage(word, place))
      looks.push({ kind, looker: { ...looker }, word, own, erp })
    }
    return looks
  }

  /** What stands on the page once it stands as it should, or for good. */
  async function settled(page: Page, expected: Buttons): Promise<Buttons> {
    const wanted = JSON.stringify(sorted(expected))
    await expect
      .poll(async () => JSON.stringify(sorted(await buttonsOn(page))), { timeout: 60_000 })
      .toBe(wanted)
      .catch(() => undefined)
    return buttonsOn(page)
  }

  it('has an item of every kind that is exported, and each may be sent where the ERP takes it', async () => {
    expect(Object.keys(items).sort()).toEqual([...exported].sort())
    for (const kind of taken) {
      const { moves } = await wordOf(all, all.admin, { kind, item: items[kind]!, place: 'not sent' })
      expect([kind, moves.send]).toEqual([kind, []])
    }
  })

  it.each(PLACES)('are as the server says where it is %s', async (place) => {
    for (const kind of standing(place)) await put(owner, all.ours, kind, items[kind]!, place)
    const [before, after] = CHANGES[place]
    await give(all, changing, before)
    const first = await Promise.all([...lookers, { ...changed, rights: before }].map((each) => looksOf(each, place)))
    await give(all, changing, after)
    const looks = [...first.flat(), ...(await looksOf({ ...changed, rights: after }, place))]
    expect(looks.flatMap((each) => differences(each, place))).toEqual([])
    expect(looks.flatMap((each) => againstTheTable(each, place))).toEqual([])
    expect(notSeenBothWays(looks, place)).toEqual([])
    const wrong: string[] = []
    for (const look of looks.filter(({ looker }) => looker.rights !== before))
      wrong.push(...(await againstTheAnswer(look, place)))
    expect(wrong).toEqual([])
  })

  const of = ({ kind, looker }: Look) => `${kind} for ${looker.name}`

  function differences(look: Look, place: Place): string[] {
    const pages = [
      ['ERP', look.erp, onErpPage(look.word, place)],
      ['own', look.own, onOwnPage(look.word, place)],
    ] as const
    return pages.flatMap(([page, seen, expected]) =>
      JSON.stringify(sorted(seen)) === JSON.stringify(sorted(expected))
        ? []
        : [`${of(look)}, ${page} page: ${JSON.stringify(seen)} where the server says ${JSON.stringify(expected)}`],
    )
  }

  function againstTheTable(look: Look, place: Place): string[] {
    return MOVES[place].flatMap((move) => {
      const open = !look.word.moves[move].some((each) => each.code === 'not-allowed')
      return open === isOpen(all, look.kind, move, look.looker.rights)
        ? []
        : [`${of(look)}: ${move} is ${open ? 'open' : 'shut'}, the table says otherwise`]
    })
  }

  function notSeenBothWays(looks: Look[], place: Place): string[] {
    return standing(place)
      .filter((kind) => taken.includes(kind))
      .flatMap((kind) =>
        PRESSED[place].flatMap((name) => {
          const states = looks.filter((each) => each.kind === kind).map((each) => ({ ...each.own, ...each.erp })[name])
          const enabled = states.some((each) => each === 'enabled')
          const grey = states.some((each) => each?.startsWith('grey: '))
          return enabled && grey ? [] : [`${kind}: ${name} is ${enabled ? 'never grey' : 'never enabled'}`]
        }),
      )
  }

  /** The request is made; what went through is put back. */
  async function againstTheAnswer(look: Look, place: Place): Promise<string[]> {
    const { kind, word, looker } = look
    const item = items[kind]!
    const wrong: string[] = []
    for (const move of MOVES[place]) {
      const refusals = [...word.moves[move], ...(move === 'accept' ? (word.shown?.refusals ?? []) : [])]
      const { status, message } = await fire(all, looker.headers, { kind, item, move, word })
      if (status < 300 !== (refusals.length === 0)) wrong.push(`${of(look)}: ${move} was answered ${status} ${message}`)
      const first = refusals[0]
      if (status >= 300 && first && !message.includes(first.sentence))
        wrong.push(`${of(look)}: ${move} says “${message}”, the button “${first.sentence}”`)
      if (status < 300) await put(owner, all.ours, kind, item, place)
    }
    return wrong
  }

  it('say what is missing where what was refused could no longer be sent', async () => {
    const [kind, item] = ['commitment', items.commitment!]
    await put(owner, all.ours, kind, item, 'failed')
    const status = (value: string) =>
      owner.run('update commitment set status = $3 where company_id = $1 and id = $2', [all.ours.company, item, value])
    await status('Draft')
    const manager = lookers.find((each) => each.name === 'Project manager')!
    const word = await wordOf(all, manager.headers, { kind, item, place: 'failed' })
    expect(word.moves['send-again'].map((each) => each.code)).toEqual(['status-not-sendable'])
    await manager.page.goto(url + word.path)
    expect(await settled(manager.page, onOwnPage(word, 'failed'))).toEqual(onOwnPage(word, 'failed'))
    expect(await againstTheAnswer({ kind, looker: manager, word, own: {}, erp: {} }, 'failed')).toEqual([])
    await status('Approved')
  })

  describe('of an approver with a limit', () => {
    const kind = 'commitment-change-order'
    const TOO_MUCH = 'You may accept up to 20.00, and this is 50.00.'
    let approver: Looker
    let small: number

    const limit = async (approval_limit: string | null) => {
      const people = await all.world.db.system((sql) =>
        sql.one<{ id: number }>('select id from person where email = $1', [person('Accounting approver').email]),
      )
      const sent = { params: { company_id: all.ours.company, user_id: people.id }, body: { user: { approval_limit } } }
      const route = routeIn(all, 'PATCH /companies/:company_id/users/:user_id')
      expect((await all.ask(route, sent, all.admin)).status).toBeLessThan(300)
    }
    const send = async (item: number) => {
      const word = await wordOf(all, all.admin, { kind, item, place: 'not sent' })
      expect(await fire(all, all.admin, { kind, item, move: 'send', word })).toMatchObject({ status: 200 })
    }

    beforeAll(async () => {
      approver = lookers.find((each) => each.name === 'Accounting approver')!
      small = await smallChangeOrder(owner, all.ours)
      await put(owner, all.ours, kind, items[kind]!, 'not sent')
      await send(items[kind]!)
      await send(small)
      await limit('20.00')
    })

    it('are grey with its sentence, and the request is refused with it', async () => {
      const { page, headers } = approver
      const word = await wordOf(all, headers, { kind, item: items[kind]!, place: 'waiting' })
      await page.goto(`${url}${company()}/erp/${kind}/${items[kind]}`)
      const seen = await settled(page, onErpPage(word, 'waiting'))
      expect(seen).toEqual({ Accept: `grey: ${TOO_MUCH} Ask an approver with a higher limit.`, Reject: 'enabled' })
      const answer = await fire(all, headers, { kind, item: items[kind]!, move: 'accept', word })
      expect(answer).toEqual({ status: 403, message: TOO_MUCH })
    })

    it('accept of many what is below it, and say which were not accepted and why', async () => {
      const { page, headers } = approver
      const choose = async () => {
        await page.goto(`${url}${company()}/erp/${kind}?filter=Ready+to+Export`)
        for (const title of ['ours', 'Small change']) await page.getByLabel(`Select ${title}`, { exact: true }).check()
        await page.getByRole('button', { name: 'Accept 2' }).click()
        return page.getByRole('dialog')
      }
      const shown = await choose()
      await shown.getByRole('row', { name: /ours/ }).getByText(TOO_MUCH).waitFor()
      await shown
        .getByRole('row', { name: /Small change/ })
        .getByText('Ready')
        .waitFor()
      await shown.getByRole('button', { name: 'Accept 1' }).waitFor()

      // The limit falls while the dialog is open: what counts is the next request.
      await limit('1000')
      const dialog = await choose()
      const confirm = dialog.getByRole('button', { name: 'Accept 2' })
      await confirm.waitFor()
      await limit('20.00')
      await confirm.click()
      await page.getByText('1 done.').waitFor()
      await page
        .getByRole('listitem')
        .filter({ hasText: `ours: ${TOO_MUCH}` })
        .waitFor()
      const waiting = await wordOf(all, headers, { kind, item: items[kind]!, place: 'waiting' })
      expect(waiting.moves.accept.map((each) => each.code)).toEqual(['above-limit'])
      const accepted = await wordOf(all, headers, { kind, item: small, place: 'not sent' })
      expect(accepted.moves.accept.map((each) => each.code)).toEqual(['already-accepted'])
      await limit(null)
    })
  })

  it('met no error on the way', () => {
    const errors = visits.flatMap((each) => each.errors)
    expect(errors.filter((each) => !/Failed to load resource/.test(each))).toEqual([])
  })
})

const sorted = (buttons: Buttons): [string, string][] =>
  Object.entries(buttons).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
