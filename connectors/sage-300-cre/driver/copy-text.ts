/** Lines in PostgreSQL's text format (`COPY … TO`): tabs between fields, `\N` for null, backslash escapes. */

const ESCAPES: Record<string, string> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' }

/** The fields of one line. */
export function fieldsOf(line: string): (string | null)[] {
  return line.split('\t').map((field) => {
    if (field === '\\N') return null
    return field.includes('\\') ? field.replace(/\\(.)/gs, (_all, letter: string) => ESCAPES[letter] ?? letter) : field
  })
}

/** Whole rows of a small answer; a last line without its end means that the answer is torn. @throws Error */
export function rowsOf(text: string, columns: number): (string | null)[][] {
  if (text === '') return []
  if (!text.endsWith('\n')) throw new Error('The answer of the ERP ends in the middle of a row.')
  return text
    .slice(0, -1)
    .split('\n')
    .map((line) => {
      const fields = fieldsOf(line)
      if (fields.length !== columns) throw new Error(`A row has ${fields.length} fields, ${columns} were asked for.`)
      return fields
    })
}
