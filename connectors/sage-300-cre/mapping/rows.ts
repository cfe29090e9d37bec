import type { Arrow, InboundRow, OutboundRow } from '../../../src/erp/mapping.ts'

/** A key of theirs: a row without it cannot be used. */
export function keyIn(
  arrow: Arrow,
  ours: string,
  theirs: string,
  column: string,
  into: string,
  note?: string,
): InboundRow {
  return { ours, arrow, theirs, column, into, as: 'text', limit: { required: true }, ...noted(note) }
}

/** Text of theirs. Sage knows no difference between null and empty, so null is empty. */
export function textIn(
  arrow: Arrow,
  ours: string,
  theirs: string,
  column: string,
  into: string,
  note?: string,
): InboundRow {
  return { ours, arrow, theirs, column, into, as: 'text', otherwise: '', ...noted(note) }
}

export function flagIn(
  arrow: Arrow,
  ours: string,
  theirs: string,
  column: string,
  into: string,
  note?: string,
): InboundRow {
  return { ours, arrow, theirs, column, into, as: 'flag', otherwise: 'f', ...noted(note) }
}

function noted(note: string | undefined): { note?: string } {
  return note === undefined ? {} : { note }
}

type More = Partial<Omit<OutboundRow, 'ours' | 'theirs' | 'from' | 'as' | 'limit'>>

/** A field that goes out and is read back. Import file and table have it under the source's name for it, unless `more` says otherwise. */
function out(
  as: 'text' | 'decimal',
  [ours, theirs]: Names,
  from: string,
  limit: NonNullable<OutboundRow['limit']>,
  more: More,
): OutboundRow {
  const field = more.field ?? theirs
  return { ours, arrow: '->', theirs, field, from, as, column: field.replaceAll(' ', '_'), limit, ...more }
}

/** Our name, then theirs, as the source's table has them. */
type Names = [ours: string, theirs: string]
type Out = (names: Names, from: string, limit: NonNullable<OutboundRow['limit']>, more?: More) => OutboundRow

export const textOut: Out = (names, from, limit, more = {}) => out('text', names, from, limit, more)
export const decimalOut: Out = (names, from, limit, more = {}) => out('decimal', names, from, limit, more)
