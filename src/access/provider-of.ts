/** The OpenID provider that the settings name, or none. */
import { type Config, secretIn } from '../platform/config.ts'
import type { Log } from '../platform/log.ts'
import { connectProvider, type Provider } from './provider.ts'

/** @throws ConfigError when the file of the client's secret cannot be read */
export function openProvider(config: Config, log: Log): Provider | undefined {
  const { GUSSET_OIDC_ISSUER: issuer, GUSSET_OIDC_CLIENT_ID: clientId, GUSSET_PUBLIC_URL: publicUrl } = config
  if (issuer === undefined || clientId === undefined || publicUrl === undefined) return undefined
  const clientSecret = secretIn(config, 'GUSSET_OIDC_CLIENT_SECRET_FILE') ?? config.GUSSET_OIDC_CLIENT_SECRET
  if (clientSecret === undefined) return undefined
  return connectProvider({ issuer, clientId, clientSecret, name: config.GUSSET_OIDC_NAME, publicUrl }, log)
}
