/** Reports in a real browser: looked at, narrowed, grouped, downloaded, printed, sent by mail, drawn; each step leaves a screenshot and is judged by axe. */
import { readFile } from 'node:fs/promises'
import type { Download, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readSheet } from '../../src/platform/sheet.ts'
import { hasBrowser, seen, type Visit } from '../world/browser.ts'
import { type BrowserJourney, browserJourney } from '../world/browser-journey.ts'
import { type Ground, ground, sent } from '../world/contracts.ts'

describe.runIf(hasBrowser)('reports', { timeout: 300_000 }, () => {
  let of: BrowserJourney
  let at: Ground
  let admin: Visit

  beforeAll(async () => {
    of = await browserJourney()
    at = await ground(of)
    for (const number of ['SC-118-07', 'SC-118-08']) {
      const contract = await sent(of, at, number)
      await contract.accept(number)
      await contract.until('Synced')
    }
    await of.admin.patch(`/rest/v1.0/projects/${at.project}/configuration`, {
      project_configuration: { job_cost_transactions_enabled: true },
    })
    await of.readNow('job-cost-summary', 'full')
    await of.readNow('job-cost-transactions', 'full')
    admin = await of.signIn('Administrator')
  }, 360_000)
  afterAll(async () => {
    expect(admin?.errors ?? []).toEqual([])
    await of?.close()
  })

  const project = () => `${of.pages}/projects/${at.project}`
  const rows = (page: Page) => page.locator('table tbody tr[data-row]')

  async function saved(page: Page, link: string): Promise<Buffer> {
    const [download] = await Promise.all([
      page.waitForEvent('download') as Promise<Download>,
      page.getByRole('link', { name: link, exact: true }).click(),
    ])
    return readFile(await download.path())
  }

  it('are listed; one that is shut says what it takes', async () => {
    const { page, look } = admin
    await page.goto(of.pages)
    await page.getByRole('link', { name: 'Reports', exact: true }).click()
    await page.getByRole('link', { name: 'Accountant report' }).waitFor()
    await look('reports-list')
    const reader = await of.signIn('Reader')
    await reader.page.goto(`${of.pages}/reports`)
    await reader.page.getByText('Looking at the accountant report needs Admin on ERP Integrations.').waitFor()
    await reader.look('reports-list-reader')
  })

  it('the accountant report says what went over; it is narrowed and grouped by the address', async () => {
    const { page, look } = admin
    await page.goto(`${of.pages}/reports/accountant`)
    await seen(page, 'SC-118-08').waitFor()
    await look('reports-accountant')
    await page.getByLabel('Group by').selectOption('kind')
    await page.getByText(/^Item: Commitment, 2 rows$/).waitFor()
    await look('reports-accountant-grouped')
    await page.getByLabel('Search the report').fill('SC-118-07')
    await page.getByText('Item: Commitment, 1 row', { exact: true }).waitFor()
    expect(page.url()).toContain('q=SC-118-07')
    expect(page.url()).toContain('group=kind')
    await page.getByLabel('Search the report').fill('')
    const choice = page.getByLabel('Item', { exact: true })
    await choice.focus()
    await choice.locator('option', { hasText: 'Commitment' }).first().waitFor({ state: 'attached' })
    await choice.selectOption('Commitment')
    await page.getByText('Total, 2 rows').waitFor()
    expect(await rows(page).count()).toBe(3)
  })

  it('downloads what it shows as CSV and as Excel', async () => {
    const { page } = admin
    await page.goto(`${project()}/reports/job_costs`)
    await page.getByText(/^Total, \d+ rows$/).waitFor()
    const shown = Number(/\d+/.exec((await page.getByText(/^Total, \d+ rows$/).textContent()) ?? '')?.[0])
    const csv = readSheet({ csv: (await saved(page, 'CSV')).toString('utf8') })
    const excel = readSheet({ xlsx: await saved(page, 'Excel') })
    expect(csv.rows).toHaveLength(shown + 1)
    expect(Object.values(csv.rows.at(-1)?.cells ?? {})[0]).toBe(`Total, ${shown} rows`)
    expect(excel.rows.map(({ cells }) => cells.cost_code)).toEqual(csv.rows.map(({ cells }) => cells.cost_code))
    expect(csv.fields).toContain('job_to_date_dollars_paid')
    await admin.look('reports-job-costs')
    await page.getByLabel('Group by').selectOption('category')
    await page.getByText(/^Cat\.: E, \d+ rows?$/).waitFor()
    await admin.look('reports-job-costs-grouped')
    const grouped = readSheet({ xlsx: await saved(page, 'Excel') })
    expect(grouped.rows.some(({ cells }) => cells.cost_code === 'Cat.: E')).toBe(true)
    expect(grouped.rows.some(({ cells }) => /^Total of Cat\.: E, \d+ rows?$/.test(cells.cost_code ?? ''))).toBe(true)
  })

  it('prints every row with a heading on each sheet, and nothing around it', async () => {
    const { page } = admin
    await page.goto(`${project()}/reports/job_costs?group=category`)
    await page.getByRole('link', { name: 'Print' }).click()
    await page.getByRole('button', { name: 'Print' }).waitFor()
    await page.locator('table.printed').waitFor()
    await admin.look('reports-print-screen')
    await page.emulateMedia({ media: 'print' })
    expect(await page.getByRole('navigation', { name: 'Tools' }).isVisible()).toBe(false)
    await page.screenshot({ path: 'tests/screenshots/reports-printed.png', fullPage: true })
    await page.emulateMedia({ media: 'screen' })
    await page.getByRole('link', { name: 'Back to the report' }).click()
    await page.getByLabel('Group by').waitFor()
    expect(page.url()).not.toContain('print=')
  })

  it('is sent on a schedule, to people chosen from those who may see it; without a mail server the page says what to set', async () => {
    const { page, look } = admin
    await page.goto(`${of.pages}/reports/job_costs?group=job`)
    await page.getByRole('button', { name: 'Send on a schedule' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText('Mail is not set up on this server').waitFor()
    await dialog.getByLabel('Ada Quill').check()
    expect(await dialog.getByLabel('Rita Vance').count()).toBe(0)
    await look('reports-send')
    await dialog.getByRole('button', { name: 'Send from now on' }).click()
    await dialog.waitFor({ state: 'detached' })
    await page.goto(`${of.pages}/reports`)
    await page.getByText('Every Monday at 7:00').waitFor()
    await look('reports-schedules')
    await page.getByRole('button', { name: 'Change how Job costs is sent' }).click()
    expect(await dialog.getByLabel('Group by').inputValue()).toBe('job')
    expect(await dialog.getByLabel('Ada Quill').isChecked()).toBe(true)
    await dialog.getByLabel('How often').selectOption('Every month')
    await dialog.getByLabel('Day of the month').selectOption('15')
    await dialog.getByLabel(/^Hour/).selectOption('18:00')
    await dialog.getByLabel('Group by').selectOption('category')
    await dialog.getByLabel('Search the report').fill('paving')
    await dialog.getByLabel('Sorted by').selectOption('Cost code, falling')
    await dialog.getByLabel('File').selectOption('CSV')
    await look('reports-schedule-changed')
    await dialog.getByRole('button', { name: 'Save' }).click()
    await dialog.waitFor({ state: 'detached' })
    await page.getByText('On day 15 of every month at 18:00').waitFor()
    const kept = await of.admin.get<{ schedules: { question: object }[] }>(
      `/rest/v1.0/companies/${of.admin.company}/reports/schedules`,
    )
    expect(kept.schedules[0]?.question).toEqual({
      'filters[search]': 'paving',
      group_by: 'category',
      sort: '-cost_code',
    })
    await page.getByRole('button', { name: 'End sending Job costs' }).click()
    await page.getByText('On day 15 of every month at 18:00').waitFor({ state: 'detached' })
  })

  it('draws cost over time, the queue and the sync lag, each with its figures beside it', async () => {
    const { page, look } = admin
    await page.goto(`${project()}/reports`)
    await page.getByRole('link', { name: 'Cost over time' }).click()
    await page.locator('.chart canvas').waitFor()
    await page.getByRole('table', { name: 'Cost over time' }).waitFor()
    await look('reports-cost')
    await page.goto(`${of.pages}/reports/queue`)
    await page.locator('.chart canvas').nth(1).waitFor()
    await page.getByRole('table', { name: 'Sync lag by feed' }).waitFor()
    await look('reports-queue')
    const dark = await of.signIn('Administrator', true)
    await dark.page.goto(`${project()}/reports/cost-over-time`)
    await dark.page.locator('.chart canvas').waitFor()
    await dark.look('reports-cost-dark')
    await dark.page.goto(`${of.pages}/reports/accountant?group=kind`)
    await dark.page.getByText(/^Item: Commitment, 2 rows$/).waitFor()
    await dark.look('reports-accountant-dark')
  })
})
