/** What the HTTP server asks of access control; `access/gatekeeper.ts` answers. Keeps `platform` ignorant of people and levels. */
import type { CompanyId, ProjectId } from '../ids.ts'
import type { Gate, Person, Session } from './route.ts'

/** What a request brought to prove who sends it. */
export type Credential = { kind: 'cookie'; secret: string } | { kind: 'bearer'; secret: string }

export interface Admission {
  person: Person
  session?: Session | undefined
  /** False: no active member of the company that was named; answer as if there were none. */
  member: boolean
  /** False: the company has no such project, or the person may not know of it. True when none was named. */
  projectExists: boolean
  /** Undefined when the gate is open, else the sentence that says what it takes. `missing` = answer 404. */
  whyNot(gate: Gate, project?: ProjectId): Promise<Shut | undefined>
}

export interface Shut {
  sentence: string
  /** `not-allowed` when left out. */
  code?: string
  /** The person may not even know that it is there. */
  missing?: boolean
}

export interface Gatekeeper {
  /** Undefined: nobody, or no longer. Asked anew for each request, so that a change of rights acts on the next one. */
  admit(
    credential: Credential,
    company: CompanyId | undefined,
    project: ProjectId | undefined,
  ): Promise<Admission | undefined>
  /** Reads the credential from a request's headers. */
  credential(headers: Record<string, string | string[] | undefined>): Credential | undefined
}
