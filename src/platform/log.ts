/** JSON lines on standard output; values under secret names are blanked wherever they stand. */
import pino from 'pino'

export type Log = pino.Logger

/** Names of members that never reach the log, at any of the depths we write. */
const SECRET_NAMES = [
  'password',
  'secret',
  'client_secret',
  'clientSecret',
  'token',
  'access_token',
  'accessToken',
  'authorization',
  'cookie',
  'set-cookie',
  'privateKey',
  'connectionString',
  'databaseUrl',
  'DATABASE_URL',
]

/** `destination` is for tests; standard output otherwise. */
export function createLog(level: string, destination?: pino.DestinationStream): Log {
  const paths = SECRET_NAMES.flatMap((name) => ['', '*.', '*.*.', '*.*.*.'].map((above) => `${above}["${name}"]`))
  const options: pino.LoggerOptions = {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: { paths: paths.map((path) => path.replace('.[', '[')), censor: '[secret]' },
    formatters: { level: (label) => ({ level: label }) },
    hooks: { logMethod: blankText },
    serializers: { err: withoutSecrets(pino.stdSerializers.err) },
  }
  return destination ? pino(options, destination) : pino(options)
}

/** Database addresses and bearer tokens inside an error's text. */
export function blankSecrets(text: string): string {
  return text
    .replace(/\b([a-z][a-z0-9+.-]*:\/\/[^\s:/@]*):[^\s@]*@/gi, '$1:[secret]@')
    .replace(/\b(bearer|basic)\s+[\w.~+/=-]+/gi, '$1 [secret]')
}

/** Texts are blanked too: an error alone is logged with its message as the text. */
function blankText(this: pino.Logger, args: Parameters<pino.LogFn>, method: pino.LogFn): void {
  const [first, ...rest] = args as unknown[]
  const whole = first instanceof Error && rest.length === 0 ? [{ err: first }, first.message] : args
  method.apply(
    this,
    whole.map((each: unknown) => (typeof each === 'string' ? blankSecrets(each) : each)) as Parameters<pino.LogFn>,
  )
}

function withoutSecrets(serialize: (error: Error) => object): (error: Error) => object {
  return (error) => JSON.parse(blankSecrets(JSON.stringify(serialize(error))))
}
