/** The few numbers a measurement is told by. */

/** Of an odd or even count; the mean of the two in the middle. */
export function median(values: number[]): number {
  return percentile(values, 50)
}

/** Linear between neighbours. @throws Error on no values. */
export function percentile(values: number[], percent: number): number {
  const sorted = [...values].sort((left, right) => left - right)
  const place = ((sorted.length - 1) * percent) / 100
  const below = sorted[Math.floor(place)]
  const above = sorted[Math.ceil(place)]
  if (below === undefined || above === undefined) throw new Error('Nothing was measured.')
  return below + (above - below) * (place - Math.floor(place))
}

/** Seconds that some work takes. */
export async function timed(work: () => unknown): Promise<number> {
  const start = performance.now()
  await work()
  return (performance.now() - start) / 1000
}
