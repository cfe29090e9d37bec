/** The connector writes and the simulator reads, each by its own reading of the formats page: here they must agree. */
import { expect, test } from 'vitest'
import { fileName, fileText } from '../connectors/sage-300-cre/driver/file.ts'
import * as examples from '../connectors/sage-300-cre/examples-for-tests.ts'
import { sage300cre } from '../connectors/sage-300-cre/index.ts'
import { seedExample } from '../simulator/companies/example.ts'
import { type Books, createBooks } from '../simulator/sage-300-cre/books.ts'
import { columnsOf, decodeStream, feedColumnsOf, whereOf } from '../src/erp/mapping-in.ts'
import type { Probe } from '../src/erp/protocol.ts'
import { readBack } from '../src/erp/protocol-compare.ts'

const MARKER = 'A1B2C3D4E5'
let markers = 0
/** Each intent has a marker of its own. */
const nextMarker = () => `A1B2C3D4${String(++markers).padStart(2, '0')}`
const company = { ...examples.company, erpId: 'BAYPAV' }
const costCodes = [
  { id: 1, code: '01-000', name: 'General', extra: '', isGroup: true, categories: [] },
  {
    id: 2,
    code: '01-100',
    name: 'Management',
    extra: '',
    isGroup: false,
    categories: [{ code: 'L', name: 'Labor' }],
  },
]
const job = { ...examples.job, costCodes }
const lines = (given: typeof examples.commitment.lines) =>
  given.map((line) => ({ ...line, costCode: '01-100', category: 'L' }))

test('what the connector renders is taken by the importer and read back exactly', () => {
  const books = openBooks()
  const marked: string[] = []
  for (const [kind, document] of [
    ['company', company],
    ['job', job],
    [
      'cost-code',
      { kind: 'cost-code', id: 3, job: { erpId: job.erpId }, costCodes: [{ ...costCodes[1], code: '01-110' }] },
    ],
    ['commitment', { ...examples.commitment, lines: lines(examples.commitment.lines) }],
    ['commitment', { ...examples.commitment, ...examples.unitCommitment, erpId: '25-001-02', lines: unitLines() }],
  ] as const) {
    const mapping = sage300cre.exports[kind]
    expect(mapping?.check(document)).toEqual([])
    const marker = nextMarker()
    const rendering = mapping?.render(document, { marker, today: '2025-04-01', erpVersion: '24.1' })
    const probes = rendering?.probes ?? []
    expect(verdict(books, probes).verdict).toBe('ABSENT')
    for (const file of rendering?.files ?? []) {
      const answer = books.import(file.task, fileName(marker), fileText(file))
      expect(answer, answer.report).toMatchObject({ exitCode: 0, rejections: '' })
    }
    expect(verdict(books, probes)).toMatchObject({ verdict: 'EXACT', missing: [], differences: [] })
    if (mapping?.marker === 'field') marked.push(marker)
  }
  const listed = sage300cre.marks.flatMap((feed) => rowsOf(books, feed).map(([mark]) => mark))
  expect([...new Set(listed)].sort()).toEqual(marked.sort())
})

test('a commitment of somebody else under the same code is different', () => {
  const books = openBooks()
  const mapping = sage300cre.exports.commitment
  const document = {
    ...examples.commitment,
    vendor: { erpId: 'BAYPAVE' },
    job: { erpId: '25-2977' },
    lines: lines(examples.commitment.lines).map((line) => ({ ...line, job: '25-2977' })),
  }
  const [theirs, ours] = ['THEIRS0000', MARKER].map((marker) =>
    mapping?.render(document, { marker, today: '2025-04-01', erpVersion: '24.1' }),
  )
  const file = theirs?.files[0]
  if (file) expect(books.import(file.task, fileName('THEIRS0000'), fileText(file)).exitCode).toBe(0)
  expect(verdict(books, ours?.probes ?? []).verdict).toBe('DIFFERENT')
})

/** What the example's books do not have before somebody exports or bills. */
const BEGIN_EMPTY = ['commitments', 'billed-rate-transactions']

const inTheBooks = Object.keys(sage300cre.imports).filter((feed) => !sage300cre.marks.includes(feed))

test.each(inTheBooks)('every row of the books fits the feed %s', async (feed) => {
  const { table } = sage300cre.imports[feed]!
  const rows = rowsOf(openBooks(), feed)
  const bytes = new TextEncoder().encode(
    rows.map((row) => `${row.map((value) => value ?? '\\N').join('\t')}\n`).join(''),
  )
  async function* blocks() {
    yield bytes
  }
  const bad: unknown[] = []
  let text = ''
  for await (const block of decodeStream(table, blocks(), (row) => bad.push(row)))
    text += new TextDecoder().decode(block)
  expect(bad).toEqual([])
  const decoded = text
    .split('\n')
    .slice(0, -1)
    .map((line) => line.split('\t'))
  expect(decoded).toHaveLength(rows.length)
  for (const row of decoded) expect(row).toHaveLength(feedColumnsOf(table).length + 1)
  expect(rows.length > 0).toBe(!BEGIN_EMPTY.includes(feed))
})

function rowsOf(books: Books, feed: string) {
  const { table } = sage300cre.imports[feed]!
  return books.query({ table: table.table, columns: columnsOf(table), where: whereOf(table) })
}

function openBooks(): Books {
  const books = createBooks({ now: () => 1_743_500_000_000 })
  seedExample(books)
  return books
}

function unitLines() {
  return lines(examples.unitCommitment.lines as typeof examples.commitment.lines)
}

function verdict(books: Books, probes: Probe[]) {
  const found = probes.flatMap((probe, index) =>
    probe.tables.flatMap((table) => {
      const columns = probe.columns.map((column) => column.name)
      return books.query({ table, columns, where: probe.where }).map((values) => ({ probe: index, table, values }))
    }),
  )
  return readBack(probes, found)
}
