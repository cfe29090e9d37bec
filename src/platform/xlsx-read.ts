/** Reads the first sheet of a workbook as lines of texts. Values only: formulas are read by the result that was saved with them. */
import { isDecimal, roundTo } from './money.ts'
import { Refused, refusal } from './refusal.ts'
import { unzip } from './zip.ts'

const MOST_COLUMNS = 200
const MOST_ROWS = 20_000
/** Excel's own limit. */
const LONGEST_CELL = 32_767

/** Lines of cells, blanks as empty texts. @throws Refused when it is no workbook, protected, or too large. */
export function readXlsx(file: Buffer): string[][] {
  const parts = unzip(file, (name) =>
    /^xl\/(workbook\.xml|_rels\/workbook\.xml\.rels|sharedStrings\.xml|worksheets\/[^/]+\.xml)$/.test(name),
  )
  // A document type could define entities that unfold without end; no spreadsheet program writes one.
  if ([...parts.values()].some((xml) => xml.includes('<!')))
    throw unreadable('The workbook declares a document type, which is not read here.')
  const sheet = parts.get(firstSheet(parts))
  if (sheet === undefined) throw unreadable('The file has no sheet, or is no Excel workbook (.xlsx).')
  return linesOf(sheet, sharedTexts(parts.get('xl/sharedStrings.xml') ?? ''))
}

/** The part that holds the first sheet in the order of its tabs. */
function firstSheet(parts: Map<string, string>): string {
  const first = find(parts.get('xl/workbook.xml'), (each) => each.tag === 'sheet')
  const relation = find(
    parts.get('xl/_rels/workbook.xml.rels'),
    (each) => each.tag === 'Relationship' && attribute(each.body, 'Id') === attribute(first?.body ?? '', 'r:id'),
  )
  const target = attribute(relation?.body ?? '', 'Target') ?? 'worksheets/sheet1.xml'
  return target.startsWith('/') ? target.slice(1) : `xl/${target}`
}

function sharedTexts(xml: string): string[] {
  const texts: string[] = []
  // Phonetic runs stand beside the text itself, and say it again.
  let phonetic = false
  for (const { tag, closes, text } of tokens(xml)) {
    if (tag === 'rPh') phonetic = !closes
    else if (tag === 'si' && !closes) texts.push('')
    else if (tag === 't' && !closes && !phonetic && texts.length > 0) texts[texts.length - 1] += text
  }
  return texts
}

function linesOf(xml: string, shared: string[]): string[][] {
  const lines: string[][] = []
  let [row, column, type] = [0, 0, '']
  for (const { tag, body, closes, text } of tokens(xml)) {
    if (tag === 'row' && !closes) {
      row = Number(attribute(body, 'r') ?? row + 1)
      column = 0
      if (row > MOST_ROWS) throw unreadable(`The sheet has more than ${MOST_ROWS.toLocaleString('en')} rows.`)
      while (lines.length < row) lines.push([])
    } else if (tag === 'c' && !closes) {
      const place = attribute(body, 'r')
      column = place ? columnOf(place) : column + 1
      type = attribute(body, 't') ?? 'n'
      if (column > MOST_COLUMNS) throw unreadable(`The sheet has more than ${MOST_COLUMNS} columns.`)
    } else if ((tag === 'v' || tag === 't') && !closes) {
      const line = lines[row - 1]
      if (!line || column === 0) continue
      while (line.length < column) line.push('')
      const whole = line[column - 1] + cellValue(type, text, shared)
      if (whole.length > LONGEST_CELL)
        throw unreadable(`Row ${row} has a cell of more than ${LONGEST_CELL} characters.`)
      line[column - 1] = whole
    }
  }
  return lines
}

function cellValue(type: string, text: string, shared: string[]): string {
  if (type === 's') return shared[Number(text)] ?? ''
  return type === 'n' ? plainNumber(text) : text
}

/** Spreadsheets show fifteen digits and keep two more of noise: 1250.1 may be saved as 1250.0999999999999. */
const SHOWN_DIGITS = 15

/** A number as saved (`1.5E3`, `0.30000000000000004`) as the decimal that the sheet shows. */
export function plainNumber(text: string): string {
  const parts = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d{1,3}))?$/.exec(text.trim())
  if (!parts) return text
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = parts
  const point = whole.length + Number(exponent)
  const all = (whole + fraction).padEnd(point, '0')
  const decimal = point > 0 ? `${all.slice(0, point)}.${all.slice(point)}0` : `0.${'0'.repeat(-point)}${all}`
  const leading = /^0*/.exec(all)?.[0].length ?? 0
  const places = Math.max(0, SHOWN_DIGITS - point + leading)
  const rounded = roundTo(sign + decimal, places)
  const bare = rounded.includes('.') ? rounded.replace(/\.?0+$/, '') : rounded
  return isDecimal(bare) ? bare.replace(/^(-?)0+(?=\d)/, '$1') : text
}

const columnOf = (place: string): number =>
  [...(/^[A-Z]+/.exec(place)?.[0] ?? 'A')].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0)

interface Token {
  tag: string
  /** What stands between the angle brackets. */
  body: string
  closes: boolean
  /** What follows the tag, up to the next one. */
  text: string
}

/** Tags with the text behind each; names without their namespace. */
function* tokens(xml: string): Generator<Token> {
  for (const [, body = '', text = ''] of xml.matchAll(/<([^<>]*)>([^<]*)/g)) {
    const tag = /^\/?(?:\w+:)?(\w+)/.exec(body)?.[1] ?? ''
    yield { tag, body, closes: body.startsWith('/'), text: unescaped(text) }
  }
}

function find(xml: string | undefined, wanted: (token: Token) => boolean): Token | undefined {
  for (const token of tokens(xml ?? '')) if (wanted(token)) return token
  return undefined
}

function attribute(body: string, name: string): string | undefined {
  const found = new RegExp(`\\s${name}="([^"]*)"`).exec(body)?.[1]
  return found === undefined ? undefined : unescaped(found)
}

const NAMED: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

const unescaped = (text: string): string =>
  text.replace(/&(?:#(\d{1,7})|#x([0-9a-fA-F]{1,6})|(\w{1,8}));/g, (all, decimal, hex, name) => {
    if (name) return NAMED[name] ?? all
    const code = decimal ? Number(decimal) : Number.parseInt(hex, 16)
    return code > 0x10ffff ? '' : String.fromCodePoint(code)
  })

const unreadable = (sentence: string) =>
  new Refused(refusal('file-unreadable', sentence, { field: 'xlsx', remedy: 'Save it as CSV, and try again.' }))
