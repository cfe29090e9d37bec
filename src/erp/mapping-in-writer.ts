/**
 * Writes lines of PostgreSQL's text format into large blocks. Neighbouring values that are copied unchanged are copied as one run, so
 * that a row which needs no change costs one copy. A line is taken back whole when it turns out not to fit. Pure.
 */
const BLOCK_BYTES = 256 * 1024
const TAB = 9
const NEWLINE = 10
const COMMA = 44
const NONE = -2

/** Shorter runs are copied byte by byte, which costs less than a view on the block. */
const SHORT_RUN = 40

export class LineWriter {
  private out = new Uint8Array(BLOCK_BYTES)
  private at = 0
  private lineStart = 0
  private fields = 0
  private runStart = NONE
  private runEnd = NONE
  private groupStart = 0
  private source: Uint8Array = this.out
  private full: Uint8Array[] = []

  /** `mostBytes` = what the line can at most need. */
  begin(source: Uint8Array, mostBytes: number): void {
    if (this.out.length - this.at < mostBytes) this.roll(mostBytes)
    this.source = source
    this.lineStart = this.at
    this.fields = 0
    this.runStart = NONE
    this.runEnd = NONE
  }

  /** A field that stands in the source as it shall stand here. */
  copied(start: number, end: number): void {
    if (this.fields > 0 && this.runEnd === start - 1) {
      this.runEnd = end
    } else {
      this.separate()
      this.runStart = start
      this.runEnd = end
    }
    this.fields++
  }

  literal(bytes: Uint8Array): void {
    this.separate()
    this.append(bytes, 0, bytes.length)
    this.fields++
  }

  /** A field that further values join, divided by commas. */
  openGroup(): void {
    this.separate()
    this.groupStart = this.at
    this.fields++
  }

  join(start: number, end: number): void {
    if (start === end) return
    if (this.at > this.groupStart) this.out[this.at++] = COMMA
    this.append(this.source, start, end)
  }

  /** Ends the line with its number as a last field; with `hashAfter`, a hash of what stands after so many fields follows it. */
  end(number: number, hashAfter: number): void {
    this.separate()
    const end = this.at - 1
    this.digits(number)
    if (hashAfter > 0) {
      this.out[this.at++] = TAB
      this.digits(hashOf(this.out, this.fieldAfter(hashAfter), end))
    }
    this.out[this.at++] = NEWLINE
  }

  cancel(): void {
    this.at = this.lineStart
  }

  /** Blocks that are full; with `all`, also the one begun. */
  take(all: boolean): Uint8Array[] {
    if (all && this.at > 0) this.roll(0)
    const blocks = this.full
    this.full = []
    return blocks
  }

  private digits(number: number): void {
    const text = String(number)
    for (let place = 0; place < text.length; place++) this.out[this.at++] = text.charCodeAt(place)
  }

  private fieldAfter(fields: number): number {
    let place = this.lineStart
    for (let tabs = 0; tabs < fields; place++) if (this.out[place] === TAB) tabs++
    return place
  }

  private separate(): void {
    if (this.runStart !== NONE) this.append(this.source, this.runStart, this.runEnd)
    this.runStart = NONE
    this.runEnd = NONE
    if (this.fields > 0) this.out[this.at++] = TAB
  }

  private append(bytes: Uint8Array, start: number, end: number): void {
    if (end - start < SHORT_RUN) {
      for (let place = start; place < end; place++) this.out[this.at++] = bytes[place] as number
    } else {
      this.out.set(bytes.subarray(start, end), this.at)
      this.at += end - start
    }
  }

  private roll(mostBytes: number): void {
    if (this.at > 0) this.full.push(this.out.subarray(0, this.at))
    this.out = new Uint8Array(Math.max(BLOCK_BYTES, mostBytes))
    this.at = 0
  }
}

/** 53 bits, as many as a number holds exactly: two runs of multiply and xor over the bytes, mixed at the end. */
function hashOf(bytes: Uint8Array, start: number, end: number): number {
  let low = 0x811c9dc5
  let high = 0x41c6ce57
  for (let at = start; at < end; at++) {
    const byte = bytes[at] as number
    low = Math.imul(low ^ byte, 0x9e3779b1)
    high = Math.imul(high ^ byte, 0x5f356495)
  }
  low = Math.imul(low ^ (low >>> 16), 0x85ebca6b) ^ Math.imul(high ^ (high >>> 13), 0xc2b2ae35)
  high = Math.imul(high ^ (high >>> 16), 0x85ebca6b) ^ Math.imul(low ^ (low >>> 13), 0xc2b2ae35)
  return (high & 0x1fffff) * 2 ** 32 + (low >>> 0)
}
