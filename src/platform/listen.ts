/** Opens the server's port, or says who is in the way. */
import type { FastifyInstance } from 'fastify'

/** Throws an Error that names address and port and says which setting mends it. */
export async function listen(app: FastifyInstance, host: string, port: number): Promise<void> {
  try {
    await app.listen({ host, port })
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    throw new Error(`it cannot listen on ${host}, port ${port}: ${REMEDIES[code ?? ''] ?? message}`, { cause: error })
  }
}

const REMEDIES: Record<string, string> = {
  EADDRINUSE:
    'another program does already. Stop it, or name another port in GUSSET_PORT, for example 8081; 0 takes any free one.',
  EACCES: 'ports below 1024 are for administrators. Name another one in GUSSET_PORT, for example 8080.',
  EADDRNOTAVAIL: 'this machine has no such address. Set GUSSET_HOST, for example to 0.0.0.0 for all of them.',
  ENOTFOUND: 'there is no such address. Set GUSSET_HOST, for example to 0.0.0.0 for all of them.',
}
