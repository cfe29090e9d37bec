import { rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Catcher, mailCatcher } from '../../tests/world/mail.ts'
import { createMailer, type Mailer, willNeverGo } from './mail.ts'

let catcher: Catcher
let mailer: Mailer
const from = 'Gusset <gusset@example.test>'

beforeAll(async () => {
  catcher = await mailCatcher()
  mailer = mailerAt(catcher.url)
})
afterAll(() => catcher.close())

function mailerAt(url: string, file?: string): Mailer {
  const made = createMailer({ GUSSET_SMTP_URL: url, GUSSET_MAIL_FROM: from, GUSSET_SMTP_PASSWORD_FILE: file })
  if (!made) throw new Error('A mail server was set, but there is no mailer.')
  return made
}

it('is not there without a mail server', () => {
  expect(
    createMailer({ GUSSET_SMTP_URL: undefined, GUSSET_MAIL_FROM: undefined, GUSSET_SMTP_PASSWORD_FILE: undefined }),
  ).toBeUndefined()
})

it('carries text, page and files to one address, whatever stands in them', async () => {
  const rows = (async function* () {
    yield 'code,amount\n'
    yield '02-100,1250.00\n'
  })()
  await mailer.send({
    to: 'manager@example.test',
    subject: 'Rejected: Straße “Nº 7”\r\nBcc: all@example.test',
    text: 'Why: the amount.',
    html: '<p>Why: <b>the amount</b>.</p>',
    attachments: [{ filename: 'costs.csv', content: rows, contentType: 'text/csv' }],
    messageId: '<17@gusset.example.test>',
  })
  const [mail] = catcher.caught
  expect(mail).toMatchObject({
    to: ['manager@example.test'],
    subject: 'Rejected: Straße “Nº 7” Bcc: all@example.test',
    messageId: '<17@gusset.example.test>',
  })
  expect(mail?.body).toContain('Why: the amount.')
  expect(mail?.body).toContain('<b>the amount</b>')
  expect(mail?.body).toContain('costs.csv')
  expect(mail?.body).toContain(Buffer.from('code,amount\n02-100,1250.00\n').toString('base64'))
})

it('signs in with the password of a file, however it is written', async () => {
  const file = join(tmpdir(), `gusset-smtp-${process.pid}`)
  writeFileSync(file, 'p%/:@ss wörd\n')
  await mailerAt(catcher.url.replace('//', '//gusset@'), file).send({ to: 'a@b.test', subject: 's', text: 't' })
  rmSync(file)
  expect(catcher.signedIn).toEqual(['gusset:p%/:@ss wörd'])
  expect(() => mailerAt(catcher.url.replace('//', '//gusset@'), file)).toThrow(
    /GUSSET_SMTP_PASSWORD_FILE: .* cannot be read/,
  )
  expect(() => mailerAt(catcher.url, file)).toThrow(/GUSSET_SMTP_URL must name the user/)
})

it('tells a no for good from one that may be mended', async () => {
  const mail = { to: 'gone@example.test', subject: 's', text: 't' }
  const outcome = () =>
    mailer.send(mail).then(
      () => 'sent',
      (error: Error) => `${willNeverGo(error) ? 'never' : 'later'}: ${error.message}`,
    )
  catcher.refuse({ code: 550, words: 'No such mailbox', when: 'RCPT' })
  expect(await outcome()).toMatch(/^never: .*No such mailbox/)
  catcher.refuse({ code: 451, words: 'Come back later' })
  expect(await outcome()).toMatch(/^later: .*Come back later/)
  catcher.refuse(undefined)
  expect(await outcome()).toBe('sent')
  const nowhere = mailerAt('smtp://127.0.0.1:1')
  await expect(nowhere.send(mail)).rejects.toSatisfy((error) => !willNeverGo(error))
})
