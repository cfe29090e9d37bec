/** Comma-separated text for spreadsheets. Text that a spreadsheet would take for a formula is made harmless. Pure. */

/** Spreadsheets run text that begins like this as a formula when the file is opened (OWASP ASVS 1.2.10, "CSV Injection"). */
const FORMULA = /^[=+\-@\t\r\0]/
const NUMBER = /^-?\d+(\.\d+)?$/

export const guarded = (text: string): string => (FORMULA.test(text) ? `'${text}` : text)
export const unguarded = (text: string): string =>
  text.startsWith("'") && FORMULA.test(text.slice(1)) ? text.slice(1) : text

/** One line with its end; null is an empty cell. Plain decimals stay as they are, also negative ones. */
export function csvLine(cells: readonly (string | null)[]): string {
  return `${cells.map(cell).join(',')}\r\n`
}

function cell(text: string | null): string {
  if (text === null || text === '') return ''
  const harmless = NUMBER.test(text) ? text : guarded(text)
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless
}
