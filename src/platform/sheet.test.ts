/** Tables out and in: what was written is read again, nothing can run as a formula, and what is no workbook is said to be none. */
import { deflateRawSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { canonicalDecimal } from './money.ts'
import { readSheet, SHEET_FORMATS, type Sheet, type SheetFormat, writeSheet } from './sheet.ts'
import { plainNumber } from './xlsx-read.ts'
import { unzip, zip } from './zip.ts'

const read = (bytes: Buffer, format: SheetFormat) =>
  readSheet(format === 'csv' ? { csv: bytes.toString('utf8') } : { xlsx: bytes })

async function whole(content: AsyncIterable<string | Uint8Array>): Promise<Buffer> {
  const pieces: Buffer[] = []
  for await (const piece of content) pieces.push(Buffer.from(piece))
  return Buffer.concat(pieces)
}
const written = (of: Sheet, format: SheetFormat) => whole(writeSheet(of, format))
const zipped = (parts: Record<string, string>) => whole(zip(Object.entries(parts)))

const sheet = (rows: Sheet['rows']): Sheet => ({
  name: 'Budget: lines / 2026',
  columns: [
    { label: 'Cost code', as: 'text' },
    { label: 'amount', as: 'number' },
  ],
  rows,
})

/** What a person may have typed: no characters that XML or a table cannot carry, no blanks at the ends. */
const typed = fc
  .string({ unit: 'grapheme', maxLength: 40 })
  .map((text) => text.replace(/\p{Cc}|[\ufffe\uffff]/gu, '').trim())
const amount = fc
  .tuple(fc.bigInt({ min: -(10n ** 12n), max: 10n ** 12n }), fc.integer({ min: 0, max: 99 }))
  .map(([whole, cents]) => `${whole}.${String(cents).padStart(2, '0')}`)

describe.each(SHEET_FORMATS)('%s', (format) => {
  it('is read again as it was written', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(typed, amount), { minLength: 1, maxLength: 20 }), async (rows) => {
        const { fields, rows: back } = read(await written(sheet(rows), format), format)
        expect(fields).toEqual(['cost_code', 'amount'])
        expect(back.map(({ cells }) => [cells.cost_code, canonicalDecimal(cells.amount ?? '')])).toEqual(
          rows.map(([text, value]) => [text, canonicalDecimal(value)]),
        )
      }),
      { numRuns: 60 },
    )
  })

  it('holds no text that a spreadsheet would run, and gives it back without the guard', async () => {
    const rows = ['=1+1', '+1', '-2', '@SUM(A1)', '\tx'].map((text) => [`${text}`, '1.00'])
    const bytes = await written(sheet(rows), format)
    const text =
      format === 'csv'
        ? bytes.toString('utf8')
        : (unzip(bytes, (name) => name.includes('sheet1')).get('xl/worksheets/sheet1.xml') ?? '')
    for (const start of ['=', '+', '-', '@']) expect(text).toContain(`'${start}`)
    expect(text).not.toMatch(/(^|[\n,>"])[=@]/)
    expect(read(bytes, format).rows.map(({ cells }) => cells.cost_code)).toEqual(rows.map(([text]) => text))
  })

  it('counts lines as a spreadsheet does, and leaves blank ones out', async () => {
    const rows = [
      ['01-100', '1.00'],
      ['', null],
      ['01-200', '2.00'],
    ]
    expect(read(await written(sheet(rows), format), format).rows.map(({ line }) => line)).toEqual([2, 4])
  })
})

describe('an Excel workbook', () => {
  it('has its days as days, and a day that does not exist as text', async () => {
    const columns: Sheet['columns'] = [{ label: 'Date', as: 'date' }]
    const bytes = await written({ name: 'Days', columns, rows: [['2026-03-31'], ['2026-02-30']] }, 'xlsx')
    const xml = unzip(bytes, (name) => name.endsWith('sheet1.xml')).get('xl/worksheets/sheet1.xml')
    expect(xml).toContain('<c r="A2" s="4"><v>46112</v></c>')
    expect(xml).toContain('<t xml:space="preserve">2026-02-30</t>')
  })

  it('has its numbers as numbers, and as text those that it would round', async () => {
    const bytes = await written(
      sheet([
        ['a', '-1250.10'],
        ['b', '12345678901234.56'],
      ]),
      'xlsx',
    )
    const xml = unzip(bytes, (name) => name.endsWith('sheet1.xml')).get('xl/worksheets/sheet1.xml')
    expect(xml).toContain('<c r="B2" s="1"><v>-1250.10</v></c>')
    expect(xml).toContain('<t xml:space="preserve">12345678901234.56</t>')
  })

  it.each([
    ['1250.0999999999999', '1250.1'],
    ['0.30000000000000004', '0.3'],
    ['1.5E3', '1500'],
    ['1E-2', '0.01'],
    ['-2.5', '-2.5'],
    ['100', '100'],
    ['12345678901234', '12345678901234'],
    ['n/a', 'n/a'],
  ])('saved %s shows %s', (saved, shown) => expect(plainNumber(saved)).toBe(shown))

  const parts = (sheetXml: string, shared = '') => ({
    'xl/workbook.xml': '<x:workbook><x:sheets><x:sheet name="A" r:id="rId7"/></x:sheets></x:workbook>',
    'xl/_rels/workbook.xml.rels':
      '<Relationships><Relationship Id="rId7" Target="worksheets/other.xml"/></Relationships>',
    'xl/worksheets/other.xml': sheetXml,
    ...(shared ? { 'xl/sharedStrings.xml': shared } : {}),
  })

  it('as another program writes it: shared texts, rich text, skipped cells, another first sheet', async () => {
    const shared =
      '<sst><si><t>cost_code</t></si><si><r><t>am</t></r><r><t>ount</t></r><rPh><t>no</t></rPh></si><si><t>A &amp; B &#233;</t></si></sst>'
    const xml =
      '<worksheet><sheetData><row r="1"><c r="A1" t="s"><v>0</v></c><c r="C1" t="s"><v>1</v></c></row><row r="3"><c r="A3" t="s"><v>2</v></c><c r="C3"><f>1+1</f><v>2</v></c></row></sheetData></worksheet>'
    expect(readSheet({ xlsx: await zipped(parts(xml, shared)) })).toEqual({
      fields: ['cost_code', 'amount'],
      rows: [{ line: 3, cells: { cost_code: 'A & B é', '': '', amount: '2' } }],
    })
  })

  it.each([
    ['no workbook', async () => Buffer.from('cost_code,amount\n1,2'), /no Excel workbook/],
    ['a document type', () => zipped(parts('<!DOCTYPE x [<!ENTITY a "b">]><worksheet/>')), /document type/],
    [
      'too many rows',
      () => zipped(parts('<worksheet><row r="999999"><c r="A1"><v>1</v></c></row></worksheet>')),
      /more than 20,000 rows/,
    ],
    [
      'a column far out',
      () => zipped(parts('<worksheet><row r="1"><c r="ZZZ1"><v>1</v></c></row></worksheet>')),
      /more than 200 columns/,
    ],
    ['a bomb', bomb, /damaged|too large/],
    ['a torn file', async () => (await zipped(parts('<worksheet/>'))).subarray(40), /damaged|no Excel/],
  ])('with %s is refused in words', async (_what, file, words) => {
    const xlsx = await file()
    expect(() => readSheet({ xlsx })).toThrow(words)
  })
})

/** A part that says it is small and unpacks to more than is let in. */
async function bomb(): Promise<Buffer> {
  const file = await zipped({ 'xl/workbook.xml': '' })
  const packed = deflateRawSync(Buffer.alloc(40 * 1024 * 1024))
  const name = 'xl/workbook.xml'
  const local = file.subarray(0, 30 + name.length)
  const directory = file.subarray(30 + name.length + 2 + 16, 30 + name.length + 2 + 16 + 46 + name.length)
  directory.writeUInt32LE(packed.length, 20)
  const end = file.subarray(-22)
  end.writeUInt32LE(local.length + packed.length, 16)
  return Buffer.concat([local, packed, directory, end])
}

describe('a CSV text', () => {
  it('may use semicolons, and names the line of an open quote', () => {
    expect(readSheet({ csv: 'cost_code;amount\n01-100;5' }).rows[0]?.cells).toEqual({
      cost_code: '01-100',
      amount: '5',
    })
    expect(() => readSheet({ csv: 'cost_code,amount\n01-100,5\n"01-200,6' })).toThrow(/^Line \d: .*quote/i)
  })
})
