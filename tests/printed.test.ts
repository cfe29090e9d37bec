import { readFileSync, writeFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { sage300cre } from '../connectors/sage-300-cre/index.ts'
import { chapters } from '../connectors/sage-300-cre/page.ts'
import { printMatrix } from '../src/access/matrix-print.ts'
import { printFailures } from '../src/erp/failures-print.ts'
import { printMapping } from '../src/erp/mapping-print.ts'
import { testDatabase } from './world/database.ts'
import { printSchema } from './world/schema.ts'

const pages: Record<string, string> = {
  'docs/data-mapping.md': printMapping(sage300cre.shortName, chapters),
  'docs/permissions.md': printMatrix(),
  'docs/failures.md': printFailures(sage300cre.shortName, sage300cre.failures),
}

test.each(Object.entries(pages))('%s is what the tables print (UPDATE_PRINTED=1 writes it anew)', (path, printed) => {
  const file = new URL(`../${path}`, import.meta.url)
  if (process.env.UPDATE_PRINTED === '1') writeFileSync(file, printed)
  expect(readFileSync(file, 'utf8')).toBe(printed)
})

test('db/schema.sql is the migrated schema (UPDATE_PRINTED=1 writes it anew)', async () => {
  const database = await testDatabase()
  const printed = await printSchema(database.url).finally(() => database.drop())
  const file = new URL('../db/schema.sql', import.meta.url)
  if (process.env.UPDATE_PRINTED === '1') writeFileSync(file, printed)
  expect(readFileSync(file, 'utf8')).toBe(printed)
})

test('the page shows every table the connector exports and imports by', () => {
  const shown = chapters.flatMap((chapter) => chapter.tables)
  const feeds = shown.flatMap((each) => (each.in ? [each.in.feed] : []))
  expect(feeds.sort()).toEqual(Object.keys(sage300cre.imports).sort())
  const records = new Set(shown.flatMap((each) => (each.out ? [each.out.record] : [])))
  const used = new Set(Object.values(sage300cre.exports).flatMap((each) => each.tables.map((table) => table.record)))
  expect(records).toEqual(used)
})

test('a row marked as going both ways stands in both tables', () => {
  for (const { out, in: feed } of chapters.flatMap((chapter) => chapter.tables)) {
    const sides = [out?.rows ?? [], feed?.rows ?? []].map((rows) =>
      rows.filter((row) => row.arrow === '<->').map((row) => `${row.ours} ${row.theirs}`),
    )
    expect(sides[0]).toEqual(sides[1])
  }
})

/** Source document, “Data Mapping”: the chapters in their order, and the arrows of the overview. */
const CHAPTERS = [
  ['Standard cost codes, cost types', '←'],
  ['Projects, cost codes, cost types', '↔'],
  ['Sub jobs', '↔'],
  ['Companies', '↔'],
  ['Company insurance', '←'],
  ['Budgets', '↔'],
  ['Budget modifications, budget changes', '→'],
  ['Commitments (subcontracts, purchase orders)', '→'],
  ['Commitment change orders', '→'],
  ['Cost forecast data', '→'],
  ['Job costs', '←'],
  ['Direct costs', '←'],
  ['Prime contract', '←'],
  ['Prime contract change orders', '→'],
  ['Subcontractor invoices', '→'],
]

test('the overview has the chapters of the source in their order, each with the arrow it has there', () => {
  const overview = pages['docs/data-mapping.md']!.split('\n## ')[0]!
  const rows = [...overview.matchAll(/^\| (.+) \| ([→←↔]) \| .+ \|$/gm)].map(([, ours, arrow]) => [ours, arrow])
  const named = CHAPTERS.map(([ours]) => ours)
  expect(rows.filter(([ours]) => named.includes(ours!))).toEqual(CHAPTERS)
})
