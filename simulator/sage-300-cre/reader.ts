import { isCalendarDate } from '../clock.ts'
import type { Field, FieldRule, Layout } from './layouts.ts'
import { digitsOf, formatDecimal, parseDecimal } from './money.ts'

/** One line of an import file as read: its values by field name, or the sentence that refuses it. */
export interface ImportRecord {
  /** Line number in the file, from 1. */
  line: number
  raw: string
  id: string
  /** Values by field name; numbers plain, dates `YYYY-MM-DD`, empty fields `''`. */
  values: Readonly<Record<string, string>>
  /** Key fields joined with `/`, as far as they could be read. */
  key: string
  problem: string | null
}

/** What code page 1252 has between 0x80 and 0x9f; its other characters are those of Latin-1. */
const WINDOWS_1252 = '€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ'

/** The lines of a file, or null when it is no import file: "one record a line ending CR LF". */
export function linesOf(content: string): string[] | null {
  const lines = content.split('\r\n')
  if (lines.pop() !== '' || lines.length === 0) return null
  return lines
}

export function readRecord(layouts: readonly Layout[], raw: string, line: number): ImportRecord {
  const fields = splitFields(raw)
  const id = fields?.[0]?.text ?? ''
  const layout = layouts.find((one) => one.id === id)
  const bad = characterProblem(raw)
  if (bad || !fields)
    return { line, raw, id, values: {}, key: '', problem: bad ?? 'The record is not comma separated text.' }
  if (!layout) return { line, raw, id, values: {}, key: '', problem: `Record [${id}] is not known in this format.` }
  const values: Record<string, string> = {}
  let problem = countProblem(layout, fields.length)
  layout.fields.forEach((field, at) => {
    const given = fields[at + 1] ?? { text: '', quoted: false }
    const read = readField(field, given)
    values[field.name] = read.value
    problem ??= read.problem
  })
  return { line, raw, id, values, key: layout.key.map((name) => values[name] ?? '').join('/'), problem }
}

interface RawField {
  text: string
  quoted: boolean
}

/** Comma separated fields; `""` inside quotes is one quote. Null when the quotes do not pair up. */
export function splitFields(raw: string): RawField[] | null {
  const fields: RawField[] = []
  let at = 0
  for (;;) {
    const quoted = raw[at] === '"'
    let text = ''
    if (quoted) {
      at += 1
      for (;;) {
        const end = raw.indexOf('"', at)
        if (end < 0) return null
        text += raw.slice(at, end)
        at = end + 1
        if (raw[at] !== '"') break
        text += '"'
        at += 1
      }
    } else {
      const end = raw.indexOf(',', at)
      text = raw.slice(at, end < 0 ? raw.length : end)
      at = end < 0 ? raw.length : end
      if (text.includes('"')) return null
    }
    fields.push({ text, quoted })
    if (at === raw.length) return fields
    if (raw[at] !== ',') return null
    at += 1
  }
}

function characterProblem(raw: string): string | null {
  for (const character of raw) {
    const code = character.codePointAt(0) as number
    if (code < 0x20 || code === 0x7f) return 'The record has a control character.'
    if (code < 0x7f || (code >= 0xa0 && code <= 0xff) || WINDOWS_1252.includes(character)) continue
    return `The character [${character}] is not in code page 1252.`
  }
  return null
}

function countProblem(layout: Layout, count: number): string | null {
  if (count >= layout.least && count <= layout.most) return null
  return `Record ${layout.id} has ${count} fields, the format has ${layout.most}.`
}

interface Read {
  value: string
  problem: string | null
}

function readField(field: Field, given: RawField): Read {
  if (given.text === '') return { value: '', problem: field.required ? `[${field.name}] Can't be blank.` : null }
  return readValue(field.name, field.rule, given)
}

function readValue(name: string, rule: FieldRule, given: RawField): Read {
  const { text } = given
  const refuse = (problem: string): Read => ({ value: text, problem })
  const tooLong = (length: number): Read => refuse(`[${name}] is too long, maximum length is ${length} characters.`)
  switch (rule.kind) {
    case 'unused':
      return refuse(`UNSUPPORTED: [${name}] is not modelled and must be empty.`)
    case 'alpha':
    case 'code':
      if (!given.quoted) return refuse(`[${name}] must stand in double quotes.`)
      if (text.length > rule.length) return tooLong(rule.length)
      if (rule.kind === 'code' && text.replace(/[^\p{L}\p{N}]/gu, '').length > rule.significant)
        return tooLong(rule.significant)
      return { value: text, problem: null }
    case 'choice':
      if (rule.of.includes(text)) return { value: text, problem: null }
      return refuse(`[${name}] must be one of ${rule.of.join(', ')}.`)
    case 'number': {
      const digits = digitsOf(text)
      if (!digits) return refuse(`[${name}] is not a number.`)
      if (digits.before > rule.before || digits.after > rule.after) {
        return refuse(`[${name}] is too large, the format is ${rule.before}.${rule.after}.`)
      }
      return { value: formatDecimal(parseDecimal(text, rule.after), rule.after), problem: null }
    }
    case 'date': {
      const match = /^(\d\d)\/(\d\d)\/(\d{4})$/.exec(text)
      const [, month = '', day = '', year = ''] = match ?? []
      if (!match || !isCalendarDate(Number(year), Number(month), Number(day)))
        return refuse(`[${name}] is not a date MM/DD/YYYY.`)
      return { value: `${year}-${month}-${day}`, problem: null }
    }
  }
}
