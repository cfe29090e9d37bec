/** PostgreSQL refuses to run as root: which user to run it as then, and which folders that user can reach. */
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, statSync } from 'node:fs'
import { chown } from 'node:fs/promises'
import { basename, dirname, join, parse, resolve } from 'node:path'
import type { Log } from './log.ts'

export interface RunAs {
  name: string
  uid: number
  gid: number
}

/** Undefined when we are not root: then PostgreSQL runs as we do. No user is ever created. */
export function unprivilegedUser(): RunAs | undefined {
  if (process.getuid?.() !== 0) return undefined
  const users = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'))
  for (const name of ['postgres', 'nobody']) {
    const found = users.find((fields) => fields[0] === name)
    if (found) return { name, uid: Number(found[2]), gid: Number(found[3]) }
  }
  throw new Error(
    'PostgreSQL does not run as root, and neither the user “postgres” nor “nobody” exists: start Gusset as an ordinary user.',
  )
}

/** Hands a file or folder over to that user. */
export async function give(path: string, user: RunAs | undefined): Promise<void> {
  if (user) await chown(path, user.uid, user.gid)
}

/** Whether the user can pass through every folder down to this one (the last existing one, when it is not there yet). */
export function canSearch(path: string, user: RunAs): boolean {
  return unsearchable(path, user) === undefined
}

/** The topmost folder on the way that the user cannot pass through. */
export function unsearchable(path: string, { uid, gid }: RunAs): string | undefined {
  const { root } = parse(resolve(path))
  const way: string[] = []
  for (let at = resolve(path); at !== root; at = dirname(at)) way.unshift(at)
  return way.find((at) => {
    if (!existsSync(at)) return false
    const { mode, uid: owner, gid: group } = statSync(at)
    const bit = owner === uid ? 0o100 : group === gid ? 0o010 : 0o001
    return (mode & bit) === 0
  })
}

/**
 * Where the data goes when nobody said: `.gusset` in the working folder; for root in a folder that PostgreSQL's user cannot
 * reach (/root), a folder of its own below /var/lib, with a note.
 */
export function defaultDataFolder(log: Log, from = process.cwd()): string {
  const usual = join(from, '.gusset')
  const user = unprivilegedUser()
  if (!user || canSearch(from, user)) return usual
  const other = join(
    '/var/lib/gusset',
    `${basename(from)}-${createHash('sha256').update(from).digest('hex').slice(0, 6)}`,
  )
  log.warn(
    `PostgreSQL runs as the user ${user.name}, who cannot reach ${from}: the data is kept in ${other}. GUSSET_DATA chooses another folder.`,
  )
  return other
}
