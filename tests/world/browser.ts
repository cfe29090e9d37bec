/** Debian's Chromium, driven by playwright-core. Every page that is shot is also judged by axe (WCAG 2.2 AA) and must have raised no error. */
import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join, resolve } from 'node:path'
import { type Browser, chromium, type Locator, type Page } from 'playwright-core'
import { expect } from 'vitest'
import { type ExampleRole, person } from '../../example/people.ts'

/** Without the windows and menus nobody sees, where there is one: a fifth less to compute. */
const WITHOUT_WINDOWS = '/usr/bin/chromium-headless-shell'
const CHROMIUM = process.env.CHROMIUM ?? (existsSync(WITHOUT_WINDOWS) ? WITHOUT_WINDOWS : '/usr/bin/chromium')
export const SHOTS = resolve(import.meta.dirname, '../screenshots')
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

export const hasBrowser = existsSync(CHROMIUM)

export function openBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: CHROMIUM, args: FLAGS })
}

export interface Visit {
  page: Page
  /** Errors the page raised or wrote to its console. */
  errors: string[]
  /** Screenshot below `tests/screenshots/`, and axe's verdict on what is on it. */
  look(name: string): Promise<void>
}

export async function visit(browser: Browser, dark = false): Promise<Visit> {
  const context = await browser.newContext({
    viewport: { width: 1366, height: 820 },
    colorScheme: dark ? 'dark' : 'light',
    bypassCSP: true,
  })
  const page = await context.newPage()
  page.setDefaultTimeout(60_000)
  const errors: string[] = []
  page.on('pageerror', (error) => errors.push(error.message))
  page.on('console', (message) => {
    // The first question "who am I?" is answered 401 before anybody has signed in; browsers log that as an error.
    if (message.type() === 'error' && !message.text().includes('401')) errors.push(message.text())
  })
  const look = async (name: string) => {
    mkdirSync(SHOTS, { recursive: true })
    await page.screenshot({ path: join(SHOTS, `${name}.png`) })
    expect(await axe(page), `${name}: axe`).toEqual([])
  }
  return { page, errors, look }
}

export function signInAs(browser: Browser, url: string, role: ExampleRole, dark = false): Promise<Visit> {
  return signInWith(browser, url, person(role), dark)
}

export async function signInWith(
  browser: Browser,
  url: string,
  { email, password }: { email: string; password: string },
  dark = false,
): Promise<Visit> {
  const visitor = await visit(browser, dark)
  await visitor.page.goto(url)
  await visitor.page.getByLabel('Email').fill(email)
  await visitor.page.locator('input[type=password]').fill(password)
  await visitor.page.keyboard.press('Enter')
  await visitor.page.getByRole('navigation', { name: 'Tools' }).waitFor()
  return visitor
}

/** Text that is on the page for the eye: sentences of grey buttons stand in it for screen readers too. */
export function seen(page: Page, text: string | RegExp, options: { exact?: boolean } = {}): Locator {
  return page.getByText(text, options).filter({ visible: true }).first()
}

export async function axe(page: Page): Promise<string[]> {
  await page.evaluate(AXE)
  const found = await page.evaluate(async () => {
    const run = (
      window as unknown as {
        axe: { run(options: object): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> }
      }
    ).axe.run
    const { violations } = await run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] })
    return violations.map((each) => `${each.id}: ${each.nodes.map((node) => node.html.slice(0, 160)).join(' | ')}`)
  })
  return found
}
