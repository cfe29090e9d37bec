/**
 * One file that holds a database, or one company of it: gzip over lines that can be read without Gusset. A first line of JSON says what it is;
 * each table begins with a line of JSON (name, columns), then come its rows in PostgreSQL's text format up to a line `\.`, then their number
 * and SHA-256; a last line of JSON closes the file, so that a torn one is known.
 */
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { open, rename, rm } from 'node:fs/promises'
import { basename } from 'node:path'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGunzip, createGzip } from 'node:zlib'
import { z } from 'zod'

export const FORMAT = 1
export const END_OF_ROWS = '\\.\n'

const migration = z.object({ number: z.int(), name: z.string(), sha256: z.string() })
const headShape = z.object({
  gusset: z.enum(['backup', 'company']),
  format: z.int(),
  version: z.string(),
  at: z.string(),
  schema: z.array(migration),
  /** Of the server's public key: a database without its key is half an installation. */
  key: z.string(),
  company: z.object({ id: z.int().positive(), name: z.string() }).optional(),
})
const tableShape = z.object({ table: z.string(), columns: z.array(z.string()) })
const sumShape = z.object({ rows: z.int(), sha256: z.string() })
const chainEnd = z.object({ company: z.int(), name: z.string(), seq: z.int(), hash: z.string() })
const endShape = z.object({ end: z.literal(true), tables: z.int(), rows: z.int(), chains: z.array(chainEnd) })

export type ArchiveHead = z.output<typeof headShape>
export type ArchiveEnd = z.output<typeof endShape>

export type ArchivePart =
  | { part: 'head'; head: ArchiveHead }
  | { part: 'table'; table: string; columns: string[] }
  | { part: 'row'; line: Buffer }
  | { part: 'sum'; table: string; rows: number }
  | { part: 'end'; end: ArchiveEnd }

/** The file cannot be used; the sentence says why and what to do. */
export class ArchiveError extends Error {}

/** Writes beside and moves into place: what bears the name is whole and on the disk. Refuses to write over a file. */
export async function writeArchive(file: string, content: AsyncIterable<string | Buffer>): Promise<void> {
  const half = `${file}.part`
  const taken = await open(file, 'wx', 0o600).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'EEXIST') throw new ArchiveError(`${file} is there already. Name another file.`)
    throw new ArchiveError(`${file} cannot be written: ${error.message}. Name a file in a folder you may write.`)
  })
  await taken.close()
  try {
    const handle = await open(half, 'w', 0o600)
    await pipeline(content, createGzip(), handle.createWriteStream({ flush: true }))
    await rename(half, file)
  } catch (error) {
    await rm(half, { force: true })
    await rm(file, { force: true })
    throw error
  }
}

/** The file's parts in order, each checked against its sum. @throws ArchiveError */
export async function* readArchive(file: string): AsyncGenerator<ArchivePart> {
  const name = basename(file)
  let head: ArchiveHead | undefined
  let table: { name: string; rows: number; hash: ReturnType<typeof createHash> } | undefined
  let inRows = false
  for await (const line of linesOf(file)) {
    if (table && inRows) {
      if (line.length === END_OF_ROWS.length && line.toString() === END_OF_ROWS) inRows = false
      else {
        table.rows += 1
        table.hash.update(line)
        yield { part: 'row', line }
      }
    } else if (table) {
      const sum = shaped(sumShape, line, name)
      if (sum.rows !== table.rows || sum.sha256 !== table.hash.digest('hex')) throw damaged(name, `table ${table.name}`)
      yield { part: 'sum', table: table.name, rows: sum.rows }
      table = undefined
    } else if (!head) {
      head = headOf(line, name)
      yield { part: 'head', head }
    } else if (line.toString('utf8', 0, 7) === '{"end":') {
      yield { part: 'end', end: shaped(endShape, line, name) }
      return
    } else {
      const given = shaped(tableShape, line, name)
      table = { name: given.table, rows: 0, hash: createHash('sha256') }
      inRows = true
      yield { part: 'table', ...given }
    }
  }
  throw torn(name)
}

/** Goes through the whole file before anything is done with it. @throws ArchiveError */
export async function checkArchive(file: string): Promise<{ head: ArchiveHead; end: ArchiveEnd }> {
  let head: ArchiveHead | undefined
  for await (const part of readArchive(file)) {
    if (part.part === 'head') head = part.head
    if (part.part === 'end' && head) return { head, end: part.end }
  }
  throw torn(basename(file))
}

async function* linesOf(file: string): AsyncGenerator<Buffer> {
  let rest: Buffer = Buffer.alloc(0)
  try {
    for await (const piece of unzipped(file)) {
      const all = rest.length > 0 ? Buffer.concat([rest, piece as Buffer]) : (piece as Buffer)
      let from = 0
      for (let at = all.indexOf(10); at >= 0; at = all.indexOf(10, from)) {
        yield all.subarray(from, at + 1)
        from = at + 1
      }
      rest = all.subarray(from)
    }
  } catch (error) {
    throw explained(error as NodeJS.ErrnoException, file)
  }
}

function unzipped(file: string): Readable {
  const gunzip = createGunzip()
  createReadStream(file)
    .on('error', (error) => gunzip.destroy(error))
    .pipe(gunzip)
  return gunzip
}

function headOf(line: Buffer, name: string): ArchiveHead {
  const known = headShape.safeParse(json(line))
  if (!known.success) throw notOurs(name)
  if (known.data.format === FORMAT) return known.data
  throw new ArchiveError(
    `${name} is written in format ${known.data.format}, and this version reads ${FORMAT}. Use Gusset ${known.data.version} or newer.`,
  )
}

function shaped<T>(schema: z.ZodType<T>, line: Buffer, name: string): T {
  const parsed = schema.safeParse(json(line))
  if (parsed.success) return parsed.data
  throw damaged(name, `the line “${line.toString('utf8', 0, 60).trim()}”`)
}

function json(line: Buffer): unknown {
  try {
    return JSON.parse(line.toString())
  } catch {
    return undefined
  }
}

function explained(error: NodeJS.ErrnoException, file: string): Error {
  const name = basename(file)
  if (error instanceof ArchiveError) return error
  if (error.code === 'ENOENT') return new ArchiveError(`There is no file ${file}.`)
  if (error.code === 'Z_BUF_ERROR') return torn(name)
  if (error.message === 'incorrect header check') return notOurs(name)
  if (error.code?.startsWith('Z_')) return damaged(name, error.message)
  return new ArchiveError(`${file} cannot be read: ${error.message}.`)
}

const notOurs = (name: string) => new ArchiveError(`${name} is no backup or export of Gusset.`)
const torn = (name: string) =>
  new ArchiveError(
    `${name} ends too early: it was not written or copied to its end. Copy it again, or take another one.`,
  )
const damaged = (name: string, where: string) =>
  new ArchiveError(`${name} is damaged (${where}). Copy it again, or take another one.`)
