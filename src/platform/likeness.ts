/** How surely a record of ours and one of another system are the same thing: reasons with points. Pure. */
export interface Alike {
  score: number
  /** The reasons in words. */
  because: string
}

/** Undefined when fewer than `least` points speak for it. */
export function alikeBy(reasons: [points: number, reason: string][], least = 1): Alike | undefined {
  const score = reasons.reduce((total, [points]) => total + points, 0)
  return score >= least ? { score, because: reasons.map(([, reason]) => reason).join(', ') } : undefined
}

/** Letters and digits alone: how a thing is written makes no difference. */
export function plain(text: string): string {
  return text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '')
}

const MOST = 5

/** The likeliest first, a few of them; those equally likely stay in their order. */
export function likeliest<T>(all: T[], judge: (one: T) => Alike | undefined): { one: T; because: string }[] {
  return all
    .flatMap((one) => {
      const found = judge(one)
      return found ? [{ one, ...found }] : []
    })
    .sort((a, b) => b.score - a.score)
    .slice(0, MOST)
}
