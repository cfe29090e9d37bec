import type { Row } from './table.ts'

const ROWS_PER_PIECE = 2000
const TAB = 9
const LINE_FEED = 10

/**
 * Rows as PostgreSQL COPY text (UTF-8), in pieces of a few hundred kilobytes: the asked columns are cut out of the lines as
 * bytes, which is several times faster than joining strings; measurements read a million rows often. No column twice.
 */
export function* render(rows: readonly Row[], positions: readonly number[]): Generator<Buffer> {
  const ends = new Int32Array(Math.max(...positions) + 1)
  for (let first = 0; first < rows.length; first += ROWS_PER_PIECE) {
    const lines: string[] = []
    for (let at = first; at < Math.min(first + ROWS_PER_PIECE, rows.length); at += 1) lines.push((rows[at] as Row).line)
    const source = Buffer.from(`${lines.join('\n')}\n`, 'utf8')
    const piece = Buffer.allocUnsafe(source.length)
    yield piece.subarray(0, cut(source, piece, positions, ends))
  }
}

/** Copies the asked columns of every line; returns how many bytes that made. */
function cut(source: Buffer, piece: Buffer, positions: readonly number[], ends: Int32Array): number {
  let written = 0
  let line = 0
  while (line < source.length) {
    const next = findEnds(source, line, ends)
    for (let column = 0; column < positions.length; column += 1) {
      const position = positions[column] as number
      const end = ends[position] as number
      for (let at = position === 0 ? line : (ends[position - 1] as number) + 1; at < end; at += 1) {
        piece[written] = source[at] as number
        written += 1
      }
      piece[written] = TAB
      written += 1
    }
    piece[written - 1] = LINE_FEED
    line = next
  }
  return written
}

/** Notes where each of the first cells of a line ends; returns where the next line begins. */
function findEnds(source: Buffer, line: number, ends: Int32Array): number {
  let cell = 0
  let at = line
  for (; source[at] !== LINE_FEED; at += 1) {
    if (source[at] !== TAB || cell >= ends.length) continue
    ends[cell] = at
    cell += 1
  }
  if (cell < ends.length) ends[cell] = at
  return at + 1
}
