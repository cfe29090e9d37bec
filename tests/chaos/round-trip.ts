/** I18: what stands in the file is what was approved, read by another reader than the importer's. */
import type { ImportFile } from '../../src/erp/protocol.ts'

/** What is wrong with the text of a file, or nothing. */
export function roundTrip(file: ImportFile, text: string): string | undefined {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are exactly what must not be there
  if (/[\u0000-\u001f]/.test(text.replaceAll('\r\n', ''))) return 'a control character'
  if (!text.endsWith('\r\n')) return 'no end of line'
  const records = text.slice(0, -2).split('\r\n').map(fieldsOf)
  const approved = file.records.map((record) => record.map((field) => field.value))
  return JSON.stringify(records) === JSON.stringify(approved) ? undefined : 'other fields'
}

function fieldsOf(line: string): string[] {
  return [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^",]*))/g)].map(([, quoted, plain]) =>
    quoted === undefined ? (plain ?? '') : quoted.replaceAll('""', '"'),
  )
}
