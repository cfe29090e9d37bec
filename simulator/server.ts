import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { BOX_ROUTES, type Box } from './box.ts'
import type { Clock } from './clock.ts'
import { HttpError, hasToken, sendError, statusOf } from './http.ts'
import { ImporterLock } from './lock.ts'
import type { Office } from './office.ts'
import { handlePanel } from './panel/routes.ts'

export interface ServerOptions {
  office: Office
  clock: Clock
  /** Required of callers of the box, and of desk calls from outside its pages; empty: none. */
  token: string
}

/** The simulator's HTTP server, not yet listening. Bind it to 127.0.0.1 only. */
export function createSimulatorServer({ office, clock, token }: ServerOptions): Server {
  const box: Box = { office, lock: new ImporterLock(clock) }
  return createServer((request, response) => {
    route(box, token, request, response).catch((error: unknown) => {
      if (statusOf(error) === 500) process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`)
      sendError(response, error)
    })
  })
}

async function route(box: Box, token: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const path = new URL(request.url ?? '/', 'http://localhost').pathname
  const handler = BOX_ROUTES[`${request.method} ${path}`]
  if (!handler) return handlePanel(box.office, token, path, request, response)
  if (!hasToken(request, token))
    throw new HttpError(401, 'The header Authorization: Bearer <SIMULATOR_TOKEN> is missing or wrong.')
  await handler(box, request, response)
}
