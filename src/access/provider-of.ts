/** The OpenID provider that the settings name, or none. */
import { readFileSync } from 'node:fs'
import { type Config, ConfigError } from '../platform/config.ts'
import type { Log } from '../platform/log.ts'
import { connectProvider, type Provider } from './provider.ts'

/** @throws ConfigError when the file of the client's secret cannot be read */
export function openProvider(config: Config, log: Log): Provider | undefined {
  const { GUSSET_OIDC_ISSUER: issuer, GUSSET_OIDC_CLIENT_ID: clientId, GUSSET_PUBLIC_URL: publicUrl } = config
  if (issuer === undefined || clientId === undefined || publicUrl === undefined) return undefined
  const file = config.GUSSET_OIDC_CLIENT_SECRET_FILE
  const clientSecret = file === undefined ? config.GUSSET_OIDC_CLIENT_SECRET : readSecret(file)
  if (clientSecret === undefined) return undefined
  return connectProvider({ issuer, clientId, clientSecret, name: config.GUSSET_OIDC_NAME, publicUrl }, log)
}

function readSecret(file: string): string {
  try {
    const text = readFileSync(file, 'utf8').trim()
    if (text !== '') return text
  } catch (error) {
    throw new ConfigError([`GUSSET_OIDC_CLIENT_SECRET_FILE: ${file} cannot be read: ${(error as Error).message}`])
  }
  throw new ConfigError([`GUSSET_OIDC_CLIENT_SECRET_FILE: ${file} is empty.`])
}
