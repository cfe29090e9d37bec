/** Comma-separated text for spreadsheets. Text that a spreadsheet would take for a formula is made harmless. Pure. */

/** A cell that begins like this is run as a formula when the file is opened (OWASP, "CSV Injection"). */
const FORMULA = /^[=+\-@\t\r]/
const NUMBER = /^-?\d+(\.\d+)?$/

/** One line with its end; null is an empty cell. Plain decimals stay as they are, also negative ones. */
export function csvLine(cells: readonly (string | null)[]): string {
  return `${cells.map(cell).join(',')}\r\n`
}

function cell(text: string | null): string {
  if (text === null || text === '') return ''
  const harmless = FORMULA.test(text) && !NUMBER.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless
}
