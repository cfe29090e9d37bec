/**
 * A refusal is an expected no of ours: a value, not a fault. The server answers with it (409 or 422), and the button it
 * greys shows its sentence. Compare *failure* (the ERP said no, `erp/failures.ts`) and *fault* (our bug; thrown).
 */
export interface Refusal {
  /** Stable, kebab-case, for tests and integrators: `title-too-long`. */
  code: string
  /** What is wrong, where, in words the person on the page knows. */
  sentence: string
  /** The field of the form or of the request body it belongs to, if one does. */
  field?: string
  /** How to mend it, if the sentence does not already say so. */
  remedy?: string
}

export function refusal(code: string, sentence: string, more: Pick<Refusal, 'field' | 'remedy'> = {}): Refusal {
  return { code, sentence, ...more }
}

/** Carries refusals out of a transaction so that it rolls back; `platform/http.ts` turns it into the answer. */
export class Refused extends Error {
  readonly refusals: Refusal[]
  /** HTTP status: 404 not yours or not there, 409 conflict with what is, 422 breaks a rule, 403 not allowed, 400 malformed. */
  readonly status: number

  constructor(refusals: Refusal | Refusal[], status = 422) {
    const list = Array.isArray(refusals) ? refusals : [refusals]
    super(list.map((each) => each.sentence).join(' '))
    this.name = 'Refused'
    this.refusals = list
    this.status = status
  }
}

/** Throws when there is anything to refuse. */
export function refuseIf(refusals: Refusal[], status = 422): void {
  if (refusals.length > 0) throw new Refused(refusals, status)
}
