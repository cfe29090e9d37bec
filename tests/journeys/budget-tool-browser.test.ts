/** The budget tool in a real browser: lines typed in place, a sheet read in, the lock, an amount moved, a forecast, a snapshot. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { hasBrowser, type Visit } from '../world/browser.ts'
import { type BrowserJourney, browserJourney } from '../world/browser-journey.ts'

describe.runIf(hasBrowser)('whoever keeps the budget', () => {
  let of: BrowserJourney
  let visitor: Visit
  let base: string

  beforeAll(async () => {
    of = await browserJourney({ filled: true })
    visitor = await of.signIn('Administrator')
    const [project] = await of.admin.get<{ id: number }[]>(`/rest/v1.0/projects?company_id=${of.admin.company}`)
    base = `${of.pages}/projects/${project?.id}/budget`
  })
  afterAll(() => of?.close())

  it('types quantities and unit costs in place, and reads a sheet in', async () => {
    const { page, look } = visitor
    await page.goto(`${base}/lines`)
    const [, name] =
      (
        await page
          .getByRole('textbox', { name: /^Quantity, / })
          .first()
          .getAttribute('aria-label')
      )?.split(', ') ?? []
    await page.getByLabel(`Quantity, ${name}`).fill('12')
    await page.getByLabel(`Unit cost, ${name}`).fill('100.25')
    expect(await page.getByLabel(`Original budget, ${name}`).inputValue()).toBe('1203.00')
    // Enter goes to the same column of the next line.
    await page.getByLabel(`Quantity, ${name}`).press('Enter')
    expect(await page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toMatch(
      /^Quantity, (?!undefined)/,
    )
    await page.getByRole('button', { name: 'Save 1 changed' }).click()
    await page.getByRole('button', { name: 'Save lines' }).waitFor()
    await look('budget-1-lines')

    await page.getByRole('button', { name: 'Import' }).click()
    const bad = {
      name: 'lines.csv',
      mimeType: 'text/csv',
      buffer: Buffer.from('cost_code,cost_type,amount\nno-code,L,1'),
    }
    await page.getByLabel('File').setInputFiles(bad)
    await page.getByRole('dialog').getByRole('button', { name: 'Import' }).click()
    await page.getByText('Line 2: the project has no cost code “no-code”.').waitFor()
    await look('budget-2-import')
    await page.keyboard.press('Escape')
  })

  it('groups the view, folds a group, and locks the budget', async () => {
    const { page, look } = visitor
    await page.goto(base)
    await page.getByLabel('Group by').selectOption({ label: 'By division' })
    const heads = page.locator('tr.group')
    await heads.first().waitFor()
    await look('budget-3-groups')
    const before = await page.locator('tbody tr[data-row]').count()
    await heads.first().dblclick()
    await expect.poll(() => page.locator('tbody tr[data-row]').count()).toBeLessThan(before)
    await page.getByLabel('Group by').selectOption({ label: 'Not grouped' })
    await page.getByRole('button', { name: 'Lock', exact: true }).click()
    await page.getByText(/^The budget is locked: /).waitFor()
  })

  it('moves an amount between two lines, has it reviewed and approves it', async () => {
    const { page, look } = visitor
    const boxes = page.locator(
      'tr:not(.quiet) input[type=checkbox][aria-label^="Select "]:not([aria-label="Select all rows"])',
    )
    await boxes.nth(0).check()
    await boxes.nth(1).check()
    await page.getByRole('button', { name: 'Move an amount' }).click()
    await page.getByLabel('Amount', { exact: true }).fill('1,250.00')
    await page.getByLabel('Title').fill('Contingency')
    await look('budget-4-move')
    await page.getByRole('button', { name: 'Draft the budget change' }).click()
    await page.getByRole('heading', { name: 'Contingency' }).waitFor()
    await page.getByRole('button', { name: 'Send to review' }).click()
    await page.getByText('Under review').waitFor()
    await look('budget-5-change')
    await page.getByRole('button', { name: 'Approve' }).click()
    await page.getByText('Approved', { exact: true }).waitFor()
    await page.getByRole('paragraph').filter({ hasText: 'is approved and can no longer be edited' }).waitFor()
    await page.goto(`${base}/changes`)
    await page.getByRole('link', { name: 'Contingency' }).waitFor()
    await look('budget-6-changes')
  })

  it('forecasts a line by hand, keeps the month’s end, and sees what changed since', async () => {
    const { page, look } = visitor
    await page.goto(`${base}?view=3`)
    await page.getByRole('button', { name: 'Take a snapshot' }).click()
    await page.getByLabel('Name').fill('March')
    await page.getByRole('button', { name: 'Take it' }).click()
    await page.getByRole('heading', { name: 'March' }).waitFor()
    const snapshot = page.url()
    await look('budget-7-snapshot')

    await page.goto(`${base}/lines?mode=forecast`)
    await page
      .getByLabel(/^Method, /)
      .first()
      .selectOption({ label: 'Manual' })
    await page
      .getByLabel(/^Manual amount, /)
      .first()
      .fill('4,321.09')
    await page.getByRole('button', { name: 'Save 1 changed' }).click()
    await page.getByRole('button', { name: 'Save lines' }).waitFor()
    await look('budget-8-forecast')
    await page.goto(`${snapshot}?show=differences`)
    await page.getByText('4,321.09').first().waitFor()
    await look('budget-9-differences')
  })

  it('makes a view of one’s own with a calculation', async () => {
    const { page, look } = visitor
    await page.goto(base)
    await page.getByRole('button', { name: 'New view' }).click()
    await page.getByLabel('Name', { exact: true }).fill('Left')
    await page.getByRole('button', { name: 'Add a calculation' }).click()
    await page.getByLabel('Label of the calculation').fill('Not spent')
    await look('budget-10-view')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByRole('columnheader', { name: 'Not spent' }).waitFor()
    // The bad sheet was answered 422, which browsers log.
    expect(visitor.errors.filter((each) => !each.includes('422'))).toEqual([])
  })
})
