/** The provider of single sign-on: OpenID Connect, authorization code with PKCE, state and nonce. Knows no person of ours. */
import { createHmac } from 'node:crypto'
import * as oidc from 'openid-client'
import type { Log } from '../platform/log.ts'
import { Refused, refusal } from '../platform/refusal.ts'

export interface ProviderSettings {
  issuer: string
  clientId: string
  clientSecret: string
  /** What people know it by: `Sign in with …`. */
  name: string
  /** The address of our pages, where the provider sends people back to. */
  publicUrl: string
}

/** Whom the provider knows the person as. */
export interface Claims {
  issuer: string
  /** The provider's own, lasting name for the person. */
  subject: string
  email: string | undefined
  emailVerified: boolean
}

export interface Provider {
  name: string
  /** Address to send the browser to. `way`: the secret this browser keeps meanwhile; all that guards the way is derived from it. */
  begin(way: string): Promise<string>
  /** `query`: what the provider sent the browser back with. Throws Refused when it does not belong to this way. */
  finish(way: string, query: string): Promise<Claims>
}

/** The page that the provider sends people back to; registered there as redirect address. */
export const RETURN_PATH = '/sign-in/provider'
const PATIENCE_SECONDS = 10

export function connectProvider(settings: ProviderSettings, log: Log): Provider {
  const { name } = settings
  const redirectUri = new URL(RETURN_PATH, settings.publicUrl).href
  let known: oidc.Configuration | undefined
  /** Asked for when first needed, so that the server starts while the provider is away. */
  const configuration = async () => (known ??= await discover(settings))
  const told = <T>(work: () => Promise<T>): Promise<T> =>
    work().catch((error: Error & { code?: string }) => {
      const refused = inWords(error, settings)
      log.warn({ code: error.code, reason: error.message, answer: refused.message }, 'single sign-on was refused')
      throw refused
    })
  return {
    name,
    begin: (way) =>
      told(async () => {
        const parameters = {
          redirect_uri: redirectUri,
          scope: 'openid email',
          state: derived(way, 'state'),
          nonce: derived(way, 'nonce'),
          code_challenge: await oidc.calculatePKCECodeChallenge(derived(way, 'verifier')),
          code_challenge_method: 'S256',
        }
        return oidc.buildAuthorizationUrl(await configuration(), parameters).href
      }),
    finish: (way, query) =>
      told(async () => {
        const config = await configuration()
        const address = new URL(`?${query.replace(/^\?/, '')}`, redirectUri)
        const tokens = await oidc.authorizationCodeGrant(config, address, {
          expectedState: derived(way, 'state'),
          expectedNonce: derived(way, 'nonce'),
          pkceCodeVerifier: derived(way, 'verifier'),
          idTokenExpected: true,
        })
        return claimsOf(config, tokens)
      }),
  }
}

function discover({ issuer, clientId, clientSecret }: ProviderSettings): Promise<oidc.Configuration> {
  const server = new URL(issuer)
  // The settings allow http on this machine only.
  const execute = server.protocol === 'http:' ? [oidc.allowInsecureRequests] : []
  const auth = oidc.ClientSecretBasic(clientSecret)
  return oidc.discovery(server, clientId, clientSecret, auth, { execute, timeout: PATIENCE_SECONDS })
}

type Tokens = Awaited<ReturnType<typeof oidc.authorizationCodeGrant>>

/** Some providers tell the email in the ID token, others only when they are asked with the access token. */
async function claimsOf(config: oidc.Configuration, tokens: Tokens): Promise<Claims> {
  const claims = tokens.claims() as oidc.IDToken
  const asks = claims.email === undefined && config.serverMetadata().userinfo_endpoint !== undefined
  const told = asks ? await oidc.fetchUserInfo(config, tokens.access_token, claims.sub) : claims
  return {
    issuer: claims.iss,
    subject: claims.sub,
    email: typeof told.email === 'string' ? told.email : undefined,
    emailVerified: told.email_verified === true,
  }
}

/** Unlike texts from one secret, none of which tells another: the database keeps no more than the secret's hash. */
function derived(way: string, what: 'state' | 'nonce' | 'verifier'): string {
  return createHmac('sha256', way).update(what).digest('base64url')
}

const AGAIN = 'Begin again.'

function inWords(error: unknown, { name, issuer }: ProviderSettings): Refused {
  if (error instanceof oidc.AuthorizationResponseError) {
    const reason = error.error_description ?? error.error
    return new Refused(refusal('provider-refused', `${name} did not let you in: ${reason.slice(0, 200)}`), 401)
  }
  if (error instanceof oidc.ResponseBodyError && error.error === 'invalid_grant')
    return new Refused(
      refusal('code-used', `What ${name} sent with you was used before, or has expired.`, { remedy: AGAIN }),
      401,
    )
  // Status 401 comes with a challenge in place of a body that is read: the client's id or secret is wrong.
  if (error instanceof oidc.ResponseBodyError || error instanceof oidc.WWWAuthenticateChallengeError)
    return new Refused(
      refusal('provider-misconfigured', `${name} does not accept this server: ${wordOf(error)}.`, {
        remedy: 'Ask your administrator to compare the client’s id and secret with the provider’s.',
      }),
      502,
    )
  if (error instanceof oidc.ClientError && FOREIGN.has(error.code ?? ''))
    return new Refused(
      refusal('not-this-sign-in', `What ${name} sent with you does not belong to the sign-in begun here.`, {
        remedy: AGAIN,
      }),
      401,
    )
  return new Refused(
    refusal('provider-away', `${name} cannot be reached at ${issuer}, or does not answer as it should.`, {
      remedy: 'Try again in a moment. If it stays so, ask your administrator to look into the server’s log.',
    }),
    503,
  )
}

const wordOf = (error: oidc.ResponseBodyError | oidc.WWWAuthenticateChallengeError) =>
  error instanceof oidc.ResponseBodyError ? error.error : 'invalid_client'

/** The library's codes for: another state, nonce, issuer, audience or time than expected. */
const FOREIGN = new Set([
  'OAUTH_INVALID_RESPONSE',
  'OAUTH_JWT_CLAIM_COMPARISON_FAILED',
  'OAUTH_JWT_TIMESTAMP_CHECK_FAILED',
])
