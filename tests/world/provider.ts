/** A real OpenID provider on this machine, with people of its own, for signing in at it. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import Provider from 'oidc-provider'

export interface Account {
  email?: string
  email_verified?: boolean
}

export interface LocalProvider {
  issuer: string
  clientId: string
  clientSecret: string
  /** By subject; may be changed between sign-ins. */
  accounts: Record<string, Account>
  /** Goes the way of a browser from the address of authorization, picks an account, and returns the query the browser comes back with. */
  signIn(address: string, subject: string): Promise<string>
  close(): Promise<void>
}

/** Seconds. */
const LIFE = 600
const CLIENT = { clientId: 'gusset', clientSecret: 'a-secret-of-the-tests' }

/** `publicUrl`: of the server that people come back to. */
export async function localProvider(publicUrl: string, accounts: Record<string, Account>): Promise<LocalProvider> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: CLIENT.clientId,
        client_secret: CLIENT.clientSecret,
        redirect_uris: [new URL('/sign-in/provider', publicUrl).href],
      },
    ],
    claims: { openid: ['sub'], email: ['email', 'email_verified'] },
    features: { devInteractions: { enabled: false } },
    cookies: { keys: ['of the tests'] },
    pkce: { required: () => true },
    ttl: { Interaction: LIFE, Grant: LIFE, Session: LIFE, AccessToken: LIFE, IdToken: LIFE, AuthorizationCode: LIFE },
    interactions: { url: (_context, { uid }) => `/choose/${uid}` },
    findAccount: (_context, sub) => ({ accountId: sub, claims: () => ({ sub, ...accounts[sub] }) }),
    // Whoever signs in has agreed that the email is told.
    loadExistingGrant: async ({ oidc }) => {
      const grant = new provider.Grant({
        clientId: oidc.client?.clientId ?? '',
        accountId: oidc.session?.accountId ?? '',
      })
      grant.addOIDCScope('openid email')
      await grant.save()
      return grant
    },
  })
  const rest = provider.callback()
  server.on('request', (request, reply) => {
    if (request.url?.startsWith('/choose/')) void choose(provider, accounts, request, reply)
    else void rest(request, reply)
  })
  return {
    issuer,
    ...CLIENT,
    accounts,
    signIn: goThrough,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

/** The provider's own page: a button for each of its people. */
async function choose(
  provider: Provider,
  accounts: Record<string, Account>,
  request: IncomingMessage,
  reply: ServerResponse,
): Promise<void> {
  if (request.method !== 'POST') {
    const buttons = Object.keys(accounts).map((each) => `<button name="account" value="${each}">${each}</button>`)
    reply.setHeader('content-type', 'text/html')
    reply.end(`<!doctype html><html lang="en"><title>Example ID</title><form method="post">${buttons.join('')}</form>`)
    return
  }
  let body = ''
  for await (const chunk of request) body += String(chunk)
  const accountId = new URLSearchParams(body).get('account') ?? ''
  await provider.interactionFinished(request, reply, { login: { accountId } })
}

async function goThrough(address: string, subject: string): Promise<string> {
  const cookies = new Map<string, string>()
  const ask = async (url: string, body?: URLSearchParams): Promise<string> => {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const reply = await fetch(url, {
      redirect: 'manual',
      headers: { cookie },
      ...(body ? { method: 'POST', body } : {}),
    })
    const text = await reply.text()
    for (const each of reply.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(each) ?? []
      if (name) cookies.set(name, value ?? '')
    }
    const location = reply.headers.get('location')
    if (!location) throw new Error(`The provider answered ${reply.status} at ${url}: ${text.slice(0, 500)}`)
    return new URL(location, url).href
  }
  const page = await ask(address)
  // What it refuses by itself it sends back at once.
  if (!page.includes('/choose/')) return new URL(page).search
  return new URL(await ask(await ask(page, new URLSearchParams({ account: subject })))).search
}
