/** Exact decimals as whole numbers of their last digit (bigint). The books know no binary fractions. */

const DECIMAL = /^([+-]?)(\d*)(?:\.(\d*))?$/

/** Digits before and after the point of a decimal text, or null when it is no number. */
export function digitsOf(text: string): { before: number; after: number } | null {
  const match = DECIMAL.exec(text)
  if (!match) return null
  const before = match[2] ?? ''
  const after = match[3] ?? ''
  if (before + after === '') return null
  return { before: before.replace(/^0+/, '').length, after: after.replace(/0+$/, '').length }
}

/** `'12.5'` with two decimals is `1250n`. Throws when the text is no number or has more decimals than that. */
export function parseDecimal(text: string, decimals: number): bigint {
  const match = DECIMAL.exec(text)
  const digits = digitsOf(text)
  if (!match || !digits || digits.after > decimals) throw new Error(`[${text}] is no number with ${decimals} decimals.`)
  const after = (match[3] ?? '').slice(0, decimals).padEnd(decimals, '0')
  const value = BigInt((match[2] ?? '') + after)
  return match[1] === '-' ? -value : value
}

/** `1250n` with two decimals is `'12.50'`. */
export function formatDecimal(value: bigint, decimals: number): string {
  const negative = value < 0n
  const digits = (negative ? -value : value).toString().padStart(decimals + 1, '0')
  const split = digits.length - decimals
  const text = decimals === 0 ? digits : `${digits.slice(0, split)}.${digits.slice(split)}`
  return negative ? `-${text}` : text
}

/** Drops the last `drop` digits, rounding halves away from zero as Sage does with cents. */
export function roundOff(value: bigint, drop: number): bigint {
  const unit = 10n ** BigInt(drop)
  const half = unit / 2n
  return value < 0n ? -((-value + half) / unit) : (value + half) / unit
}

/** Adds two decimal texts of the same number of decimals. */
export function addDecimal(left: string, right: string, decimals: number): string {
  return formatDecimal(parseDecimal(left, decimals) + parseDecimal(right, decimals), decimals)
}

export function negateDecimal(text: string, decimals: number): string {
  return formatDecimal(-parseDecimal(text, decimals), decimals)
}

/** Whether a decimal text is nothing or zero. */
export function isZero(text: string): boolean {
  return !/[1-9]/.test(text)
}
