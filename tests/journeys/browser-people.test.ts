/**
 * An administrator's people, in a real browser: a new person with a template, who signs in and finds buttons grey until the template is raised;
 * an approver's limit; API clients; and that the buttons agree with the matrix for each of the example's four people.
 */
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Client } from '../../example/client.ts'
import type { ExampleRole } from '../../example/people.ts'
import { hasBrowser, type Visit, visit } from '../world/browser.ts'
import { type BrowserJourney, browserJourney } from '../world/browser-journey.ts'

const NEW = { name: 'Nina Ortiz', email: 'nina@example.test', password: 'first-password-1' }

describe.runIf(hasBrowser)('people', { timeout: 300_000 }, () => {
  let of: BrowserJourney
  let admin: Visit
  let nina: Visit

  beforeAll(async () => {
    of = await browserJourney()
    admin = await of.signIn('Administrator')
  }, 360_000)
  afterAll(() => of?.close())

  const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name }).first()
  const isGrey = async (page: Page, name: string | RegExp) => {
    await button(page, name).waitFor()
    return (await button(page, name).getAttribute('aria-disabled')) === 'true'
  }

  it('are listed, and the administrator adds one with a template', async () => {
    const { page, look } = admin
    await page.goto(`${of.pages}/people`)
    await page.getByRole('link', { name: 'Paula Marsh' }).waitFor()
    await look('people-1-list')
    await page.getByRole('button', { name: 'Add a person' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Name').fill(NEW.name)
    await dialog.getByLabel('Email').fill(NEW.email)
    await dialog.getByLabel('First password').fill(NEW.password)
    await look('people-2-add')
    await dialog.getByRole('button', { name: 'Add', exact: true }).click()
    await page.getByRole('heading', { name: NEW.name }).waitFor()
    await page.getByLabel('Template in the company').selectOption({ label: 'Reader' })
    await page.getByRole('button', { name: 'Save', exact: true }).click()
    await page.getByText('It holds from the next request on.').waitFor()
    await look('people-3-person')
  })

  it('sign in with the password given, and find grey what their template does not open', async () => {
    nina = await visit(of.browser)
    const { page, look } = nina
    await page.goto(of.world.url)
    await page.getByLabel('Email').fill(NEW.email)
    await page.locator('input[type=password]').fill(NEW.password)
    await page.keyboard.press('Enter')
    await page.getByRole('navigation', { name: 'Tools' }).waitFor()
    await page.goto(`${of.pages}/erp/company?filter=Ready+to+Import`)
    await expect.poll(() => isGrey(page, 'Add')).toBe(true)
    await button(page, 'Add').hover()
    await page
      .getByRole('tooltip')
      .getByText(/needs Standard or Admin on ERP Integrations/)
      .waitFor()
    await look('people-4-grey')
    await page.goto(`${of.pages}/people`)
    await expect.poll(() => isGrey(page, 'Add a person')).toBe(true)
  })

  it('may more on their next request once the template is raised', async () => {
    const { page, look } = admin
    await page.goto(`${of.pages}/permissions/templates`)
    await page.getByRole('button', { name: 'New template' }).click()
    await page.getByRole('dialog').getByLabel('Name').fill('Assistant')
    await page.getByRole('dialog').getByRole('button', { name: 'Create' }).click()
    await page.getByRole('heading', { name: 'Assistant' }).waitFor()
    await page.getByLabel('ERP Integrations: Standard').check()
    await page.getByLabel('Directory: Read Only').check()
    await page.getByRole('button', { name: 'Save', exact: true }).click()
    await page.getByText('It holds from everybody’s next request on.').waitFor()
    await look('people-5-template')
    await page.goto(`${of.pages}/people`)
    await page.getByRole('link', { name: NEW.name }).click()
    await page.getByLabel('Template in the company').selectOption({ label: 'Assistant' })
    await page.getByLabel('Can Push to Accounting').check()
    await page.getByLabel('Approves up to').fill('5,000')
    await page.getByRole('button', { name: 'Save', exact: true }).click()
    await page.getByText('It holds from the next request on.').waitFor()
    await nina.page.goto(`${of.pages}/erp/company?filter=Ready+to+Import`)
    await nina.page.getByLabel('Select Bay Shore Paving Co.').check()
    await expect.poll(() => isGrey(nina.page, 'Add')).toBe(false)
  })

  it('get and lose a template of their own in a project', async () => {
    const { page, look } = admin
    await of.admin.post(of.erp('staged/job/24-0118/add'))
    await page.reload()
    await page.getByRole('button', { name: 'Add a project' }).click()
    await page.getByLabel('Project', { exact: true }).selectOption({ label: 'Harbor Way Sidewalks' })
    await page.getByLabel('Template', { exact: true }).selectOption({ label: 'Reader, projects' })
    await page.getByRole('dialog').getByRole('button', { name: 'Add', exact: true }).click()
    await page.getByRole('cell', { name: 'Reader, projects' }).waitFor()
    await look('people-6-project')
    await page.getByRole('button', { name: 'Remove from Harbor Way Sidewalks' }).click()
    await page.getByText('The template for every project holds everywhere').waitFor()
  })

  it('see what they may in the table of actions, and options of approval', async () => {
    const { page, look } = admin
    await nina.page.goto(`${of.pages}/permissions`)
    await nina.page.getByText('You may').first().waitFor()
    await nina.look('people-7-actions')
    await page.goto(`${of.pages}/permissions/approval`)
    await page.getByLabel('Sender and approver are two people').check()
    await expect.poll(() => page.getByLabel('Sender and approver are two people').isEnabled()).toBe(true)
    expect(await of.admin.get(`/rest/v1.0/companies/${of.admin.company}/approval_settings`)).toMatchObject({
      fourEyes: true,
    })
    await page.getByLabel('Sender and approver are two people').uncheck()
    await look('people-8-approval')
  })

  it('are also programs: an API client whose secret is shown once', async () => {
    const { page, look } = admin
    await page.goto(`${of.pages}/api-clients`)
    await page.getByRole('button', { name: 'New API client' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Name').fill('Payroll')
    await dialog.getByLabel('Template in the company').selectOption({ label: 'Reader' })
    await dialog.getByLabel('Template in every project').selectOption({ label: 'Reader, projects' })
    await dialog.getByRole('button', { name: 'Create' }).click()
    await page.getByText('Copy the secret now').waitFor()
    await look('people-9-secret')
    await dialog.getByRole('button', { name: 'Close' }).last().click()
    await page.getByRole('button', { name: 'Revoke Payroll' }).click()
    await dialog.getByRole('button', { name: 'Revoke', exact: true }).click()
    await page.getByText('Revoked', { exact: true }).waitFor()
    await look('people-10-clients')
  })

  const BUTTONS: [place: string, name: RegExp, action: string][] = [
    ['people', /^Add a person$/, 'manage-people'],
    ['permissions/templates', /^New template$/, 'manage-people'],
    ['erp/connection', /^Connect an ERP$/, 'manage-connection'],
    ['erp/connection', /^Enrol an agent$/, 'manage-connection'],
    ['erp/company?filter=Ready+to+Import', /^Sync now: Vendors$/, 'refresh-companies'],
    ['erp/job?filter=Ready+to+Import', /^Sync now: Jobs$/, 'refresh-jobs'],
    ['erp/company?filter=Ready+to+Import', /^Add$/, 'add-erp-company-to-directory'],
    ['erp/company?filter=Ready+to+Import', /^Archive$/, 'archive-erp-company'],
    ['erp/job?filter=Ready+to+Import', /^Add$/, 'add-erp-job'],
    ['erp/company/staged/BAYPAVE', /^Add it$/, 'add-erp-company-to-directory'],
    ['erp/company/staged/BAYPAVE', /^Archive$/, 'archive-erp-company'],
  ]

  it.each<ExampleRole>(['Administrator', 'Accounting approver', 'Project manager', 'Reader'])(
    'find their buttons grey exactly where the matrix says: %s',
    async (role) => {
      const client: Client = {
        Administrator: of.admin,
        'Accounting approver': of.approver,
        'Project manager': of.manager,
        Reader: of.reader,
      }[role]
      const path = `/rest/v1.0/companies/${client.company}/my_actions`
      const actions = await client.get<{ key: string; why_not: string | null }[]>(path)
      const whyNot = (action: string) => actions.find((each) => each.key === action)?.why_not ?? null
      const { page, errors } = role === 'Administrator' ? admin : await of.signIn(role)
      const mayLook = whyNot('view-erp-tool') === null
      let place = ''
      for (const [where, name, action] of BUTTONS) {
        if (where.startsWith('erp/') && !mayLook) continue
        if (where !== place) {
          await page.goto(`${of.pages}/${where}`)
          const row = page.getByRole('checkbox', { name: /^Select / }).first()
          if (where.includes('filter=')) await row.check()
        }
        place = where
        await expect
          .poll(() => isGrey(page, name), { message: `${role}, ${where}, ${name}` })
          .toBe(whyNot(action) !== null)
      }
      expect(errors.filter((each) => !each.includes('403'))).toEqual([])
    },
  )

  it('met no error on the way', () => {
    expect([...admin.errors, ...nina.errors].filter((each) => !each.includes('403'))).toEqual([])
  })
})
