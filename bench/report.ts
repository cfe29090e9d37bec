/** What a measurement found, printed as one table; nothing is asserted. */

export interface Figure {
  what: string
  value: string
  /** What it should be, in words; absent = for information. */
  wanted?: string
  reached?: boolean
}

export interface Report {
  title: string
  figures: Figure[]
  notes: string[]
}

/** A ratio that should be at least `least`, or at most `most`. */
export function ratio(what: string, value: number, bound: { least: number } | { most: number }): Figure {
  const [wanted, reached] =
    'least' in bound
      ? [`at least ${bound.least}`, value >= bound.least]
      : [`at most ${bound.most}`, value <= bound.most]
  return { what, value: value.toFixed(value < 0.1 ? 3 : 2), wanted, reached }
}

export function atMost(what: string, value: number, most: number, unit: string): Figure {
  return {
    what,
    value: `${value.toFixed(value < 10 ? 2 : 0)} ${unit}`,
    wanted: `below ${most} ${unit}`,
    reached: value < most,
  }
}

export function atLeast(what: string, value: number, least: number, unit: string): Figure {
  return { what, value: `${value.toFixed(0)} ${unit}`, wanted: `at least ${least} ${unit}`, reached: value >= least }
}

export function seconds(what: string, values: number[]): Figure {
  return { what, value: `${values.map((each) => each.toFixed(2)).join(' / ')} s` }
}

export function print({ title, figures, notes }: Report): void {
  const [what, value] = [(each: Figure) => each.what, (each: Figure) => each.value].map((of) =>
    Math.max(...figures.map((each) => of(each).length)),
  ) as [number, number]
  console.log(`\n${title}`)
  for (const each of figures) {
    const verdict = each.wanted ? `  ${each.reached ? 'reached   ' : 'NOT REACHED'} (${each.wanted})` : ''
    console.log(`  ${each.what.padEnd(what)}  ${each.value.padStart(value)}${verdict}`)
  }
  for (const note of notes) console.log(`  · ${note}`)
}
