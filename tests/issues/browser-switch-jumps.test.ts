/** A switch that was switched on went off and on again between the answer and the end of the change. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { hasBrowser } from '../world/browser.ts'
import { type BrowserJourney, browserJourney } from '../world/browser-journey.ts'

describe.runIf(hasBrowser)('a switch', { timeout: 300_000 }, () => {
  let of: BrowserJourney
  beforeAll(async () => {
    of = await browserJourney()
  }, 360_000)
  afterAll(() => of?.close())

  it('shows what was chosen all the while', async () => {
    const { page } = await of.signIn('Administrator')
    await page.goto(`${of.pages}/permissions/approval`)
    const box = page.getByLabel('Sender and approver are two people')
    await expect.poll(() => box.isEnabled()).toBe(true)
    // Whatever the page makes of the box after it was clicked.
    const shown = await box.evaluateHandle((input: HTMLInputElement) => {
      const values: boolean[] = []
      const own = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'checked')!
      input.addEventListener('click', () =>
        Object.defineProperty(input, 'checked', {
          configurable: true,
          get: () => own.get!.call(input),
          set: (value: boolean) => {
            values.push(value)
            own.set!.call(input, value)
          },
        }),
      )
      return values
    })
    const changed = page.waitForResponse((response) => response.request().method() === 'PATCH')
    await box.click()
    await changed
    await expect.poll(() => box.isEnabled()).toBe(true)
    expect(await shown.jsonValue()).not.toContain(false)
    expect(await box.isChecked()).toBe(true)
  })
})
