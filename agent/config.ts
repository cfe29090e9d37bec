/** The agent's configuration: a JSON file (`--config FILE`), overridden by the environment. Every error says what, where, and how to mend it. */
import { readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { z } from 'zod'
import { CONNECTORS } from './driver.ts'

export interface Config {
  /** `https://gusset.example.com` */
  server: URL
  /** Holds key, identity and journal; on the ERP's own disk where possible, so that both are restored together. */
  dataFolder: string
  /** As the connection's page shows it. */
  name: string
  connector: string
  box: { url: string; token?: string }
  limitsFile: string | undefined
  /** One-time enrolment code, needed once. */
  code: string | undefined
  /** How long outcomes are kept: longer than any backup of the server lives. */
  keepDays: number
}

/** A configuration that cannot be used. */
export class ConfigError extends Error {}

/** Setting, variable of the environment that overrides it. */
const VARIABLES: Readonly<Record<string, string>> = {
  server: 'GUSSET_AGENT_SERVER',
  dataFolder: 'GUSSET_AGENT_DATA',
  name: 'GUSSET_AGENT_NAME',
  connector: 'GUSSET_AGENT_CONNECTOR',
  boxUrl: 'GUSSET_AGENT_BOX_URL',
  boxToken: 'GUSSET_AGENT_BOX_TOKEN',
  limitsFile: 'GUSSET_AGENT_LIMITS',
  code: 'GUSSET_AGENT_CODE',
  keepDays: 'GUSSET_AGENT_KEEP_DAYS',
}

const web = z.url({ protocol: /^https?$/, error: 'must be an address such as https://gusset.example.com' })
const needed = 'is missing'
const schema = z.strictObject({
  server: z.string(needed).pipe(web),
  dataFolder: z.string(needed).min(1, needed),
  name: z.string().min(1).max(100).default('Agent'),
  connector: z
    .string()
    .refine((name) => CONNECTORS.includes(name), `must be one of ${CONNECTORS.join(', ')}`)
    .default('sage-300-cre'),
  boxUrl: z.string(needed).pipe(web),
  boxToken: z.string().optional(),
  limitsFile: z.string().optional(),
  code: z.string().optional(),
  keepDays: z.coerce.number('must be a number of days').int().min(1).default(180),
})

/** @param file path of `--config`, if given. @throws ConfigError */
export function loadConfig(env: NodeJS.ProcessEnv, file?: string): Config {
  const settings: Record<string, unknown> = file === undefined ? {} : readJsonFile(file, 'configuration')
  for (const [setting, variable] of Object.entries(VARIABLES)) {
    if (env[variable] !== undefined && env[variable] !== '') settings[setting] = env[variable]
  }
  const checked = schema.safeParse(settings)
  if (!checked.success) throw new ConfigError(checked.error.issues.map((issue) => flaw(issue, file)).join('\n'))
  const { boxUrl, boxToken, limitsFile, ...rest } = checked.data
  // Paths in a file are meant from where the file is.
  const base = file === undefined ? process.cwd() : dirname(resolve(file))
  return {
    ...rest,
    code: rest.code,
    server: new URL(rest.server),
    dataFolder: resolve(base, rest.dataFolder),
    limitsFile: limitsFile === undefined ? undefined : resolve(base, limitsFile),
    box: { url: boxUrl, ...(boxToken === undefined ? {} : { token: boxToken }) },
  }
}

/** A JSON object from a file. @throws ConfigError */
export function readJsonFile(file: string, what: string): Record<string, unknown> {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    throw new ConfigError(`The ${what} file ${file} cannot be read: ${(error as Error).message}.`)
  }
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value }
  } catch (error) {
    throw new ConfigError(`The ${what} file ${file} is not JSON: ${(error as Error).message}.`)
  }
  throw new ConfigError(`The ${what} file ${file} must hold one JSON object.`)
}

function flaw(issue: z.core.$ZodIssue, file: string | undefined): string {
  const place = file === undefined ? 'the environment' : `${file} or the environment`
  if (issue.code === 'unrecognized_keys') {
    return `${file}: there is no setting ${issue.keys.join(', ')}. There are ${Object.keys(VARIABLES).join(', ')}.`
  }
  const setting = String(issue.path[0])
  return `${setting} ${issue.message}. Set ${setting} in the configuration file, or ${VARIABLES[setting]} (looked in ${place}).`
}
