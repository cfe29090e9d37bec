import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ImportField } from '../../../src/erp/protocol.ts'
import { fieldsOf, rowsOf } from './copy-text.ts'
import { fileName, fileText, UnfitFile } from './file.ts'
import { pagesOf } from './pages.ts'
import { readReport } from './report.ts'

const alpha = (value: string): ImportField => ({ value, as: 'alpha' })
const plain = (value: string): ImportField => ({ value, as: 'plain' })
const vendor = (...fields: ImportField[]) =>
  fileText({ task: 'ap-import-vendors', records: [[plain('APV'), ...fields]] })

describe('import files', () => {
  it('quote text, double quotes, leave the empty empty, and end in CR LF', () => {
    expect(vendor(alpha('V-1'), alpha('Smith "Bob", Inc'), alpha(''), plain('-12.50'), plain(''))).toBe(
      'APV,"V-1","Smith ""Bob"", Inc",,-12.50,\r\n',
    )
  })

  it('take the whole of Windows-1252 and nothing beyond', () => {
    expect(vendor(alpha('Müller – “€” ÿ'))).toContain('Müller – “€” ÿ')
    expect(() => vendor(alpha('Łódź'))).toThrow('Record 1, field 2: the character [Ł] is not in Windows-1252.')
    expect(() => vendor(alpha('✓'))).toThrow(UnfitFile)
  })

  it.each(['\n', '\r', '\t', '\0', '\u001a', '\u0085'])('refuse the control character %j', (letter) => {
    expect(() => vendor(alpha(`a${letter}b`))).toThrow(/control characters/)
    expect(() => vendor(plain(`1${letter}2`))).toThrow(/control characters/)
  })

  it.each(['1,2', '"1"', '1;2', '=1'])('refuse the plain field %j', (value) => {
    expect(() => vendor(plain(value))).toThrow(/needs quotes/)
  })

  it('refuse tasks and records that are not on the list', () => {
    expect(() => fileText({ task: 'gl-import-journal', records: [[plain('X')]] })).toThrow(/none of/)
    expect(() => fileText({ task: 'constructor', records: [[plain('X')]] })).toThrow(/none of/)
    expect(() => fileText({ task: 'ap-import-vendors', records: [[plain('COM')]] })).toThrow(/no record \[COM\]/)
    expect(() => fileText({ task: 'ap-import-vendors', records: [] })).toThrow(/without records/)
  })

  it('are named by the marker alone', () => {
    expect(fileName('0123456789')).toBe('0123456789.imp')
    for (const bad of ['../../../x', '012345678', 'abcdefghij', '0123456789.'])
      expect(() => fileName(bad)).toThrow(UnfitFile)
  })
})

describe('the report', () => {
  const lines = '1\tCOM\tC-1\tACCEPTED\n2\tCOMI\tC-1 1\tREJECTED\tJob has been closed.\n'

  it('is complete with a last line that agrees', () => {
    expect(readReport(`${lines}Records read 2, accepted 1, rejected 1\n`)).toEqual({
      complete: true,
      accepted: 1,
      rejected: 1,
      sentences: ['Job has been closed.'],
    })
  })

  it.each([
    ['without its last line', lines],
    ['with other numbers', `${lines}Records read 3, accepted 2, rejected 1\n`],
    ['cut within the last line', `${lines}Records read 2, acc`],
    ['with strange lines', `Fatal error\n${lines}Records read 2, accepted 1, rejected 1\n`],
    ['empty', ''],
  ])('is not complete %s', (_what, text) => expect(readReport(text).complete).toBe(false))

  it('takes anything without complaint, and calls nothing complete that does not add up', () => {
    const piece = fc.oneof(
      fc.string(),
      fc.constantFrom(
        '\t',
        '\n',
        '\r\n',
        'ACCEPTED',
        'REJECTED\t',
        '1\tCOM\tX\tACCEPTED\n',
        'Records read 1, accepted 1, rejected 0\n',
      ),
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
        const report = readReport(pieces.join(''))
        expect(report.sentences).toHaveLength(report.rejected)
        if (report.complete) expect(pieces.join('')).toContain(`Records read ${report.accepted + report.rejected}, `)
      }),
      { numRuns: 1_000 },
    )
  })
})

async function* blocksOf(text: string, sizes: number[]): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(text)
  for (let at = 0, turn = 0; at < bytes.length; turn += 1) {
    const size = sizes[turn % sizes.length] ?? 1
    yield bytes.subarray(at, at + size)
    at += size
  }
}

describe('pages', () => {
  it('are whole lines, lose nothing, and count their rows, however the blocks are cut', async () => {
    const line = fc.string({ maxLength: 20 }).map((text) => `${text.replaceAll('\n', ' ')}\n`)
    const sizes = fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1, maxLength: 5 })
    await fc.assert(
      fc.asyncProperty(
        fc.array(line, { maxLength: 40 }),
        sizes,
        fc.integer({ min: 1, max: 100 }),
        async (lines, cuts, pageBytes) => {
          let text = ''
          let rows = 0
          for await (const page of pagesOf(blocksOf(lines.join(''), cuts), pageBytes)) {
            const part = Buffer.from(page.lines).toString()
            expect(part.endsWith('\n')).toBe(true)
            expect(part.split('\n').length - 1).toBe(page.rows)
            text += part
            rows += page.rows
          }
          expect(text).toBe(lines.join(''))
          expect(rows).toBe(lines.length)
        },
      ),
    )
  })

  it('of an answer that ends in the middle of a row are refused', async () => {
    const read = async () => {
      for await (const _ of pagesOf(blocksOf('a\tb\nc', [100]), 1));
    }
    await expect(read()).rejects.toThrow(/middle of a row/)
  })
})

describe('COPY text', () => {
  it('gives back fields, nulls and escapes', () => {
    expect(fieldsOf('a\t\\N\t\ttab\\there\\\\N\\nnew')).toEqual(['a', null, '', 'tab\there\\N\nnew'])
  })

  it('refuses torn rows and rows of another width', () => {
    expect(() => rowsOf('a\tb\nc', 2)).toThrow(/middle of a row/)
    expect(() => rowsOf('a\tb\nc\n', 2)).toThrow(/1 fields, 2/)
    expect(rowsOf('', 2)).toEqual([])
  })
})
