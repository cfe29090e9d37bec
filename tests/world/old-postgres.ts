/** A server that speaks just enough of PostgreSQL's protocol to be asked how old it is. */
import { createServer, type Socket } from 'node:net'

const text = (value: string) => Buffer.from(`${value}\0`)
const int = (value: number, bytes = 4) => {
  const buffer = Buffer.alloc(bytes)
  buffer.writeIntBE(value, 0, bytes)
  return buffer
}
const message = (type: string, ...parts: Buffer[]) => {
  const body = Buffer.concat(parts)
  return Buffer.concat([Buffer.from(type), int(body.length + 4), body])
}
const READY = message('Z', Buffer.from('I'))

/** Answers every question with its version. */
export async function oldPostgres(version: string): Promise<{ url: string; close(): void }> {
  const value = Buffer.from(version)
  const answer = Buffer.concat([
    message('T', int(1, 2), text('server_version'), int(0), int(0, 2), int(25), int(-1, 2), int(-1), int(0, 2)),
    message('D', int(1, 2), int(value.length), value),
    message('C', text('SHOW')),
    READY,
  ])
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    let greeted = false
    socket.on('error', () => socket.destroy())
    socket.on('data', (data) => {
      if (!greeted) socket.write(Buffer.concat([message('R', int(0)), READY]))
      else if (data[0] === 'Q'.charCodeAt(0)) socket.write(answer)
      greeted = true
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  return {
    url: `postgres://somebody@127.0.0.1:${typeof address === 'object' ? address?.port : 0}/gusset`,
    close: () => {
      for (const socket of sockets) socket.destroy()
      server.close()
    },
  }
}
