/** What happened while a page was opening was never shown on it: the news came before the page listened, or before its first answer was there. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { hasBrowser, type Visit } from '../world/browser.ts'
import { type BrowserJourney, browserJourney } from '../world/browser-journey.ts'
import { ground, sent } from '../world/contracts.ts'
import type { Moves } from '../world/journey.ts'

describe.runIf(hasBrowser)('news while a page opens', { timeout: 300_000 }, () => {
  let of: BrowserJourney
  let item: Moves
  let manager: Visit
  let notices: string

  beforeAll(async () => {
    of = await browserJourney()
    item = await sent(of, await ground(of), 'SC-118-09')
    manager = await of.signIn('Project manager')
    notices = `/companies/${of.admin.company}/notices`
  }, 360_000)
  afterAll(() => of?.close())

  const unread = async () => (await of.manager.get<{ unread: number }>(`/rest/v1.0${notices}/unread`)).unread

  async function comment(text: string): Promise<void> {
    const before = await unread()
    await item.try(of.approver, 'comments', { comment: { text } })
    await expect.poll(unread, { timeout: 60_000 }).toBe(before + 1)
  }

  it('is shown although the page did not listen yet', async () => {
    const { page } = manager
    let listen = () => {}
    const held = new Promise<void>((resolve) => {
      listen = resolve
    })
    await page.route('**/erp/live', (route) => held.then(() => route.continue()))
    await page.goto(of.world.url + notices)
    await page.getByText('No notices yet.').waitFor()
    await comment('Before it listened.')
    listen()
    await page.getByText('Before it listened.').waitFor()
    await page.unroute('**/erp/live')
  })

  it('is shown although its first answer is older', async () => {
    const { page } = manager
    let answer = () => {}
    const held = new Promise<void>((resolve) => {
      answer = resolve
    })
    let asked = () => {}
    const answered = new Promise<void>((resolve) => {
      asked = resolve
    })
    const list = '**/notices?page=1&*'
    await page.route(
      list,
      async (route) => {
        const response = await route.fetch()
        asked()
        await held
        await route.fulfill({ response })
      },
      { times: 1 },
    )
    await page.goto(of.world.url + notices)
    await answered
    await page.getByText('Live', { exact: true }).waitFor()
    await comment('Behind the first answer.')
    // The bell has heard of it.
    await page.getByRole('link', { name: 'Notices 2 unread' }).waitFor()
    answer()
    await page.getByText('Behind the first answer.').waitFor()
  })
})
