/** The approve flow without a mouse: from signing in to Synced, each step with keys alone, and the focus in sight all the way. */
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { hasBrowser, seen } from '../world/browser.ts'
import { type BrowserJourney, browserJourney } from '../world/browser-journey.ts'
import { draft, ground } from '../world/contracts.ts'
import { movesOf } from '../world/journey.ts'

const MOST_TABS = 80

describe.runIf(hasBrowser)('with keys alone', { timeout: 300_000 }, () => {
  let of: BrowserJourney

  beforeAll(async () => {
    of = await browserJourney()
    const id = await draft(of, await ground(of), 'KEYS-1')
    await movesOf(of, 'commitment', id).try(of.manager, 'send')
  }, 360_000)
  afterAll(() => of?.close())

  it('an approver finds what waits, looks at its records, types the ERP ID and accepts', async () => {
    const { page, errors } = await of.signIn('Accounting approver')
    await page.getByRole('link', { name: 'Commitments (1)' }).waitFor()
    await tabTo(page, 'a', 'Commitments (1)')
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'Commitments', level: 1 }).waitFor()
    await seen(page, 'Contract KEYS-1').waitFor()
    await tabTo(page, 'a', 'Contract KEYS-1')
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'Exactly what the ERP will get' }).waitFor()
    await tabTo(page, 'input', '')
    await page.keyboard.type('KEYS-1')
    await tabTo(page, 'button', 'Accept')
    await page.getByRole('button', { name: 'Accept', exact: true, disabled: false }).waitFor()
    await page.keyboard.press('Enter')
    await seen(page, 'Synced', { exact: true }).waitFor()
    expect(errors).toEqual([])
  })
})

/** Presses Tab until the element has the focus; its outline, and that of all on the way, can be seen. */
async function tabTo(page: Page, tag: string, text: string): Promise<void> {
  const passed: string[] = []
  for (let tabs = 0; tabs < MOST_TABS; tabs++) {
    await page.keyboard.press('Tab')
    const at = await page.evaluate(() => {
      const element = document.activeElement as HTMLElement
      const { outlineStyle, outlineWidth, boxShadow, borderColor } = getComputedStyle(element)
      const seen =
        (outlineStyle !== 'none' && outlineWidth !== '0px') || boxShadow !== 'none' || element.tagName === 'INPUT'
      return { tag: element.tagName.toLowerCase(), text: (element.textContent ?? '').trim(), seen, borderColor }
    })
    passed.push(`${at.tag} ${at.text}`)
    if (at.tag !== 'body' && at.tag !== 'main') expect(at.seen, `the focus on ${passed.at(-1)}`).toBe(true)
    if (at.tag === tag && at.text === text) return
  }
  throw new Error(`${tag} “${text}” is not reached by Tab; passed were ${passed.join(', ')}.`)
}
