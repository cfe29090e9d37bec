/**
 * Keeps what was worked out of two things for as long as both are there: a page that comes back with the same answers from the cache need not work
 * out again what it shows of thousands of rows. Both must never change in place, which holds for answers.
 */
export function kept<One extends object, Other extends object, Result>(
  workOut: (one: One, other: Other) => Result,
): (one: One, other: Other) => Result {
  const results = new WeakMap<One, WeakMap<Other, Result>>()
  return (one, other) => {
    const known = results.get(one) ?? new WeakMap<Other, Result>()
    results.set(one, known)
    if (!known.has(other)) known.set(other, workOut(one, other))
    return known.get(other) as Result
  }
}
