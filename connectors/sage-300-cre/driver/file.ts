/**
 * Records into the text of an import file (docs/sage-300-cre-formats.md, "Rules for every import file"). Content and name are made here
 * and nowhere else, from checked fields: no message of the server can smuggle in a line, a path or a command (assurance F62).
 */
import type { ImportField, ImportFile } from '../../../src/erp/protocol.ts'
import { TASKS } from './tasks.ts'

/** An order this driver will not carry out; nothing was touched. */
export class UnfitFile extends Error {}

/** The characters that Windows-1252 has beyond Latin-1, in its places 80 to 9F. */
const BEYOND_LATIN_1 = '€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ'
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are exactly what is looked for
const CONTROL = /[\u0000-\u001f\u007f-\u009f]/
/** What can stand without quotes: numbers, dates, record ids, flags. */
const PLAIN = /^[0-9A-Za-z.+\-/: ]*$/

/** @throws UnfitFile */
export function fileName(marker: string): string {
  if (!/^[0-9A-Z]{10}$/.test(marker)) throw new UnfitFile(`The marker [${marker}] is not ten of 0 to 9 and A to Z.`)
  return `${marker}.imp`
}

/** The whole file, records ending CR LF. @throws UnfitFile naming record and field. */
export function fileText(file: ImportFile): string {
  const known = Object.hasOwn(TASKS, file.task) ? TASKS[file.task] : undefined
  if (!known) throw new UnfitFile(`The task [${file.task}] is none of ${Object.keys(TASKS).join(', ')}.`)
  if (file.records.length === 0) throw new UnfitFile(`A file for ${file.task} without records.`)
  return file.records.map((record, at) => recordText(file.task, known, record, at + 1)).join('')
}

function recordText(task: string, known: readonly string[], record: ImportField[], number: number): string {
  const id = record[0]?.value ?? ''
  if (!known.includes(id)) throw new UnfitFile(`Record ${number}: ${task} has no record [${id}].`)
  return `${record.map((field, at) => fieldText(field, `Record ${number}, field ${at + 1}`)).join(',')}\r\n`
}

function fieldText({ value, as }: ImportField, place: string): string {
  if (CONTROL.test(value)) throw new UnfitFile(`${place}: control characters cannot be imported.`)
  if (as === 'plain') {
    if (!PLAIN.test(value)) throw new UnfitFile(`${place}: [${value}] needs quotes, but is no text field.`)
    return value
  }
  const stranger = [...value].find((letter) => !isWindows1252(letter))
  if (stranger !== undefined) throw new UnfitFile(`${place}: the character [${stranger}] is not in Windows-1252.`)
  return value === '' ? '' : `"${value.replaceAll('"', '""')}"`
}

function isWindows1252(letter: string): boolean {
  const code = letter.codePointAt(0) ?? 0
  return code < 0x80 || (code >= 0xa0 && code <= 0xff) || BEYOND_LATIN_1.includes(letter)
}
