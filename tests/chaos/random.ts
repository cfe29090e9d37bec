/** Seeded chance. The same seed gives the same run, on every machine (I16). */

export interface Random {
  /** In [0, 1). */
  next(): number
  chance(probability: number): boolean
  /** Whole number, both ends included. */
  between(low: number, high: number): number
  pick<T>(list: readonly T[]): T
}

export function random(seed: number): Random {
  let state = (seed ^ 0x9e3779b9) >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    return mix(state) / 4294967296
  }
  return {
    next,
    chance: (probability) => next() < probability,
    between: (low, high) => low + Math.floor(next() * (high - low + 1)),
    pick: (list) => list[Math.floor(next() * list.length)]!,
  }
}

/** A throw of its own for each numbered place, so that leaving one out does not shift the luck of the others. */
export function throwAt(seed: number, place: number): number {
  return mix((Math.imul(seed | 1, 0x85ebca6b) + Math.imul(place + 1, 0xc2b2ae35)) >>> 0) / 4294967296
}

function mix(value: number): number {
  let bits = Math.imul(value ^ (value >>> 15), value | 1)
  bits ^= bits + Math.imul(bits ^ (bits >>> 7), bits | 61)
  return (bits ^ (bits >>> 14)) >>> 0
}
