/** Answers the HTTP server's questions about a person: who, member of what, may they. Read anew for each request. */
import type { CompanyId, ProjectId, UserId } from '../ids.ts'
import type { Clock } from '../platform/clock.ts'
import type { Db } from '../platform/db.ts'
import type { Admission, Credential, Gatekeeper, Shut } from '../platform/gatekeeper.ts'
import type { Gate, Level } from '../platform/route.ts'
import { sessionCookie } from './cookie.ts'
import { concernsProject, type Rights, whyShut } from './guard.ts'
import { secretHash } from './secrets.ts'
import { findAdmitted, findProjectRights, type ProjectRights, touchSession } from './store-rights.ts'
import { PROJECT_TOOLS } from './tools.ts'

/** How stale `seen_at` may get before a request writes it. */
const SEEN_EVERY_MS = 60_000

export function createGatekeeper({
  db,
  clock,
  publicUrl,
}: {
  db: Db
  clock: Clock
  publicUrl?: string | undefined
}): Gatekeeper {
  const cookie = sessionCookie(publicUrl)
  return {
    credential(headers) {
      const bearer = /^Bearer\s+(\S+)$/i.exec(String(headers.authorization ?? ''))?.[1]
      if (bearer) return { kind: 'bearer', secret: bearer }
      const secret = cookie.read(String(headers.cookie ?? ''))
      return secret ? { kind: 'cookie', secret } : undefined
    },
    admit: (credential, company, project) => admit(db, clock, credential, company, project),
  }
}

async function admit(
  db: Db,
  clock: Clock,
  { kind, secret }: Credential,
  company: CompanyId | undefined,
  project: ProjectId | undefined,
): Promise<Admission | undefined> {
  const now = clock.now()
  const hash = secretHash(secret)
  const found = await db.system(async (sql) => {
    const admitted = await findAdmitted(sql, kind, hash, now, company)
    if (admitted?.seenAt && now.getTime() - admitted.seenAt.getTime() > SEEN_EVERY_MS)
      await touchSession(sql, hash, now)
    const inProject =
      admitted?.rights && company && project
        ? await findProjectRights(sql, company, project, admitted.person.id)
        : undefined
    return admitted && { ...admitted, inProject }
  })
  if (!found) return undefined
  const projects = new Map<ProjectId, ProjectRights>()
  if (project !== undefined && found.inProject) projects.set(project, found.inProject)
  const lookUp = async (one: ProjectId): Promise<ProjectRights> => {
    const known =
      projects.get(one) ??
      (await db.system((sql) => findProjectRights(sql, company as CompanyId, one, found.person.id as UserId)))
    projects.set(one, known)
    return known
  }
  return {
    person: found.person,
    session: found.session,
    member: found.rights !== undefined,
    projectExists: project === undefined || (found.inProject?.exists ?? false),
    whyNot: async (gate, one) =>
      factorMissing(found.asksForFactor) ??
      whyNot(gate, found.rights, one === undefined || company === undefined ? undefined : await lookUp(one)),
  }
}

/** Before everything else in a company that asks for it; one's own account, where it is set up, is of no company. */
function factorMissing(company: string | undefined): Shut | undefined {
  if (company === undefined) return undefined
  const sentence = `${company} asks for a second factor. Set yours up under My account, then go on.`
  return { sentence, code: 'second-factor-missing' }
}

function whyNot(gate: Gate, rights: Rights | undefined, project: ProjectRights | undefined): Shut | undefined {
  if (gate === 'public' || (gate === 'signed-in' && !project)) return undefined
  if (!rights) return { sentence: 'You are not a member of this company.', missing: true }
  if (project && !project.exists) return { sentence: 'There is no such project.', missing: true }
  const projectLevels = project && levelsIn(project, rights)
  if (project && !projectLevels && concernsProject(gate))
    return { sentence: 'There is no such project, or you may not see it.', missing: true }
  const both = project
    ? { ...rights, projectLevels, permissions: [...rights.permissions, ...project.permissions] }
    : rights
  const sentence = whyShut(gate, both)
  return sentence === undefined ? undefined : { sentence }
}

const EVERYTHING: Record<string, Level> = Object.fromEntries(PROJECT_TOOLS.map((tool) => [tool, 'Admin']))

/** Whoever is Admin of the company's Admin tool is Admin of the projects that gave no template of their own: a new project has somebody. */
export function levelsIn(project: Pick<ProjectRights, 'levels'>, rights: Rights): Record<string, Level> | undefined {
  return project.levels ?? (rights.levels.Admin === 'Admin' ? EVERYTHING : undefined)
}
