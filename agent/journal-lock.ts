/** One process a journal. The operating system holds the lock, so it is gone when its holder dies, however it dies (compare R6). */
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { realpathSync, rmSync, statSync } from 'node:fs'
import { connect, createServer, type Server } from 'node:net'
import { platform } from 'node:os'
import { join } from 'node:path'

/** @returns how to give it back. @throws Error when another process has it. */
export async function lockFolder(folder: string): Promise<() => Promise<void>> {
  const name = await lockName(folder)
  const server = createServer((socket) => socket.destroy())
  try {
    await listen(server, name)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error
    throw new Error(`Another agent runs on ${folder}. Stop it first, or give this one a data folder of its own.`)
  }
  server.unref()
  return async () => {
    server.close()
    await once(server, 'close')
  }
}

/** An abstract socket on Linux, a named pipe on Windows: both vanish with their process. Elsewhere a socket file, removed when nobody answers. */
async function lockName(folder: string): Promise<string> {
  const { dev, ino } = statSync(folder)
  if (platform() === 'linux') return `\0gusset-agent-${dev}-${ino}`
  const path = realpathSync(folder)
  if (platform() === 'win32') {
    return `\\\\.\\pipe\\gusset-agent-${createHash('sha256').update(path.toLowerCase()).digest('hex').slice(0, 24)}`
  }
  const file = join(path, 'journal.lock')
  if (!(await answers(file))) rmSync(file, { force: true })
  return file
}

function answers(file: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(file)
    socket.on('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.on('error', () => resolve(false))
  })
}

async function listen(server: Server, name: string): Promise<void> {
  server.listen(name)
  await once(server, 'listening')
}
