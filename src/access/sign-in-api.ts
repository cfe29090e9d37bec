/** `POST /session` and `DELETE /session`: the cookie of the pages. Registered beside the routes because it speaks of cookies and addresses. */
import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import type { Clock } from '../platform/clock.ts'
import type { Db } from '../platform/db.ts'
import { malformed } from '../platform/http-errors.ts'
import { checkOwnPage } from '../platform/http-route.ts'
import { inWords } from '../platform/http-words.ts'
import { sessionCookie } from './cookie.ts'
import { signIn, TooManyTries } from './sign-in.ts'
import { closeSession, SESSION_SECONDS } from './store-sessions.ts'

const bodySchema = z.strictObject({ email: z.string().trim().min(1).max(320), password: z.string().min(1).max(1000) })

export function registerSignIn(
  app: FastifyInstance,
  { db, clock, publicUrl }: { db: Db; clock: Clock; publicUrl?: string | undefined },
): void {
  const cookie = sessionCookie(publicUrl)

  app.post('/session', async (request, reply) => {
    checkOwnPage(request, publicUrl)
    const body = bodySchema.safeParse(request.body, { error: inWords })
    if (!body.success) throw malformed(body.error, 'body')
    try {
      const secret = await signIn(db, clock, {
        ...body.data,
        address: request.ip,
        userAgent: request.headers['user-agent'] ?? '',
      })
      return reply
        .code(204)
        .header('set-cookie', cookie.write(secret, SESSION_SECONDS))
        .header('cache-control', 'no-store')
        .send()
    } catch (error) {
      if (error instanceof TooManyTries) reply.header('retry-after', error.retryAfter)
      throw error
    }
  })

  app.delete('/session', async (request, reply) => {
    checkOwnPage(request, publicUrl)
    const secret = cookie.read(request.headers.cookie ?? '')
    if (secret) await db.system((sql) => closeSession(sql, secret))
    return reply.code(204).header('set-cookie', cookie.clear()).header('clear-site-data', '"cache", "storage"').send()
  })
}
