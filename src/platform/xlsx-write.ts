/** The smallest workbook that Excel and LibreOffice open: one sheet, a heading that stays in sight, numbers as numbers. */
import type { Cell } from './sheet.ts'
import { zip } from './zip.ts'

/** What Excel opens at most, the heading counted. */
export const XLSX_ROWS = 1_048_576

/** Made while it is read; the rows come in pieces, without the heading. */
export function writeXlsx(name: string, heading: Cell[], pieces: AsyncIterable<Cell[][]>): AsyncGenerator<Uint8Array> {
  return zip([
    [
      '[Content_Types].xml',
      `${HEAD}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${SHEETS}.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="${SHEETS}.worksheet+xml"/><Override PartName="/xl/styles.xml" ContentType="${SHEETS}.styles+xml"/></Types>`,
    ],
    [
      '_rels/.rels',
      `${HEAD}<Relationships xmlns="${PACKAGE}"><Relationship Id="rId1" Type="${OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    ],
    [
      'xl/workbook.xml',
      `${HEAD}<workbook xmlns="${MAIN}" xmlns:r="${OFFICE}"><sheets><sheet name="${escaped(sheetName(name))}" sheetId="1" r:id="rId1"/></sheets></workbook>`,
    ],
    [
      'xl/_rels/workbook.xml.rels',
      `${HEAD}<Relationships xmlns="${PACKAGE}"><Relationship Id="rId1" Type="${OFFICE}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="${OFFICE}/styles" Target="styles.xml"/></Relationships>`,
    ],
    ['xl/styles.xml', STYLES],
    ['xl/worksheets/sheet1.xml', sheet(heading, pieces)],
  ])
}

const HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006/relationships'
const SHEETS = 'application/vnd.openxmlformats-officedocument.spreadsheetml'

/** Styles by their place: 0 text, 1 an amount with two places, 2 the heading, 3 a number as it is, 4 a day. */
const STYLES = `${HEAD}<styleSheet xmlns="${MAIN}"><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts><fills count="1"><fill><patternFill patternType="none"/></fill></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="5"><xf numFmtId="49" applyNumberFormat="1"/><xf numFmtId="4" applyNumberFormat="1"/><xf fontId="1" applyFont="1"/><xf numFmtId="0"/><xf numFmtId="14" applyNumberFormat="1"/></cellXfs></styleSheet>`

async function* sheet(heading: Cell[], pieces: AsyncIterable<Cell[][]>): AsyncGenerator<string> {
  const pane = '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>'
  const columns = heading.length ? `<cols><col min="1" max="${heading.length}" width="18" customWidth="1"/></cols>` : ''
  yield `${HEAD}<worksheet xmlns="${MAIN}"><sheetViews><sheetView workbookViewId="0">${pane}</sheetView></sheetViews>${columns}<sheetData>${line(heading, 1)}`
  let number = 1
  for await (const rows of pieces) yield rows.map((row) => line(row, ++number)).join('')
  yield '</sheetData></worksheet>'
}

const line = (row: Cell[], number: number): string =>
  `<row r="${number}">${row.map((each, at) => written(each, `${letters(at)}${number}`, number === 1)).join('')}</row>`

function written({ text, as }: Cell, place: string, heading: boolean): string {
  if (text === '') return ''
  if (as === 'date') return `<c r="${place}" s="4"><v>${serial(text)}</v></c>`
  if (as === 'number') return `<c r="${place}" s="${/\.\d\d$/.test(text) ? 1 : 3}"><v>${text}</v></c>`
  return `<c r="${place}" s="${heading ? 2 : 0}" t="inlineStr"><is><t xml:space="preserve">${escaped(text)}</t></is></c>`
}

/** Excel counts days from the last of 1899. */
const serial = (day: string): number => (Date.parse(day) - Date.parse('1899-12-30')) / 86_400_000

/** A, B … Z, AA … */
function letters(at: number): string {
  const last = String.fromCharCode(65 + (at % 26))
  return at < 26 ? last : letters(Math.floor(at / 26) - 1) + last
}

/** Excel takes 31 characters and none of these in a sheet's name. */
const sheetName = (name: string): string =>
  name
    .replace(/[[\]:*?/\\']/g, ' ')
    .slice(0, 31)
    .trim() || 'Sheet'

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

/** XML has no way to say most control characters: they are left out. */
const escaped = (text: string): string =>
  text.replace(CONTROLS, '').replace(/[&<>"]/g, (sign) => ENTITIES[sign] as string)

const CONTROLS = /(?![\t\n\r])\p{Cc}|[\ufffe\uffff]/gu
