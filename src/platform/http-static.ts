/** The built pages from `dist/web`: files by name, and `index.html` for every address that the pages' router knows. */
import { existsSync } from 'node:fs'
import { dirname, join, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance } from 'fastify'
import { errorBody } from './http-errors.ts'
import { refusal } from './refusal.ts'

/** `isApi` tells addresses of the API from those of pages: an unknown one of the former is never answered with a page. */
export async function servePages(
  app: FastifyInstance,
  folder: string | false | undefined,
  isApi: (path: string) => boolean,
): Promise<void> {
  const root = folder === undefined ? findPages() : folder || undefined
  if (root) {
    await app.register(fastifyStatic, {
      root,
      wildcard: false,
      cacheControl: false,
      setHeaders: (reply, path) => {
        // Built assets carry a hash of their content in their names.
        const lasting = path.includes(`${sep}assets${sep}`)
        reply.header('cache-control', lasting ? 'public, max-age=31536000, immutable' : 'no-cache')
      },
    })
  }
  app.setNotFoundHandler(async (request, reply) => {
    const wantsPage =
      request.method === 'GET' && !isApi(request.url) && (request.headers.accept ?? '').includes('text/html')
    if (wantsPage && root) return reply.sendFile('index.html')
    if (wantsPage)
      return reply
        .code(404)
        .type('text/plain; charset=utf-8')
        .send('The pages are not built yet: run  npm run build  and start again.')
    const sentence = `There is nothing at ${request.method} ${request.url.split('?')[0]}.`
    return reply.code(404).send(errorBody([refusal('not-found', sentence)]))
  })
}

function findPages(): string | undefined {
  for (let at = dirname(fileURLToPath(import.meta.url)); at !== dirname(at); at = dirname(at)) {
    const folder = join(at, 'dist', 'web')
    if (existsSync(join(folder, 'index.html'))) return folder
  }
  return undefined
}
