/**
 * What lines were delivered, as 64-bit hashes: one of the key, one of the whole line, in a table of flat arrays (17 bytes a place), so that a
 * million rows cost 36 MB while a read lasts and nothing in between. Seeded by chance, so that nobody can write rows that collide.
 */
export interface Seed {
  low: number
  high: number
}

const TAB = 9
const NEWLINE = 10
/** Words of an entry in {@link RowHashes.entries}: key low and high, line low and high. */
export const ENTRY_WORDS = 4
const SMALLEST = 1_024

export class RowHashes {
  readonly seed: Seed
  #places: Uint32Array
  #met: Uint8Array
  #mask: number
  #size = 0
  #metSize = 0

  constructor(seed: Seed, expected = 0) {
    this.seed = seed
    let places = SMALLEST
    while (places < expected * 2) places *= 2
    this.#places = new Uint32Array(places * ENTRY_WORDS)
    this.#met = new Uint8Array(places)
    this.#mask = places - 1
  }

  /** Rows remembered that no line has had since {@link forgetMeetings}. */
  get missing(): number {
    return this.#size - this.#metSize
  }

  get size(): number {
    return this.#size
  }

  /** Remembers a line. @returns false when it is remembered just so already. */
  put(entry: Uint32Array): boolean {
    const at = this.#placeOf(entry)
    const places = this.#places
    const from = at * ENTRY_WORDS
    const isNew = this.#isFree(at)
    if (this.#met[at] === 0) {
      this.#met[at] = 1
      this.#metSize += 1
    }
    if (!isNew && places[from + 2] === entry[2] && places[from + 3] === entry[3]) return false
    places.set(entry, from)
    if (isNew) this.#size += 1
    if (this.#size * 2 > this.#mask) this.#grow()
    return true
  }

  forgetMeetings(): void {
    this.#met.fill(0)
    this.#metSize = 0
  }

  /** Every entry, one after the other. */
  entries(): Uint32Array {
    const all = new Uint32Array(this.#size * ENTRY_WORDS)
    let to = 0
    for (let at = 0; at <= this.#mask; at += 1) {
      if (this.#isFree(at)) continue
      all.set(this.#places.subarray(at * ENTRY_WORDS, (at + 1) * ENTRY_WORDS), to)
      to += ENTRY_WORDS
    }
    return all
  }

  #placeOf(entry: Uint32Array): number {
    const places = this.#places
    let at = (entry[0] as number) & this.#mask
    while (!this.#isFree(at) && (places[at * ENTRY_WORDS] !== entry[0] || places[at * ENTRY_WORDS + 1] !== entry[1]))
      at = (at + 1) & this.#mask
    return at
  }

  /** No entry is all zeros: {@link hashLine} sees to it. */
  #isFree(at: number): boolean {
    return this.#places[at * ENTRY_WORDS] === 0 && this.#places[at * ENTRY_WORDS + 1] === 0
  }

  #grow(): void {
    const [old, met] = [this.#places, this.#met]
    this.#mask = this.#mask * 2 + 1
    this.#places = new Uint32Array(old.length * 2)
    this.#met = new Uint8Array(met.length * 2)
    for (let at = 0; at < met.length; at += 1) {
      const entry = old.subarray(at * ENTRY_WORDS, (at + 1) * ENTRY_WORDS)
      if (entry[0] === 0 && entry[1] === 0) continue
      const to = this.#placeOf(entry)
      this.#places.set(entry, to * ENTRY_WORDS)
      this.#met[to] = met[at] as number
    }
  }
}

let a = 0
let b = 0

/**
 * Hashes the line that begins at `start` into `entry`; its first `key` columns are its key.
 * @returns where its line feed stands. @throws Error when there is none
 */
export function hashLine(
  lines: Uint8Array,
  start: number,
  key: number,
  { low, high }: Seed,
  entry: Uint32Array,
): number {
  const end = lines.indexOf(NEWLINE, start)
  if (end < 0) throw new Error('A page ends in the middle of a row.')
  let keyEnd = start
  for (let columns = 0; keyEnd < end; keyEnd += 1) if (lines[keyEnd] === TAB && ++columns === key) break
  a = low
  b = high
  absorb(lines, start, keyEnd)
  keep(entry, 0)
  absorb(lines, keyEnd, end)
  keep(entry, 2)
  if (entry[0] === 0 && entry[1] === 0) entry[0] = 1
  return end
}

/** Four bytes at a time; the length goes in too, so that where the key ends counts. */
function absorb(lines: Uint8Array, from: number, to: number): void {
  let at = from
  for (; at + 4 <= to; at += 4) {
    step(
      (lines[at] as number) |
        ((lines[at + 1] as number) << 8) |
        ((lines[at + 2] as number) << 16) |
        ((lines[at + 3] as number) << 24),
    )
  }
  let rest = 0
  for (; at < to; at += 1) rest = (rest << 8) | (lines[at] as number)
  step(rest)
  step(to - from)
}

/** Two halves that turn and multiply differently: for any one word each is one to one, and they do not collide together. */
function step(word: number): void {
  a = Math.imul(((a << 13) | (a >>> 19)) ^ Math.imul(word, 0xcc9e2d51), 0x1b873593)
  b = Math.imul(((b << 7) | (b >>> 25)) ^ word, 0x9e3779b1)
}

/** Both halves mixed well (the last steps of MurmurHash 3), each into the other. */
function keep(entry: Uint32Array, at: number): void {
  const low = mixed(a ^ Math.imul(b, 0x2545f491))
  entry[at] = low
  entry[at + 1] = mixed(b + low)
}

function mixed(value: number): number {
  let h = value
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return h ^ (h >>> 16)
}
