/** The invoice of a month in a real browser: period, lines, totals, Send, accept, paid; each step leaves a screenshot and is judged by axe. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { hasBrowser, seen, type Visit } from '../world/browser.ts'
import { type BrowserJourney, browserJourney, send } from '../world/browser-journey.ts'
import { type Ground, ground, VENDOR } from '../world/contracts.ts'
import { contractInBooks } from '../world/invoices.ts'

describe.runIf(hasBrowser)('the invoice of a month', { timeout: 300_000 }, () => {
  let of: BrowserJourney
  let at: Ground
  let manager: Visit
  let approver: Visit

  beforeAll(async () => {
    of = await browserJourney()
    at = await ground(of)
    await contractInBooks(of, at, 'SC-118-03')
    manager = await of.signIn('Project manager')
    approver = await of.signIn('Accounting approver', true)
  }, 360_000)
  afterAll(() => of?.close())

  it('a period is opened and the commitment billed in it', async () => {
    const { page, look } = manager
    await page.goto(`${of.pages}/projects/${at.project}/invoices`)
    await page.getByRole('button', { name: 'Billing periods' }).click()
    await page.getByLabel('From').fill('2025-05-01')
    await page.getByLabel('To', { exact: true }).fill('2025-05-31')
    await page.getByLabel('Invoices due').fill('2025-05-25')
    await page.getByRole('button', { name: 'Add the period' }).click()
    await page.getByText('Open; close it').waitFor()
    await look('20-billing-periods')
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: 'New invoice' }).click()
    await page.getByLabel('Commitment').selectOption({ index: 1 })
    await page.getByLabel('Billing period').selectOption({ index: 1 })
    await page.getByLabel('Invoice number').fill('CW-4001')
    await page.getByRole('button', { name: 'Create' }).click()
    await page.getByRole('heading', { name: 'CW-4001' }).waitFor()
    await page.getByRole('button', { name: 'Subcontractor’s detail' }).click()
    await page.getByLabel('Line of the commitment').selectOption({ index: 2 })
    await page.getByRole('button', { name: 'Add a part' }).click()
    await page.getByLabel('Description, part 1').fill('North side')
    await page.getByLabel('Amount, part 1').fill('800.05')
    await look('20-detail')
    await page.getByRole('button', { name: 'Save the detail' }).click()
    await page.getByText('North side').first().waitFor()
    // The dialog stands until all has been asked for again; what is typed behind it would go nowhere.
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    await page.getByLabel('Work, line 1', { exact: true }).fill('1,300.10')
    await page.getByLabel('Tax, line 1', { exact: true }).fill('5.25')
    await page.getByRole('button', { name: 'Save 1 changed' }).click()
    await page.getByText('more than its scheduled value of 1200.10').first().waitFor()
    await look('21-invoice-overbilled')
  })

  it('the grey button says what is missing; approved it is sent', async () => {
    const { page, look } = manager
    await page.getByText('can be sent when its status is').first().waitFor({ state: 'attached' })
    await page.getByLabel('Status').selectOption('Approved')
    await page.getByRole('button', { name: 'Save', exact: true }).first().click()
    await send(manager)
    await look('22-invoice-sent')
  })

  it('the approver sees amount and retainage apart and accepts; it is paid at the desk, and the page says so', async () => {
    const { page, look } = approver
    await page.goto(`${of.pages}/erp/subcontractor-invoice`)
    await seen(page, /SC-118-03/).click()
    await page.getByLabel('Accounting Date').waitFor()
    await look('23-invoice-to-accept')
    await page
      .getByRole('button', { name: /^Accept/ })
      .first()
      .click()
    await page.getByText('Synced').first().waitFor()
    const key = { vendor: VENDOR, invoice: 'CW-4001' }
    await of.desk('invoice-post', key)
    await of.desk('invoice-pay', { ...key, check: '7001' })
    await of.readNow('paid-invoices')
    await of.readNow('invoice-payments')
    await manager.page.goto(`${of.pages}/projects/${at.project}/invoices`)
    await manager.page.getByText('Paid', { exact: true }).first().waitFor()
    await manager.look('24-invoices')
    await manager.page.getByRole('link', { name: 'CW-4001' }).click()
    await manager.page.getByText('7001').waitFor()
    await manager.look('25-invoice-paid')
    await manager.page.goto(`${of.pages}/projects/${at.project}/payments`)
    await manager.page.getByRole('button', { name: 'Issue a payment' }).click()
    await manager.page.getByLabel('Invoice').selectOption({ index: 1 })
    await manager.page.getByLabel('Number').fill('9001')
    await manager.page.getByLabel('Date').fill('2025-06-10')
    await manager.page.getByLabel('Amount').fill('1000')
    await manager.page.getByRole('button', { name: 'Issue', exact: true }).click()
    await manager.page.getByRole('button', { name: 'Send to ERP' }).first().click()
    await manager.page.getByText('Ready to Export').first().waitFor()
    await manager.look('26-payments')
    expect([...manager.errors, ...approver.errors]).toEqual([])
  })
})
