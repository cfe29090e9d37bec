/** Cuts a stream of blocks into pages of whole lines, without looking at any row: a million of them must cost next to nothing. */

export interface Page {
  /** Whole lines. */
  lines: Uint8Array
  rows: number
}

const LINE_END = 10

/** Pages of at least `pageBytes` (the last one less), in order. @throws Error when the stream ends in the middle of a line. */
export async function* pagesOf(blocks: AsyncIterable<Uint8Array>, pageBytes: number): AsyncGenerator<Page> {
  let held: Uint8Array[] = []
  let length = 0
  for await (const block of blocks) {
    held.push(block)
    length += block.byteLength
    const end = length < pageBytes ? -1 : block.lastIndexOf(LINE_END)
    if (end < 0) continue
    const rest = block.subarray(end + 1)
    held[held.length - 1] = block.subarray(0, end + 1)
    yield page(held)
    held = rest.byteLength > 0 ? [rest] : []
    length = rest.byteLength
  }
  if (length === 0) return
  if (held.at(-1)?.at(-1) !== LINE_END) throw new Error('The answer of the ERP ends in the middle of a row.')
  yield page(held)
}

function page(blocks: Uint8Array[]): Page {
  const lines = Buffer.concat(blocks)
  let rows = 0
  for (let at = lines.indexOf(LINE_END); at >= 0; at = lines.indexOf(LINE_END, at + 1)) rows += 1
  return { lines, rows }
}
