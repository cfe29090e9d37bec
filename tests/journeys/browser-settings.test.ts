/** The settings in a real browser: what is on and since when, when the ERP is read, what was read, and what a project takes. */
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { hasBrowser, type Visit } from '../world/browser.ts'
import { type BrowserJourney, browserJourney } from '../world/browser-journey.ts'
import { type Ground, ground } from '../world/contracts.ts'

describe.runIf(hasBrowser)('settings and schedule', { timeout: 300_000 }, () => {
  let of: BrowserJourney
  let at: Ground
  let admin: Visit
  let reader: Visit

  beforeAll(async () => {
    of = await browserJourney()
    at = await ground(of)
    admin = await of.signIn('Administrator')
    reader = await of.signIn('Reader')
  }, 360_000)
  afterAll(async () => {
    of?.world.simulator.process.kill('SIGCONT')
    await of?.close()
  })

  const rowOf = (page: Page, name: string) =>
    page.getByRole('row').filter({ has: page.getByText(name, { exact: true }) })
  const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click()

  it('says what each setting does, its default and who changed it, and puts it back', async () => {
    const { page, look } = admin
    await page.goto(`${of.pages}/erp/settings`)
    const box = page.getByLabel('Vendors will be automatically updated')
    await box.check()
    const companies = page.getByRole('region', { name: 'Companies' })
    await companies
      .getByText(/Default: off\. Changed .* by /)
      .first()
      .waitFor()
    await page.getByText('Default: “An accounting approver accepts”.').first().waitFor()
    await look('settings-1')
    await companies.getByRole('button', { name: 'Reset to default', disabled: false }).click()
    await expect.poll(() => box.isChecked()).toBe(false)
  })

  it('lets the administrator change when something is read, pause it and resume it', async () => {
    const { page, look } = admin
    const row = rowOf(page, 'Vendors')
    await page.getByLabel('Select Vendors', { exact: true }).check()
    await press(page, 'Change schedule')
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('How often').selectOption({ label: 'Every 30 minutes' })
    await dialog.getByLabel('Only at certain hours').check()
    await dialog.getByLabel('From').fill('21:30')
    await look('settings-2-hours')
    await dialog.getByRole('button', { name: 'Set' }).click()
    await row.getByText('Mon–Fri 21:30–06:00').waitFor()
    await row.getByText('Every 30 minutes').waitFor()
    await press(page, 'Pause')
    await dialog.getByLabel('Why').fill('Year end closing')
    await look('settings-3-pause')
    await dialog.getByRole('button', { name: 'Pause' }).click()
    await row.getByText('Paused until resumed: Year end closing').waitFor()
    await page.getByRole('heading', { name: /when it is read/ }).scrollIntoViewIfNeeded()
    await look('settings-4-schedule')
    await press(page, 'Resume')
    await row.getByText('Paused until resumed').waitFor({ state: 'detached' })
  })

  it('shows every run, and one under way with its progress until it is cancelled', async () => {
    const { page, look } = admin
    await page.goto(`${of.pages}/erp/runs`)
    await rowOf(page, 'Standard Cost Codes').first().getByText('Done').waitFor()
    await look('settings-5-runs')
    // They may have been read again by now.
    await page.getByRole('button', { name: 'Vendors', exact: true }).first().click()
    await page.getByRole('dialog').getByText('Vanished from the ERP').waitFor()
    await look('settings-6-run')
    await page.keyboard.press('Escape')
    // The ERP falls silent in the middle of a read.
    of.world.simulator.process.kill('SIGSTOP')
    const [connection] = await of.admin.get<{ id: number }[]>(of.erp('connections'))
    await of.admin.post(of.erp(`connections/${connection?.id}/feeds/jobs/sync`), { mode: 'full' })
    await page.getByLabel('State').selectOption('open')
    await page.getByRole('progressbar', { name: 'Reading Jobs' }).waitFor()
    await look('settings-7-running')
    await page.getByRole('button', { name: 'Cancel: Jobs' }).first().click()
    await page.getByLabel('State').selectOption('cancelled')
    await rowOf(page, 'Jobs').getByText('Cancelled').waitFor()
    of.world.simulator.process.kill('SIGCONT')
    expect((await of.readNow('jobs', 'full')).state).toBe('done')
    await look('settings-8-cancelled')
  })

  it('shows it all to a reader, grey and with the reason', async () => {
    const { page, look } = reader
    await page.goto(`${of.pages}/erp/settings`)
    await page
      .getByText(/Changing the advanced settings needs Admin on ERP Integrations\./)
      .first()
      .waitFor()
    expect(await page.getByLabel('Vendors will be automatically updated').isDisabled()).toBe(true)
    await page.getByLabel('Select Vendors', { exact: true }).check()
    const change = page.getByRole('button', { name: 'Change schedule' })
    await change.hover()
    await page.getByText('Changing the sync schedule needs Admin on ERP Integrations.').first().waitFor()
    await look('settings-9-reader')
    await page.goto(`${of.pages}/erp/runs`)
    const cancel = page.getByRole('button', { name: 'Cancel: Jobs' }).first()
    expect(await cancel.getAttribute('aria-disabled')).toBe('true')
  })

  it('switches what one project takes, and names it among the settings', async () => {
    const { page, look } = admin
    await page.goto(`${of.pages}/projects/${at.project}`)
    const box = page.getByLabel('Enable ERP Job Cost Transaction Syncing')
    await box.check()
    await page.getByLabel('Export forecast amounts').check()
    await expect.poll(() => box.isChecked()).toBe(true)
    await box.scrollIntoViewIfNeeded()
    await look('settings-10-project')
    await reader.page.goto(`${of.pages}/projects/${at.project}`)
    await reader.page.getByText(/Switching job cost transactions on needs Admin on Project Admin\./).waitFor()
    await reader.page.getByText(/Default: on\. This needs Standard or Admin on Project Admin\./).waitFor()
    expect(await reader.page.getByLabel('Uses the ERP standard cost codes').isDisabled()).toBe(true)
    await page.goto(`${of.pages}/erp/settings`)
    const costs = page.getByRole('region', { name: 'Job costs' })
    await costs.getByRole('link', { name: 'Harbor Way Sidewalks' }).waitFor()
  })

  it('deactivates a standard code, which then says why it cannot be added', async () => {
    const { page, look } = admin
    await page.goto(`${of.pages}/cost-codes?q=03-300`)
    await page.getByLabel('Select 03-300', { exact: true }).check()
    await press(page, 'Deactivate')
    await rowOf(page, '03-300').getByText('Deactivated').waitFor()
    // What was chosen is chosen no more, a moment after the row has changed.
    await expect.poll(() => page.getByLabel('Select 03-300', { exact: true }).isChecked()).toBe(false)
    await page.getByLabel('Select 03-300', { exact: true }).check()
    await page.getByRole('button', { name: 'For new projects', exact: true }).hover()
    await page.getByText('Cost code “03-300” is deactivated: no project can take it.').first().waitFor()
    await look('settings-11-codes')
    await page.goto(`${of.pages}/projects/${at.project}/cost-codes`)
    await press(page, 'Add standard codes')
    await page.getByRole('dialog').getByLabel('Search').fill('03-300')
    await page.getByRole('dialog').getByText('is deactivated and cannot be added to a project').waitFor()
    await look('settings-12-add')
  })

  it('reads well in the dark, and raised no error', async () => {
    const dark = await of.signIn('Administrator', true)
    await dark.page.goto(`${of.pages}/erp/settings`)
    await dark.page.getByText('Default: “An accounting approver accepts”.').first().waitFor()
    await dark.look('settings-13-dark')
    expect([...admin.errors, ...reader.errors, ...dark.errors]).toEqual([])
  })
})
