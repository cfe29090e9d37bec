/** A mail server that keeps what it is given, for looking at; it can be told to be out of order. */
import type { AddressInfo } from 'node:net'
import { SMTPServer } from 'smtp-server'
import { until } from '../../example/client.ts'

export interface Caught {
  to: string[]
  subject: string
  messageId: string
  /** Every part as text, transfer encoding undone. */
  body: string
}

export interface Catcher {
  url: string
  caught: Caught[]
  /** Tries to sign in, as `user:password`. */
  signedIn: string[]
  /** Answers every mail with this code and these words from now on; undefined = takes them again. */
  refuse(answer: { code: number; words: string; when?: 'RCPT' | 'DATA' } | undefined): void
  /** The first mail that fits, waited for. */
  mail(what: string, fits: (mail: Caught) => boolean): Promise<Caught>
  close(): Promise<void>
}

export async function mailCatcher(): Promise<Catcher> {
  const caught: Caught[] = []
  const signedIn: string[] = []
  let refusal: Parameters<Catcher['refuse']>[0]
  const no = (at: 'RCPT' | 'DATA') =>
    refusal && (refusal.when ?? 'DATA') === at
      ? Object.assign(new Error(refusal.words), { responseCode: refusal.code })
      : undefined
  const server = new SMTPServer({
    authOptional: true,
    allowInsecureAuth: true,
    disabledCommands: ['STARTTLS'],
    onAuth: ({ username, password }, _session, done) => {
      signedIn.push(`${username}:${password}`)
      done(null, { user: username })
    },
    onRcptTo: (_address, _session, done) => done(no('RCPT') ?? null),
    onData: (stream, session, done) => {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', () => {
        const refused = no('DATA')
        if (!refused)
          caught.push(
            read(
              Buffer.concat(chunks).toString(),
              session.envelope.rcptTo.map((each) => each.address),
            ),
          )
        done(refused ?? null)
      })
    },
  })
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  return {
    url: `smtp://127.0.0.1:${(server.server.address() as AddressInfo).port}`,
    caught,
    signedIn,
    refuse: (answer) => {
      refusal = answer
    },
    mail: (what, fits) => until(`a mail ${what}`, async () => caught.find(fits)),
    close: () => new Promise((done) => server.close(() => done())),
  }
}

function read(raw: string, to: string[]): Caught {
  const head = raw.slice(0, raw.indexOf('\r\n\r\n')).replace(/\r\n[ \t]+/g, ' ')
  const header = (name: string) => new RegExp(`^${name}: (.*)$`, 'im').exec(head)?.[1] ?? ''
  return { to, subject: words(header('Subject')), messageId: header('Message-ID'), body: unquoted(raw) }
}

/** `=?UTF-8?Q?…?=` and `=?UTF-8?B?…?=` as they read. */
function words(text: string): string {
  return text
    .replace(/\?=\s+=\?/g, '?==?')
    .replace(/=\?utf-8\?([qb])\?(.*?)\?=/gi, (_all, how: string, coded: string) =>
      how.toLowerCase() === 'b' ? Buffer.from(coded, 'base64').toString() : unquoted(coded.replaceAll('_', ' ')),
    )
}

function unquoted(text: string): string {
  const bytes = text
    .replace(/=\r\n/g, '')
    .replace(/=([0-9A-F]{2})/g, (_all, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
  const decoded = Buffer.from(bytes, 'latin1').toString()
  return decoded.includes('\uFFFD') ? bytes : decoded
}
