/** A journey that is looked at in a browser, and what its people press in every tool. */
import type { Browser } from 'playwright-core'
import type { ExampleRole } from '../../example/people.ts'
import { openBrowser, seen, signInAs, type Visit } from './browser.ts'
import { type Journey, journey } from './journey.ts'

export interface BrowserJourney extends Journey {
  browser: Browser
  /** Where the company's pages begin. */
  pages: string
  signIn(role: ExampleRole, dark?: boolean): Promise<Visit>
}

export async function browserJourney(options?: Parameters<typeof journey>[0]): Promise<BrowserJourney> {
  const of = await journey(options)
  const browser = await openBrowser()
  return {
    ...of,
    browser,
    pages: `${of.world.url}/companies/${of.admin.company}`,
    signIn: (role, dark) => signInAs(browser, of.world.url, role, dark),
    close: async () => {
      await browser.close()
      await of.close()
    },
  }
}

/** Sends the item whose page is open. */
export async function send({ page }: Visit): Promise<void> {
  await page.getByRole('button', { name: 'Send to ERP' }).click()
  await page.getByRole('button', { name: 'Retrieve from ERP' }).waitFor()
}

/** The approver opens the item from the list it waits in, sees its records, and accepts. */
export async function accept(
  { pages }: BrowserJourney,
  { page, look }: Visit,
  list: string,
  name: string,
  shot: string,
): Promise<void> {
  await page.goto(`${pages}/erp/${list}`)
  await seen(page, name).click()
  await page.getByRole('heading', { name: 'Exactly what the ERP will get' }).waitFor()
  await look(shot)
  await page.getByRole('button', { name: 'Accept', exact: true }).click()
}
