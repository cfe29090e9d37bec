/** Health, audit and the agent's log in a real browser; each step leaves a screenshot and is judged by axe. */
import { readFile } from 'node:fs/promises'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { hasBrowser, type Visit } from '../world/browser.ts'
import { type BrowserJourney, browserJourney } from '../world/browser-journey.ts'
import { type Ground, ground, sent } from '../world/contracts.ts'

describe.runIf(hasBrowser)('administration', { timeout: 300_000 }, () => {
  let of: BrowserJourney
  let at: Ground
  let admin: Visit

  beforeAll(async () => {
    of = await browserJourney()
    at = await ground(of)
    const contract = await sent(of, at, 'SC-118-09')
    await contract.accept('SC-118-09')
    await contract.until('Synced')
    await sent(of, at, 'SC-118-10')
    admin = await of.signIn('Administrator')
  }, 360_000)
  afterAll(() => of?.close())

  const saved = async (page: Page, press: () => Promise<void>) => {
    const [download] = await Promise.all([page.waitForEvent('download'), press()])
    return readFile(await download.path(), 'utf8')
  }

  it('the health page is green, and says what to do when the agent is gone', async () => {
    const { page, look } = admin
    await page.goto(`${of.pages}/erp/health`)
    await page.getByRole('heading', { name: 'Health' }).waitFor()
    await page.getByText('Connected', { exact: true }).waitFor()
    await page.getByRole('row').filter({ hasText: 'Commitments' }).getByRole('link', { name: '1' }).waitFor()
    await look('admin-health')
    await of.world.agent.kill()
    await page.getByText('Away', { exact: true }).waitFor()
    await page.getByText('See that the agent’s machine runs').waitFor()
    await look('admin-health-agent-away')
    await of.world.startAgent()
    await page.getByText('Connected', { exact: true }).waitFor()
  })

  it('the agent’s log is shown as it is written, narrowed and saved', async () => {
    const { page, look } = admin
    await page.goto(`${of.pages}/erp/connection`)
    await page.getByRole('button', { name: 'Log of the agent' }).click()
    const log = page.getByRole('dialog')
    await log.getByText('The line is open.').first().waitFor()
    await look('admin-agent-log')
    const text = await saved(page, () => log.getByRole('button', { name: 'Save as a file' }).click())
    expect(text).toMatch(/^\d{4}-\d\d-\d\dT.* info The line is open\. /m)
    await log.getByLabel('Which lines').selectOption('errors')
    await log.getByText('No lines.').waitFor()
    await look('admin-agent-log-errors')
    await page.keyboard.press('Escape')
    await log.waitFor({ state: 'detached' })
  })

  it('an agent is shut out with a reason, and another is enrolled by a code', async () => {
    const { page, look } = admin
    await page.getByRole('button', { name: /^Shut out/ }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('textbox').fill('The machine is replaced')
    await dialog.getByRole('button', { name: 'Shut out' }).click()
    await page.getByText('Shut out', { exact: true }).first().waitFor()
    await page.getByText('The agent is not connected').waitFor()
    await page.getByRole('button', { name: 'Enrol an agent' }).click()
    await dialog.getByRole('button', { name: 'Make a code' }).click()
    await dialog.getByText(/^[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}$/).waitFor()
    await look('admin-enrol')
    await dialog.getByRole('button', { name: 'Close' }).last().click()
    await page.goto(`${of.pages}/erp/health`)
    await page.getByText('Not enrolled', { exact: true }).waitFor()
  })

  it('the audit is narrowed, opened, proved and saved', async () => {
    const { page, look } = admin
    await page.getByRole('link', { name: 'Audit' }).click()
    await page.getByRole('heading', { name: 'Audit' }).waitFor()
    await page.getByRole('row').nth(3).waitFor()
    await look('admin-audit')
    await page.getByLabel('Everything done').selectOption({ label: 'Agent revoked' })
    await page.getByText('The machine is replaced').waitFor()
    await page
      .getByRole('button', { name: /^Details of row/ })
      .first()
      .click()
    await page.getByRole('dialog').getByText('The machine is replaced').waitFor()
    await look('admin-audit-row')
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: 'Show all' }).click()
    await page.getByRole('button', { name: 'Verify the chain' }).click()
    await page.getByText(/^All [\d,.]+ rows hold, verified/).waitFor()
    await look('admin-audit-verified')
    const lines = await saved(page, () => page.getByRole('link', { name: 'Save as JSON lines' }).click())
    expect(lines.trim().split('\n').at(-1)).toMatch(/"head":\{"seq":\d+,"hash":"[0-9a-f]{64}"\}/)
    const csv = await saved(page, () => page.getByRole('link', { name: 'Save as CSV' }).click())
    expect(csv).toContain('The machine is replaced')
  })

  it('raised no error, and reads in the dark too', async () => {
    const { page, look, errors } = await of.signIn('Administrator', true)
    await page.goto(`${of.pages}/erp/health`)
    await page.getByText('Not enrolled', { exact: true }).waitFor()
    await look('admin-health-dark')
    await page.goto(`${of.pages}/audit`)
    await page.getByRole('row').nth(3).waitFor()
    await look('admin-audit-dark')
    expect([...errors, ...admin.errors]).toEqual([])
  })
})
