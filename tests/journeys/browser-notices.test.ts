/** Being told, in a real browser with a mail server that catches: rejected with a reason, seen at once, answered in a comment, and how one chooses. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { hasBrowser, seen, type Visit } from '../world/browser.ts'
import { type BrowserJourney, browserJourney } from '../world/browser-journey.ts'
import { draft, type Ground, ground, sent } from '../world/contracts.ts'
import { type Catcher, mailCatcher } from '../world/mail.ts'

describe.runIf(hasBrowser)('being told', { timeout: 300_000 }, () => {
  let of: BrowserJourney
  let at: Ground
  let catcher: Catcher
  let manager: Visit
  let approver: Visit

  beforeAll(async () => {
    catcher = await mailCatcher()
    of = await browserJourney({
      serverEnv: { GUSSET_SMTP_URL: catcher.url, GUSSET_MAIL_FROM: 'Gusset <gusset@example.test>' },
    })
    at = await ground(of)
    manager = await of.signIn('Project manager')
    approver = await of.signIn('Accounting approver', true)
  }, 360_000)
  afterAll(async () => {
    await of?.close()
    await catcher?.close()
  })

  it('the sender sees the rejection in the bell without a reload, reads why, and opens the item', async () => {
    await sent(of, at, 'SC-118-09')
    await manager.page.goto(`${of.pages}/notices`)
    await manager.page.getByText('No notices yet.').waitFor()
    await manager.look('notices-none')

    const { page } = approver
    await page.goto(`${of.pages}/erp/commitment`)
    await seen(page, 'Contract SC-118-09').click()
    await page.getByRole('button', { name: 'Reject' }).click()
    await page.getByRole('dialog').getByLabel('Reason').fill('The retainage is missing')
    await page.getByRole('dialog').getByRole('button', { name: 'Reject' }).click()

    await manager.page.getByRole('link', { name: 'Notices 1 unread' }).waitFor()
    await manager.page.getByText('Arthur Boone rejected it: The retainage is missing. Mend it').waitFor()
    await manager.look('notices-rejected')
    await manager.page.getByRole('link', { name: /SC-118-09.* was rejected/ }).click()
    await manager.page.getByRole('heading', { name: /SC-118-09/ }).waitFor()
    await manager.page.getByText('Rejected. The retainage is missing').waitFor()
    await manager.page.getByRole('link', { name: 'Notices', exact: true }).waitFor()
    await manager.look('notices-on-the-item')
    const mail = await catcher.mail('of the rejection', ({ subject }) => subject.includes('was rejected'))
    expect(mail.to).toEqual(['manager@example.test'])
    expect(mail.body).toContain('The retainage is missing')
  })

  it('the sender comments and mentions the approver by keyboard, who is told in the bell and by mail', async () => {
    const { page, look } = manager
    await page.getByRole('link', { name: 'Comments' }).click()
    const field = page.getByLabel('Write a comment')
    await field.fill('Retainage is in the contract, page 4. ')
    await field.pressSequentially('@art')
    await page.getByRole('option', { name: 'Arthur Boone' }).waitFor()
    await look('notices-mention')
    await page.keyboard.press('Enter')
    await field.pressSequentially('please look again.')
    await page.getByRole('button', { name: 'Comment', exact: true }).click()
    await page.getByRole('list').getByText('please look again.').waitFor()
    await look('notices-comments')

    await approver.page.getByRole('link', { name: 'Notices 1 unread' }).click()
    await approver.page.getByRole('list', { name: 'Notices' }).getByText('please look again.').waitFor()
    await approver.look('notices-mentioned')
    await approver.page.getByRole('link', { name: /Paula Marsh mentioned you on Commitment SC-118-09/ }).click()
    await approver.page.getByRole('region', { name: 'Comments' }).getByText('please look again.').waitFor()
    const mail = await catcher.mail('of the mention', ({ to }) => to.includes('approver@example.test'))
    expect(mail.subject).toContain('Paula Marsh mentioned you on Commitment SC-118-09')
    expect(mail.body).toContain(`${of.pages}/erp/commitment/`)
  })

  it('a comment just written can be taken back; somebody else’s cannot, and the button says so', async () => {
    const { page } = approver
    const theirs = page.getByRole('button', { name: 'Delete the comment of Paula Marsh' })
    await theirs.hover()
    await page.getByText('Only Paula Marsh may delete this comment.').filter({ visible: true }).waitFor()
    await page.getByLabel('Write a comment').fill('Wrong contract, sorry.')
    await page.getByRole('button', { name: 'Comment', exact: true }).click()
    await page.getByRole('button', { name: 'Delete the comment of Arthur Boone' }).click()
    await page.getByRole('listitem').filter({ hasText: 'Wrong contract, sorry.' }).waitFor({ state: 'detached' })
    await approver.look('notices-comment-deleted')
  })

  it('whoever chose not to be told is not told, and everything can be marked as read', async () => {
    const { page, look } = manager
    await page.goto(`${of.pages}/notices/choices`)
    const rejected = page.getByRole('group', { name: 'Rejected' })
    const box = rejected.getByLabel('In the page')
    await box.waitFor()
    await look('notices-choices')
    await box.uncheck()
    await rejected.getByLabel('By e-mail').uncheck()
    await expect.poll(() => box.isChecked()).toBe(false)

    const item = await draft(of, at, 'SC-118-10')
    const second = await draft(of, at, 'SC-118-11')
    for (const [id, reason] of [
      [item, 'Nobody reads this'],
      [second, 'Nor this'],
    ] as const) {
      await of.manager.post(of.erp(`items/commitment/${id}/send`))
      await of.approver.post(of.erp(`items/commitment/${id}/reject`), { reason })
    }
    // Something that is told comes behind it: when it is there, the rejections were passed over.
    await of.approver.post(of.erp(`items/commitment/${item}/comments`), { comment: { text: 'See the note.' } })
    await page.goto(`${of.pages}/notices`)
    await page.getByText('See the note.').waitFor()
    expect(await page.getByText('Nobody reads this').count()).toBe(0)
    await page.getByRole('button', { name: 'Mark all as read' }).click()
    await page.getByRole('link', { name: 'Notices', exact: true }).waitFor()
    await page.getByRole('link', { name: /^Unread/ }).click()
    await page.getByText('Nothing unread.').waitFor()
    await look('notices-all-read')
    // The manager may look at the item in the ERP tool, not at the tool's tabs; the browser writes that no down.
    expect([...manager.errors.filter((each) => !each.includes('403')), ...approver.errors]).toEqual([])
  })
})
