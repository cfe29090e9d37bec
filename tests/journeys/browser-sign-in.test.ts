/** The door in a real browser: a second factor from its QR code to the recovery codes, sessions, single sign-on at a real provider, and the administrator's side. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { generateSync } from 'otplib'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type ExampleRole, person } from '../../example/people.ts'
import { freePort } from '../../example/programs.ts'
import { openWorld, type World } from '../../example/world.ts'
import { systemClock } from '../../src/platform/clock.ts'
import { hasBrowser, openBrowser, signInAs, type Visit, visit } from '../world/browser.ts'
import { type TestDatabase, testDatabase } from '../world/database.ts'
import { type LocalProvider, localProvider } from '../world/provider.ts'

describe.runIf(hasBrowser)('the door', () => {
  let database: TestDatabase
  let folder: string
  let world: World
  let browser: Browser
  let provider: LocalProvider
  let reader: Visit
  let secret: string
  let recovery: string[]

  beforeAll(async () => {
    database = await testDatabase()
    folder = mkdtempSync(join(tmpdir(), 'gusset-sign-in-'))
    const port = await freePort(4740)
    provider = await localProvider(`http://127.0.0.1:${port}`, {
      paula: { email: person('Project manager').email, email_verified: true },
      stranger: { email: 'stranger@example.test', email_verified: true },
    })
    const env = {
      GUSSET_OIDC_ISSUER: provider.issuer,
      GUSSET_OIDC_CLIENT_ID: provider.clientId,
      GUSSET_OIDC_CLIENT_SECRET: provider.clientSecret,
      GUSSET_OIDC_NAME: 'Example ID',
      GUSSET_LOG_LEVEL: 'warn',
    }
    world = await openWorld({ folder, port, simulatorPort: 4840, databaseUrl: database.url, fill: false, env })
    browser = await openBrowser()
  })
  afterAll(async () => {
    await browser?.close()
    await world?.stop()
    await provider?.close()
    await database?.drop()
    if (folder) rmSync(folder, { recursive: true, force: true })
  })

  it('is given a second lock: QR code, first code, recovery codes', async () => {
    reader = await signInAs(browser, world.url, 'Reader')
    const { page, look } = reader
    await toAccount(page, 'Reader')
    await page.getByText('Chrome on Linux (this one)').waitFor()
    await look('sign-in-1-account')
    await page.getByRole('button', { name: 'Set up' }).click()
    await page.locator('dialog input[type=password]').fill('wrong')
    await page.keyboard.press('Enter')
    await page.getByText('The password is wrong.').waitFor()
    const found = await enrol(page, 'Reader', look)
    secret = found.secret
    recovery = found.recovery
    await page.getByText('10 recovery codes left.').waitFor()
    await look('sign-in-4-on')
  })

  it('asks for the code after the password, and takes each once', async () => {
    const { page, look } = reader
    await signOut(page, 'Reader')
    await password(page, 'Reader')
    await page.getByRole('heading', { name: 'Enter your code' }).waitFor()
    await page.getByLabel('Code').fill('000000')
    await page.keyboard.press('Enter')
    await page.getByText('The code is wrong, or was used before.').waitFor()
    await look('sign-in-5-code')
    await page.getByLabel('Code').fill(codeOf(secret, 1))
    await page.keyboard.press('Enter')
    await page.getByRole('navigation', { name: 'Tools' }).waitFor()
  })

  it('opens to a recovery code in another browser, which the first one sees and ends', async () => {
    const other = await visit(browser)
    await other.page.goto(world.url)
    await password(other.page, 'Reader')
    await other.page.getByLabel('Code').fill(recovery[0] ?? '')
    await other.page.keyboard.press('Enter')
    await other.page.getByRole('navigation', { name: 'Tools' }).waitFor()
    const { page, look } = reader
    await toAccount(page, 'Reader')
    await page.getByText('9 recovery codes left.').waitFor()
    await page
      .getByRole('row', { name: /Password and code/ })
      .nth(1)
      .waitFor()
    await look('sign-in-6-sessions')
    await page.locator('button[aria-label^="Sign out Chrome"]:not([aria-disabled])').click()
    await page
      .getByRole('row', { name: /Password and code/ })
      .nth(1)
      .waitFor({ state: 'detached' })
    await other.page.reload()
    await other.page.getByRole('heading', { name: 'Sign in to Gusset' }).waitFor()
    expect(reader.errors.filter((each) => !/40[19]|422/.test(each))).toEqual([])
  })

  it('opens by single sign-on, and says why it does not', async () => {
    const { page, look } = await visit(browser)
    await page.goto(world.url)
    await page.getByRole('button', { name: 'Sign in with Example ID' }).waitFor()
    await look('sign-in-7-door')
    await page.getByRole('button', { name: 'Sign in with Example ID' }).click()
    await page.getByRole('button', { name: 'paula' }).click()
    await page.getByRole('button', { name: person('Project manager').name }).waitFor()
    await page.reload()
    await page.getByRole('button', { name: person('Project manager').name }).waitFor()
    const stranger = await visit(browser, true)
    await stranger.page.goto(world.url)
    await stranger.page.getByRole('button', { name: 'Sign in with Example ID' }).click()
    await stranger.page.getByRole('button', { name: 'stranger' }).click()
    await stranger.page.getByText(/nobody here with the email stranger@example\.test/).waitFor()
    await stranger.look('sign-in-8-refused')
    await stranger.page.getByRole('link', { name: 'Back to signing in' }).click()
    await stranger.page.getByRole('heading', { name: 'Sign in to Gusset' }).waitFor()
  })

  it('is watched over by the administrator: who has what, a reset, a second factor for everybody', async () => {
    const { page, look } = await signInAs(browser, world.url, 'Administrator')
    await page.getByRole('navigation', { name: 'Tools' }).getByRole('link', { name: 'Sign-ins' }).click()
    await page.getByLabel('Everybody who signs in with a password needs a second factor').click()
    await page.getByText('Set up your own second factor first').waitFor()
    await look('sign-in-9-people')
    await page.getByRole('button', { name: person('Reader').name }).click()
    await page.getByRole('button', { name: 'Reset second factor' }).waitFor()
    await look('sign-in-10-person')
    await page.getByRole('button', { name: 'Reset second factor' }).click()
    await page.getByText('Second factor: no').waitFor()
    await page.getByRole('button', { name: 'Close', exact: true }).last().click()
    await reader.page.reload()
    await reader.page.getByRole('heading', { name: 'Sign in to Gusset' }).waitFor()

    await toAccount(page, 'Administrator')
    await page.getByRole('button', { name: 'Set up' }).click()
    await enrol(page, 'Administrator')
    await page.getByRole('navigation', { name: 'Tools' }).getByRole('link', { name: 'Sign-ins' }).click()
    await page.getByLabel('Everybody who signs in with a password needs a second factor').click()
    await page.locator('input[type=checkbox]:checked').waitFor()
    const approver = await visit(browser, true)
    await approver.page.goto(world.url)
    await password(approver.page, 'Accounting approver')
    await approver.page.getByText(/asks for a second factor\. Set yours up to go on\./).waitFor()
    await approver.look('sign-in-11-led-to-account')
    await approver.page.getByRole('navigation', { name: 'Tools' }).getByRole('link', { name: 'Projects' }).click()
    await approver.page.waitForURL(/\/account$/)
    await approver.page.getByRole('button', { name: 'Set up' }).click()
    await enrol(approver.page, 'Accounting approver')
    await approver.page.getByRole('navigation', { name: 'Tools' }).getByRole('link', { name: 'Projects' }).click()
    await approver.page.getByRole('heading', { name: 'Projects' }).waitFor()
    await approver.page.getByText('Live', { exact: true }).waitFor()
  })
})

/** A code of the app now; `ahead`: of a later step, since each is taken once. */
function codeOf(secret: string, ahead = 0): string {
  return generateSync({ secret, epoch: Math.floor(systemClock.now().getTime() / 1000) + ahead * 30 })
}

async function password(page: Page, role: ExampleRole): Promise<void> {
  const { email, password: secret } = person(role)
  await page.getByLabel('Email').fill(email)
  await page.locator('input[type=password]').fill(secret)
  await page.keyboard.press('Enter')
}

async function toAccount(page: Page, role: ExampleRole): Promise<void> {
  await page
    .getByRole('banner')
    .getByRole('button', { name: person(role).name })
    .click()
  await page.getByRole('menuitem', { name: 'My account' }).click()
  await page.getByRole('heading', { name: 'My account' }).waitFor()
}

async function signOut(page: Page, role: ExampleRole): Promise<void> {
  await page
    .getByRole('banner')
    .getByRole('button', { name: person(role).name })
    .click()
  await page.getByRole('menuitem', { name: 'Sign out' }).click()
  await page.getByRole('heading', { name: 'Sign in to Gusset' }).waitFor()
}

/** From the dialog's first step to its end, as the person with the phone. */
async function enrol(
  page: Page,
  role: ExampleRole,
  look?: Visit['look'],
): Promise<{ secret: string; recovery: string[] }> {
  await page.locator('dialog input[type=password]').fill(person(role).password)
  await page.keyboard.press('Enter')
  await page.getByRole('img', { name: 'QR code for the authenticator app' }).waitFor()
  await look?.('sign-in-2-scan')
  const secret = (await page.locator('dialog .mono').innerText()).replaceAll(' ', '')
  await page.getByLabel('Code the app shows now').fill(codeOf(secret))
  await page.keyboard.press('Enter')
  const codes = page.getByRole('list', { name: 'Recovery codes' }).getByRole('listitem')
  await codes.nth(9).waitFor()
  await look?.('sign-in-3-recovery')
  const recovery = await codes.allInnerTexts()
  await page
    .getByRole('button', { name: /^(Close|I have kept them)$/ })
    .last()
    .click()
  await page.getByRole('list', { name: 'Recovery codes' }).waitFor({ state: 'detached' })
  return { secret, recovery }
}
