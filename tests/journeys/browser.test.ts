/**
 * What a newcomer clicks, in a real browser: the contract's commitment from what is missing to Synced, and its costs back in the budget.
 * One story, told in order; each step leaves a screenshot.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CONTRACT } from '../../example/fill.ts'
import { openWorld, type World } from '../../example/world.ts'
import { hasBrowser, openBrowser, seen, signInAs, type Visit } from '../world/browser.ts'
import { send } from '../world/browser-journey.ts'
import { type TestDatabase, testDatabase } from '../world/database.ts'

describe.runIf(hasBrowser)('a newcomer', () => {
  let database: TestDatabase
  let folder: string
  let world: World
  let browser: Browser
  let manager: Visit
  let approver: Visit
  let administrator: Visit

  beforeAll(async () => {
    database = await testDatabase()
    folder = mkdtempSync(join(tmpdir(), 'gusset-browser-'))
    world = await openWorld({ folder, port: 4700, simulatorPort: 4800, databaseUrl: database.url })
    browser = await openBrowser()
    administrator = await signInAs(browser, world.url, 'Administrator')
    manager = await signInAs(browser, world.url, 'Project manager')
    approver = await signInAs(browser, world.url, 'Accounting approver', true)
  })
  afterAll(async () => {
    await browser?.close()
    await world?.stop()
    await database?.drop()
    if (folder) rmSync(folder, { recursive: true, force: true })
  })

  it('sees what came from the ERP, adds a job as a project, links a vendor', async () => {
    const { page, look } = administrator
    await page.getByRole('heading', { name: 'ERP Integrations' }).waitFor()
    await look('1-overview')
    await page.getByRole('navigation', { name: 'ERP Integrations' }).getByRole('link', { name: /^Jobs/ }).click()
    await look('2-jobs-ready-to-import')
    await seen(page, 'Harbor Way Sidewalks').click()
    await page.getByRole('button', { name: /^Add/ }).first().click()
    await seen(page, /Synced|linked|Linked/).waitFor()
    await page
      .getByRole('navigation', { name: 'ERP Integrations' })
      .getByRole('link', { name: /^Companies/ })
      .click()
    await seen(page, 'Bay Shore Paving Co.').click()
    await page.getByText(/same name/).waitFor()
    await look('3-link-a-vendor')
    await page.getByRole('button', { name: 'Link', exact: true }).click()
    await seen(page, /Synced|linked|Linked/).waitFor()
  })

  it('finds the Send button grey with the sentence of what is missing, mends it, and sends', async () => {
    const { page, look } = manager
    await openCommitment(page)
    await seen(page, /can be sent when its status is Approved or Complete/).waitFor()
    await look('4-commitment-not-sendable')
    await page.getByLabel('Status').selectOption('Approved')
    await page.getByRole('button', { name: 'Save', exact: true }).first().click()
    await seen(page, /takes at most 999999.99/).waitFor()
    await splitTheLargeLine(page)
    await seen(page, /takes at most 999999.99/).waitFor({ state: 'hidden' })
    await look('5-commitment-mended')
    await send(manager)
    await look('6-commitment-sent')
  })

  it('as approver looks at exactly the records, accepts, and watches it become Synced without a reload', async () => {
    const { page, look } = approver
    await page
      .getByRole('navigation', { name: 'ERP Integrations' })
      .getByRole('link', { name: /^Commitments/ })
      .click()
    await seen(page, CONTRACT.title).click()
    await page.getByRole('heading', { name: 'Exactly what the ERP will get' }).waitFor()
    await look('7-records')
    await page.getByLabel('ERP ID').fill(CONTRACT.number)
    await page.getByRole('button', { name: 'Accept', exact: true }).click()
    await seen(page, 'Synced', { exact: true }).waitFor()
    await look('8-synced')
    await seen(manager.page, 'Synced', { exact: true }).waitFor()
    await manager.look('9-commitment-synced')
  })

  it('finds the commitment at Sage’s desk, types costs and posts them', async () => {
    const page = await (await browser.newContext({ viewport: { width: 1366, height: 820 } })).newPage()
    await page.goto(`${world.simulatorUrl}/commitments`)
    await seen(page, CONTRACT.number).waitFor()
    await page.screenshot({ path: 'tests/screenshots/10-desk.png' })
    await typeCost(page, world, {
      type: 'AP cost',
      category: 'S',
      amount: '12500.50',
      vendor: CONTRACT.vendor,
      invoice: 'BP-1',
      commitment: CONTRACT.number,
      commitmentItem: '6',
    })
    await typeCost(page, world, { type: 'PR cost', category: 'L', amount: '800.25', units: '16', employee: '1007' })
    await typeCost(page, world, { type: 'EQ cost', category: 'E', amount: '120.00' })
    await typeCost(page, world, { type: 'JC cost', costCode: '01-610', category: 'O', amount: '75.10' })
    await page.goto(`${world.simulatorUrl}/batches`)
    await page.getByRole('button', { name: /Post/ }).first().click()
    await seen(page, 'WEEK1').waitFor({ state: 'hidden' })
    await page.close()
  })

  it('sees JTD Cost and Direct Costs move in the budget, and the transactions behind a value', async () => {
    const { page, look } = manager
    await page.goto(page.url().replace(/\/commitments.*/, '/budget'))
    await page.getByRole('button', { name: /JTD Cost 12,500\.50/ }).waitFor()
    await look('11-budget')
    await page.getByRole('button', { name: /Direct Costs 75\.10/ }).waitFor()
    await page.getByRole('button', { name: /JTD Cost 12,500\.50/ }).click()
    await page.getByText('BP-1').waitFor()
    await look('12-transactions')
  })

  it('shows the figures to whoever may not look behind them, and says why they do not open', async () => {
    const { page } = await signInAs(browser, world.url, 'Reader')
    await page.goto(manager.page.url())
    const figure = page.getByRole('button', { name: /JTD Cost 12,500\.50/ })
    await expect.poll(() => figure.getAttribute('aria-disabled')).toBe('true')
    expect(await figure.getAttribute('title')).toMatch(/^Looking into direct costs needs .*View Direct Cost Detail/)
    await figure.click({ force: true })
    expect(await page.getByRole('dialog').count()).toBe(0)
  })

  it('meets no error on the way', () => {
    expect([...administrator.errors, ...manager.errors, ...approver.errors]).toEqual([])
  })
})

async function openCommitment(page: Page): Promise<void> {
  await page.getByRole('navigation', { name: 'Tools' }).getByRole('link', { name: 'Projects' }).click()
  await page.getByRole('link', { name: 'Street and Sewer 2977J' }).click()
  await page.getByRole('navigation', { name: 'Tools' }).getByRole('link', { name: 'Commitments' }).click()
  await seen(page, CONTRACT.title).click()
  await page.getByRole('heading', { name: new RegExp(CONTRACT.title) }).waitFor()
}

/** The form of Sage's desk, field by field. */
async function typeCost(page: Page, world: World, cost: Record<string, string>): Promise<void> {
  await page.goto(`${world.simulatorUrl}/job?job=${CONTRACT.job}`)
  const form = page.locator('form[action="/desk/cost"]')
  await page.locator('summary').filter({ hasText: 'Type in a cost' }).click()
  for (const [name, value] of Object.entries({ costCode: '02-300', batch: 'WEEK1', ...cost })) {
    const field = form.locator(`[name=${name}]`)
    await (name === 'type' ? field.selectOption(value) : field.fill(value))
  }
  await form.getByRole('button').click()
  await page.waitForLoadState('load')
  expect(await page.locator('.problem').count()).toBe(0)
}

/** R-6, the seventh line: 75,965 SF at 14 is more than the ERP takes on one line. */
async function splitTheLargeLine(page: Page): Promise<void> {
  await page.getByRole('row').filter({ hasText: /^7/ }).getByRole('checkbox').check()
  await page.getByRole('button', { name: 'Split', exact: true }).click()
  await page.getByLabel('Quantity of the second line').fill('35965')
  await page.getByRole('button', { name: 'Split', exact: true }).last().click()
  await page.getByLabel('Quantity of the second line').waitFor({ state: 'hidden' })
}
