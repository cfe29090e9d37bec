/** The simulator's two kinds of no. Anything else that is thrown is a bug of its own. */

/** Said by Sage: a rule of the books is in the way. HTTP 422. */
export class Refused extends Error {}

/** Said by the simulator: the real thing may be able to, this one does not model it. HTTP 501. */
export class Unsupported extends Error {
  constructor(sentence: string) {
    super(`UNSUPPORTED: ${sentence}`)
  }
}
