/** Mail over any SMTP server. Never called inside a database transaction: what must not be lost waits in an outbox until it was taken. */
import { Readable } from 'node:stream'
import { createTransport } from 'nodemailer'
import { type Config, ConfigError, secretIn } from './config.ts'

export interface Mail {
  /** One address. */
  to: string
  subject: string
  text: string
  html?: string | undefined
  attachments?: { filename: string; content: AsyncIterable<string> | Uint8Array; contentType: string }[]
  /** Given by whoever may send it a second time, so that mail programs show it once: `<17@gusset.example.com>`. */
  messageId?: string
}

export interface Mailer {
  /** Resolves when the mail server has taken it. Throws with the server's words; `willNeverGo` tells whether trying again is of use. */
  send(mail: Mail): Promise<void>
}

type Settings = Pick<Config, 'GUSSET_SMTP_URL' | 'GUSSET_SMTP_PASSWORD_FILE' | 'GUSSET_MAIL_FROM'>

/** A server that does not answer must not hold a mail for longer. */
const PATIENCE = { connectionTimeout: 20_000, greetingTimeout: 20_000, socketTimeout: 60_000 }

/** Undefined: no mail server is set. @throws ConfigError when its password cannot be read. */
export function createMailer(settings: Settings): Mailer | undefined {
  const address = addressOf(settings)
  if (!address) return undefined
  const transport = createTransport({ url: address.href, ...PATIENCE })
  return {
    send: async ({ to, attachments = [], ...mail }) => {
      await transport.sendMail({
        ...mail,
        from: settings.GUSSET_MAIL_FROM,
        to: { name: '', address: to },
        attachments: attachments.map(({ content, ...rest }) => ({
          ...rest,
          content: content instanceof Uint8Array ? Buffer.from(content) : Readable.from(content),
        })),
        // Answering machines leave such mail alone.
        headers: { 'Auto-Submitted': 'auto-generated' },
        disableFileAccess: true,
        disableUrlAccess: true,
      })
    },
  }
}

/** True when the mail server refused this mail or its address for good; a wrong password or a server that is away may be mended. */
export function willNeverGo(error: unknown): boolean {
  const { code, responseCode } = error as { code?: unknown; responseCode?: unknown }
  return (code === 'EENVELOPE' || code === 'EMESSAGE') && typeof responseCode === 'number' && responseCode >= 500
}

function addressOf(settings: Settings): URL | undefined {
  if (!settings.GUSSET_SMTP_URL) return undefined
  const address = new URL(settings.GUSSET_SMTP_URL)
  if (settings.GUSSET_SMTP_PASSWORD_FILE && address.username === '')
    throw new ConfigError(['GUSSET_SMTP_URL must name the user whose password stands in GUSSET_SMTP_PASSWORD_FILE'])
  const password = secretIn(settings, 'GUSSET_SMTP_PASSWORD_FILE')
  if (password !== undefined) address.password = encodeURIComponent(password)
  return address
}
