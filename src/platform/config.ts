/** What the operator may set: environment variables, or the same names in a JSON file. Every mistake is named, all at once. */
import { readFileSync } from 'node:fs'
import { z } from 'zod'

const whole = (from: number, to: number) =>
  z
    .union([z.number(), z.string().regex(/^\d+$/).transform(Number)], `must be a whole number from ${from} to ${to}`)
    .refine(
      (value) => Number.isInteger(value) && value >= from && value <= to,
      `must be a whole number from ${from} to ${to}`,
    )
const yesNo = z.union(
  [z.boolean(), z.enum(['true', 'false']).transform((text) => text === 'true')],
  'must be true or false',
)
const address = (...protocols: string[]) =>
  z
    .string('must be a text')
    .refine(
      (text) => URL.canParse(text) && protocols.includes(new URL(text).protocol),
      `must be an address beginning with ${protocols.map((each) => `${each}//`).join(' or ')}`,
    )
/** Encrypted, or without leaving this machine. */
const guardedAddress = address('https:', 'http:').refine(
  (text) => text.startsWith('https:') || ['localhost', '127.0.0.1', '[::1]'].includes(new URL(text).hostname),
  'must begin with https:// unless it is on this machine',
)
const text = z.string('must be a text').trim().min(1, 'must not be empty')

interface Setting {
  schema: z.ZodType
  example: string
  /** For the operator's manual, which is printed from here. */
  about: string
  /** Never shown, not even in an error. */
  secret?: boolean
}

/** Every setting there is. */
export const SETTINGS = {
  DATABASE_URL: {
    schema: address('postgres:', 'postgresql:').optional(),
    example: 'postgres://gusset:password@db.example.com/gusset',
    about:
      'Your own PostgreSQL 15 or newer, as a user that owns the database. Left out: an embedded one is kept in the data folder.',
    secret: true,
  },
  GUSSET_DATA: {
    schema: text.optional(),
    example: '/var/lib/gusset',
    about: 'Data folder; .gusset in the working folder when left out.',
  },
  GUSSET_HOST: { schema: text.default('127.0.0.1'), example: '0.0.0.0', about: 'Network address to listen on.' },
  GUSSET_PORT: {
    schema: whole(0, 65535).default(8080),
    example: '8080',
    about: 'Port to listen on; 0 takes any free one.',
  },
  GUSSET_PUBLIC_URL: {
    schema: address('http:', 'https:').optional(),
    example: 'https://gusset.example.com',
    about: 'The address people type. With https, cookies are bound to it and browsers are told to stay on https.',
  },
  GUSSET_TRUST_PROXY: {
    schema: yesNo.default(false),
    example: 'true',
    about: 'Believe X-Forwarded-For and X-Forwarded-Proto of the proxy in front.',
  },
  GUSSET_SECRET_FILE: {
    schema: text.optional(),
    example: '/etc/gusset/key',
    about: 'File with the server’s signing key; in the data folder when left out.',
  },
  GUSSET_LOG_LEVEL: {
    schema: z
      .enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace'], 'must be fatal, error, warn, info, debug or trace')
      .default('info'),
    example: 'info',
    about: 'How much is logged.',
  },
  GUSSET_RATE_HOUR: {
    schema: whole(1, 1e9).default(36_000),
    example: '3600',
    about: 'Requests an hour for each token or session.',
  },
  GUSSET_RATE_SPIKE: {
    schema: whole(1, 1e9).default(600),
    example: '25',
    about: 'Requests in ten seconds for each token or session.',
  },
  GUSSET_POOL_SIZE: { schema: whole(2, 500).default(10), example: '10', about: 'Connections to the database.' },
  GUSSET_SHARED_BUFFERS_MB: {
    schema: whole(16, 1_048_576).default(64),
    example: '512',
    about: 'Cache of the embedded PostgreSQL in megabytes; a quarter of the memory suits a large company.',
  },
  GUSSET_SERVER_NUMBER: {
    schema: whole(0, 7).default(0),
    example: '1',
    about: 'Unlike for each of several servers on one database.',
  },
  GUSSET_OIDC_ISSUER: {
    schema: guardedAddress.optional(),
    example: 'https://login.example.com',
    about:
      'Single sign-on by OpenID Connect: the provider’s issuer. Register the redirect address GUSSET_PUBLIC_URL/sign-in/provider there.',
  },
  GUSSET_OIDC_CLIENT_ID: {
    schema: text.optional(),
    example: 'gusset',
    about: 'The client id that the provider gave this server.',
  },
  GUSSET_OIDC_CLIENT_SECRET: {
    schema: text.optional(),
    example: 'a-long-random-text',
    about: 'The client secret that goes with it.',
    secret: true,
  },
  GUSSET_OIDC_CLIENT_SECRET_FILE: {
    schema: text.optional(),
    example: '/etc/gusset/oidc-secret',
    about: 'File with the client secret, in place of GUSSET_OIDC_CLIENT_SECRET.',
  },
  GUSSET_OIDC_NAME: {
    schema: text.default('your company account'),
    example: 'Example ID',
    about: 'What people know the provider by: the button says “Sign in with …”.',
  },
  GUSSET_PASSWORD_SIGN_IN: {
    schema: z.enum(['on', 'off'], 'must be on or off').default('on'),
    example: 'off',
    about: 'With “off”, single sign-on is the only way in.',
  },
  GUSSET_METRICS_TOKEN: {
    schema: text.optional(),
    example: 'a-long-random-text',
    about: 'Bearer token for /metrics; left out, /metrics answers this machine only.',
    secret: true,
  },
  GUSSET_SMTP_URL: {
    schema: address('smtp:', 'smtps:').optional(),
    example: 'smtps://gusset:password@mail.example.com',
    about: 'Mail server for notices; left out, no mail is sent and notices stand in the pages only.',
    secret: true,
  },
  GUSSET_SMTP_PASSWORD_FILE: {
    schema: text.optional(),
    example: '/etc/gusset/smtp-password',
    about: 'File with the mail server’s password, in place of one in GUSSET_SMTP_URL.',
  },
  GUSSET_MAIL_FROM: {
    schema: z
      .string('must be a text')
      .regex(
        /^([^<>@]+ <[^<>@\s]+@[^<>@\s]+>|[^<>@\s]+@[^<>@\s]+)$/,
        'must be an email address, with or without a name',
      )
      .optional(),
    example: 'Gusset <gusset@example.com>',
    about: 'Whom mail comes from.',
  },
} satisfies Record<string, Setting>

export type Config = { [Name in keyof typeof SETTINGS]: z.output<(typeof SETTINGS)[Name]['schema']> }

/** Of no use without one another. */
const NEEDS: [name: keyof Config, other: keyof Config, why: string][] = [
  ['GUSSET_SMTP_URL', 'GUSSET_MAIL_FROM', 'a mail must say whom it comes from'],
  ['GUSSET_SMTP_URL', 'GUSSET_PUBLIC_URL', 'mails carry links to the pages'],
  ['GUSSET_SMTP_PASSWORD_FILE', 'GUSSET_SMTP_URL', 'the file holds the password of that server'],
]

/** All mistakes in one error, one a line: which setting, what is wrong, an example. */
export class ConfigError extends Error {
  readonly problems: string[]

  constructor(problems: string[]) {
    super(`The settings cannot be used:\n${problems.map((each) => `  ${each}`).join('\n')}`)
    this.name = 'ConfigError'
    this.problems = problems
  }
}

/** Reads the environment, and below it the JSON file (`GUSSET_CONFIG` or `file`). Throws ConfigError. */
export function loadConfig(env: Record<string, string | undefined>, file = env.GUSSET_CONFIG): Config {
  const problems: string[] = []
  const fromFile = file ? readFile(file, problems) : {}
  const given: Record<string, unknown> = { ...fromFile }
  for (const [name, value] of Object.entries(env))
    if (isOurs(name) && value !== undefined && value !== '') given[name] = value
  for (const name of Object.keys(given)) if (!(name in SETTINGS)) problems.push(unknownSetting(name))
  const config: Record<string, unknown> = {}
  for (const [name, setting] of Object.entries(SETTINGS)) {
    const parsed = setting.schema.safeParse(given[name])
    if (parsed.success) config[name] = parsed.data
    else problems.push(wrongSetting(name, setting, given[name], parsed.error.issues[0]?.message ?? 'is wrong'))
  }
  for (const [name, other, why] of NEEDS)
    if (config[name] !== undefined && given[other] === undefined)
      problems.push(`${other} must be set along with ${name}: ${why}. For example ${SETTINGS[other].example}`)
  if (problems.length === 0) problems.push(...discords(config as Config))
  if (problems.length > 0) throw new ConfigError(problems)
  return config as Config
}

type SecretFile = 'GUSSET_OIDC_CLIENT_SECRET_FILE' | 'GUSSET_SMTP_PASSWORD_FILE'

/** What the file holds that the setting names; undefined where it names none. @throws ConfigError when it cannot be read or is empty */
export function secretIn<Name extends SecretFile>(config: Pick<Config, Name>, name: Name): string | undefined {
  const file = config[name]
  if (file === undefined) return undefined
  try {
    const text = readFileSync(file, 'utf8').trim()
    if (text !== '') return text
  } catch (error) {
    throw new ConfigError([`${name}: ${file} cannot be read: ${(error as Error).message}`])
  }
  throw new ConfigError([`${name}: ${file} is empty.`])
}

/** Settings that are right one by one and do not go together. */
function discords(config: Config): string[] {
  const has = (name: keyof Config) => config[name] !== undefined
  const problems: string[] = []
  if (has('GUSSET_OIDC_CLIENT_SECRET') && has('GUSSET_OIDC_CLIENT_SECRET_FILE'))
    problems.push('GUSSET_OIDC_CLIENT_SECRET and GUSSET_OIDC_CLIENT_SECRET_FILE are both set: leave one of them out.')
  if (has('GUSSET_OIDC_ISSUER')) {
    const missing = (['GUSSET_OIDC_CLIENT_ID', 'GUSSET_PUBLIC_URL'] as const).filter((name) => !has(name))
    for (const name of missing)
      problems.push(`${name} is missing: GUSSET_OIDC_ISSUER needs it, for example ${SETTINGS[name].example}`)
    if (!has('GUSSET_OIDC_CLIENT_SECRET') && !has('GUSSET_OIDC_CLIENT_SECRET_FILE'))
      problems.push('GUSSET_OIDC_CLIENT_SECRET_FILE is missing: GUSSET_OIDC_ISSUER needs it, or the secret itself.')
  } else if (has('GUSSET_OIDC_CLIENT_ID'))
    problems.push('GUSSET_OIDC_ISSUER is missing: GUSSET_OIDC_CLIENT_ID means nothing without it.')
  if (config.GUSSET_PASSWORD_SIGN_IN === 'off' && !has('GUSSET_OIDC_ISSUER'))
    problems.push('GUSSET_PASSWORD_SIGN_IN is off and there is no GUSSET_OIDC_ISSUER: nobody could sign in.')
  return problems
}

const isOurs = (name: string) => name === 'DATABASE_URL' || (name.startsWith('GUSSET_') && name !== 'GUSSET_CONFIG')

function readFile(file: string, problems: string[]): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(readFileSync(file, 'utf8'))
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>
    problems.push(`GUSSET_CONFIG: ${file} must hold one JSON object, for example {"GUSSET_PORT": 8080}.`)
  } catch (error) {
    problems.push(`GUSSET_CONFIG: ${file} cannot be read as JSON: ${(error as Error).message}`)
  }
  return {}
}

function unknownSetting(name: string): string {
  const near = Object.keys(SETTINGS).find(
    (each) => each.replaceAll('_', '') === name.toUpperCase().replaceAll('_', '') || each.startsWith(name),
  )
  return `${name} is not a setting${near ? `: do you mean ${near}?` : `. There are: ${Object.keys(SETTINGS).join(', ')}.`}`
}

function wrongSetting(name: string, { example, secret }: Setting, value: unknown, what: string): string {
  const given = typeof value === 'string' ? value : JSON.stringify(value)
  return `${name} ${what}${secret ? '' : `, not “${given}”`}, for example ${example}`
}
