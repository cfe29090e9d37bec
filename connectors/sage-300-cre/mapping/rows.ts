import type { Arrow, InboundRow } from '../../../src/erp/mapping.ts'

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
