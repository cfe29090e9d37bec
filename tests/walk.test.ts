/**
 * Every page of the table of contents, as each of the four people, on a laptop and on a tablet: it opens, raises nothing, nothing sticks out of it
 * or is cut, every column of its tables sorts, and axe finds nothing. A new page is walked as soon as it stands in `src/web-main.tsx`.
 */
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ExampleRole } from '../example/people.ts'
import { axe, hasBrowser, openBrowser, SHOTS, signInAs } from './world/browser.ts'
import type { Named } from './world/company.ts'
import { type TwoCompanies, twoCompanies } from './world/two-companies.ts'

const ROOT = resolve(import.meta.dirname, '..')
const WIDTHS = { laptop: { width: 1366, height: 820 }, tablet: { width: 820, height: 1180 } }
/** Columns of what can be done with a row, and of checkboxes. */
const NEVER_SORTED = ['', 'Actions', 'Select all rows']

/** What an address's parameter names, of the company that has one of everything. */
const PARAMETERS: Record<string, (of: Named) => string | number> = {
  company: (of) => of.company,
  person: (of) => of.user,
  template: (of) => of.template,
  project: (of) => of.project,
  op: (of) => of.op,
  erpId: (of) => of.staged,
  vendor: (of) => of.vendor,
  subJob: (of) => of.subJob,
  change: (of) => of.budgetChange,
  snapshot: (of) => of.budgetSnapshot,
  contract: (of) => of.primeContract,
  commitment: (of) => of.subcontract,
  invoice: (of) => of.invoice,
  timesheet: (of) => of.timesheet,
  report: () => 'job_costs',
}
/** Where one parameter's name means several things: by the page's path. */
const BY_PATH: [path: RegExp, parameter: string, of: (of: Named) => string | number][] = [
  [/prime-change-orders/, 'order', (of) => of.primeChangeOrder],
  [/commitment-change-orders/, 'order', (of) => of.changeOrder],
  [/prime-contracts\/\$contract\/invoices/, 'invoice', (of) => of.ownerInvoice],
  [/erp\/\$tab\/staged/, 'tab', () => 'company'],
  [/erp\/\$tab/, 'tab', () => 'commitment'],
  [/erp\/\$tab/, 'item', (of) => of.subcontract],
]

describe.runIf(hasBrowser)('every page', () => {
  let all: TwoCompanies
  let browser: Browser
  let url: string

  beforeAll(async () => {
    all = await twoCompanies({ pages: join(ROOT, 'dist/web') })
    url = await all.app.listen({ port: 0, host: '127.0.0.1' })
    browser = await openBrowser()
  }, 360_000)
  afterAll(async () => {
    await browser?.close()
    await all?.close()
  })

  const people: ExampleRole[] = ['Administrator', 'Accounting approver', 'Project manager', 'Reader']
  it.each(people)('as %s', { timeout: 1_200_000 }, async (role) => {
    const { page, errors } = await signInAs(browser, url, role)
    const wrong: string[] = []
    for (const [pattern, path] of addresses(all.ours)) {
      for (const [name, size] of Object.entries(WIDTHS)) {
        await page.setViewportSize(size)
        if (name === 'laptop') await (role === 'Administrator' ? page.goto(url + path) : goOn(page, path))
        await settled(page)
        const found = await page.evaluate(look, NEVER_SORTED)
        wrong.push(...found.map((each) => `${path}, ${name}: ${each}`))
        if (name === 'laptop' && role === 'Reader')
          wrong.push(...(await tempting(page)).map((each) => `${path}: ${each}`))
        if (name === 'laptop' && role === 'Administrator')
          wrong.push(...(await axe(page)).map((each) => `${path}: ${each}`))
        if (role === 'Administrator')
          await page.screenshot({ path: join(SHOTS, `walk${pattern.replace(/\W+/g, '-')}-${name}.png`) })
      }
    }
    // What a person may not see is answered 403, which browsers write down as an error.
    expect([...wrong, ...errors.filter((each) => !each.includes('Failed to load resource'))]).toEqual([])
  })
})

/** Every path of `src/web-main.tsx`, and with its parameters filled in. */
function addresses(of: Named): [pattern: string, address: string][] {
  const table = readFileSync(join(ROOT, 'src/web-main.tsx'), 'utf8')
  const company = '/companies/$company'
  const paths = [...table.matchAll(/^\s+\{?\s*path: (.+?),/gm)].map(([, path]) =>
    path!.replace(/['`${}]/g, (sign) => (sign === '$' ? sign : '')),
  )
  const whole = (path: string) =>
    path.replace(/^\$?project(?=\/|$)/, `${company}/projects/$project`).replace(/^\$?company(?=\/|$)/, company)
  const filled = (path: string) =>
    path.replace(/\$(\w+)/g, (_all, name: string) => {
      const value =
        BY_PATH.find(([where, parameter]) => where.test(path) && parameter === name)?.[2] ?? PARAMETERS[name]
      if (!value) throw new Error(`The page ${path} has a parameter “${name}” of which the walk has no example.`)
      return encodeURIComponent(String(value(of)))
    })
  return paths.map(whole).map((path) => [path, filled(path)])
}

/** To another page without loading the program anew, until the page that was there has gone. */
async function goOn(page: Page, path: string): Promise<void> {
  await page.evaluate((to) => {
    document.querySelector('main > *')?.setAttribute('data-left', '')
    history.pushState(null, '', to)
  }, path)
  await page.locator('[data-left]').waitFor({ state: 'detached' })
}

/** Its heading is there and nothing waits for an answer any more. */
async function settled(page: Page): Promise<void> {
  await page.locator('h1, [role=alert]').first().waitFor()
  await page.getByText('Loading', { exact: true }).first().waitFor({ state: 'detached' })
}

/** Buttons that whoever only reads may press: they show something, or are about what is the reader's own. */
const HARMLESS =
  /^(Show or hide the password|Sign in|Set up|Change password|Sign out .*|Verify the chain|Send on a schedule|Name a substitute|Billing periods)$/

/** Buttons that somebody who only reads may press, and that do not only show. */
async function tempting(page: Page): Promise<string[]> {
  const enabled = page.locator('main button:not([aria-disabled=true], :disabled, .link-button, th button)')
  const names = await enabled.evaluateAll((all) =>
    all.map((each) => each.getAttribute('aria-label') ?? each.textContent),
  )
  return names.filter((each) => each && !HARMLESS.test(each)).map((each) => `a reader may press “${each}”`)
}

/** In the page: what is wrong with what is shown. */
function look(neverSorted: string[]): string[] {
  const wrong: string[] = []
  const { scrollWidth, clientWidth } = document.documentElement
  if (scrollWidth > clientWidth) wrong.push(`the page is ${scrollWidth - clientWidth} pixels too wide`)
  for (const each of document.querySelectorAll<HTMLElement>(
    'button:not([title]), h1, h2, h3, label, legend, .chip, .tabs a',
  ))
    if (each.offsetParent && each.scrollWidth > each.clientWidth + 1 && getComputedStyle(each).display !== 'inline')
      wrong.push(`“${each.textContent}” is cut`)
  for (const each of document.querySelectorAll<HTMLElement>('td'))
    if (each.scrollWidth > each.clientWidth + 1 && !each.title && !each.querySelector('[title]') && each.textContent)
      wrong.push(`“${each.textContent}” is cut in its cell and has no title`)
  for (const each of document.querySelectorAll<HTMLElement>('th[scope=col]')) {
    // Rows that are being typed into stay where they are.
    if (each.closest('table')?.querySelector('tbody input:not([type=checkbox]), tbody select')) continue
    const label = (each.textContent ?? '').trim()
    if (!each.querySelector('button') && !neverSorted.includes(label)) wrong.push(`the column “${label}” does not sort`)
  }
  return wrong
}
