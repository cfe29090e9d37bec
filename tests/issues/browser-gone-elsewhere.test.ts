/** Whoever left a company's address before it had led on was thrown back by it: the page that was chosen never came. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { hasBrowser } from '../world/browser.ts'
import { type BrowserJourney, browserJourney } from '../world/browser-journey.ts'

describe.runIf(hasBrowser)('an address that leads on', { timeout: 300_000 }, () => {
  let of: BrowserJourney
  beforeAll(async () => {
    of = await browserJourney()
  }, 360_000)
  afterAll(() => of?.close())

  it('leaves alone whoever has gone elsewhere meanwhile', async () => {
    const { page } = await of.signIn('Administrator')
    const hold = async (what: RegExp) => {
      let release = () => {}
      const held = new Promise<void>((resolve) => {
        release = resolve
      })
      await page.route(what, async (route) => {
        await held
        await route.continue()
      })
      return release
    }
    const answer = await hold(/my_actions/)
    const program = await hold(/assets\/SignInsPage/)
    await page.goto(of.pages)
    await page.getByRole('navigation', { name: 'Tools' }).getByRole('link', { name: 'Sign-ins' }).click()
    const answered = page.waitForResponse(/my_actions/)
    answer()
    await (await answered).finished()
    // What the answer sets off has been done when the page has been painted again.
    await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))))
    program()
    await page.getByRole('heading', { name: 'Sign-ins' }).waitFor()
    expect(new URL(page.url()).pathname).toMatch(/\/sign-ins$/)
  })
})
