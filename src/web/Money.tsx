/** Amounts as text: decimal strings in, tabular figures out. */
import { isDecimal, roundCents } from '../platform/money.ts'

// One for all cells: making one takes longer than using it.
const format = new Intl.NumberFormat(undefined, { minimumFractionDigits: 2, maximumFractionDigits: 2 })

/** `1,234.50`, in the reader's way of writing numbers. */
export const moneyText = (value: string): string =>
  isDecimal(value) ? format.format(roundCents(value) as Intl.StringNumericLiteral) : value

export function Money({ value }: { value: string | null | undefined }) {
  if (value === null || value === undefined || value === '') return <span className="muted">–</span>
  return <span className="number">{moneyText(value)}</span>
}

/** What a person may type for an amount (`1,234.50`, `$ 20`), as a decimal string; anything else stays as it is, to be refused with its words. */
export function typedDecimal(text: string): string {
  const bare = text.replaceAll(/[\s,$]/g, '')
  return isDecimal(bare) ? bare : text
}
