/** News for open pages as server-sent events: topic and id of what changed in one company, never its content. */
import type { ServerResponse } from 'node:http'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { CompanyId } from '../ids.ts'
import { admit, type Services } from './http-route.ts'

const PATH = '/rest/v1.0/companies/:company_id/erp/live'
/** Keeps proxies from ending a quiet stream, and asks again whether the person may still listen. */
const HEARTBEAT_MS = 25_000
/** A page that does not read is cut off; it comes back and asks for everything once. */
const MAX_UNREAD_BYTES = 1024 * 1024

interface Listener {
  company: CompanyId
  stream: ServerResponse
  request: FastifyRequest
}

/** Serves the stream and feeds it from `gusset_live`. Ends all streams before the server closes. */
export async function serveLive(app: FastifyInstance, services: Services): Promise<void> {
  const listeners = new Set<Listener>()
  const route = { path: PATH, gate: 'signed-in' as const }
  const drop = (listener: Listener) => {
    listeners.delete(listener)
    listener.stream.end()
  }
  const send = (listener: Listener, text: string) => {
    if (listener.stream.writableLength > MAX_UNREAD_BYTES) drop(listener)
    else listener.stream.write(text)
  }
  const stop = await services.db.listen('gusset_live', ({ company, ...news }) => {
    // An empty payload: the database was away, so anything may have changed.
    const text = `data: ${JSON.stringify(company === undefined ? { topic: 'all' } : news)}\n\n`
    for (const listener of listeners) if (company === undefined || listener.company === company) send(listener, text)
  })
  const timer = setInterval(() => {
    for (const listener of listeners) {
      send(listener, ': still here\n\n')
      admit(listener.request, route, services).catch(() => drop(listener))
    }
  }, HEARTBEAT_MS)
  timer.unref()

  app.get(PATH, async (request, reply) => {
    const { company } = await admit(request, route, services)
    reply.hijack()
    const headers = {
      ...reply.getHeaders(),
      'content-type': 'text/event-stream',
      'cache-control': 'no-store',
      // A stream that ended would leave its connection idle, and a stopping server would wait for it.
      connection: 'close',
      'x-accel-buffering': 'no',
    }
    const listener = { company, stream: reply.raw, request }
    reply.raw.writeHead(200, headers as Record<string, string>)
    listeners.add(listener)
    reply.raw.on('close', () => listeners.delete(listener))
    send(listener, 'retry: 2000\n\n')
  })
  app.addHook('preClose', async () => {
    clearInterval(timer)
    for (const listener of listeners) drop(listener)
    await stop()
  })
}
