/** What a browser must load before it can show a page for the first time: everything the page's chunk asks for, compressed. */
import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { gzipSync } from 'node:zlib'
import { expect, it } from 'vitest'

const WEB = resolve(import.meta.dirname, '../dist/web')
const MANIFEST = join(WEB, '.vite/manifest.json')
const MOST_BYTES = 250_000

interface Chunk {
  file: string
  isEntry?: boolean
  isDynamicEntry?: boolean
  imports?: string[]
}

it.runIf(existsSync(MANIFEST))('no page asks for more than 250 kB of JavaScript', () => {
  const chunks = JSON.parse(readFileSync(MANIFEST, 'utf8')) as Record<string, Chunk>
  const names = Object.keys(chunks)
  const entry = names.find((name) => chunks[name]?.isEntry)!
  const pages = names.filter((name) => name.endsWith('Page.tsx'))
  expect(pages.length).toBeGreaterThan(40)
  const heavy = pages
    .map((page) => ({ page, bytes: weight(chunks, [entry, page]) }))
    .filter(({ bytes }) => bytes > MOST_BYTES)
  expect(heavy).toEqual([])
})

function weight(chunks: Record<string, Chunk>, from: string[]): number {
  const reached = new Set<string>()
  const reach = (name: string): void => {
    if (reached.has(name)) return
    reached.add(name)
    for (const next of chunks[name]?.imports ?? []) reach(next)
  }
  from.forEach(reach)
  return [...reached].reduce((sum, name) => sum + gzipSync(readFileSync(join(WEB, chunks[name]!.file))).length, 0)
}
