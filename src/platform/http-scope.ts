/** Which company and project a request speaks of: path first, then header, query, body. All that are named must agree. */
import type { CompanyId, ProjectId } from '../ids.ts'
import { Refused, refusal } from './refusal.ts'

export interface Named {
  path: string
  params: Record<string, unknown>
  query: Record<string, unknown>
  body: unknown
  headers: Record<string, unknown>
}

const MISSING_COMPANY =
  'Missing Procore-Company-Id header! Name the company in it, or in the path. Only /rest/v1.0/me and /rest/v1.0/companies go without.'

/** Undefined only where a route may do without a company. */
export function companyOf({ path, params, query, body, headers }: Named): CompanyId | undefined {
  const own = /\/companies\/:id(\/|$)/.test(path) ? params.id : undefined
  const found = agreed('company', [
    params.company_id,
    own,
    headers['procore-company-id'],
    query.company_id,
    member(body, 'company_id'),
  ])
  if (found === undefined && !goesWithout(path))
    throw new Refused(refusal('no-company', MISSING_COMPANY, { field: 'Procore-Company-Id' }), 400)
  return found as CompanyId | undefined
}

export function projectOf({ path, params, query, body }: Named): ProjectId | undefined {
  const own = /\/projects\/:id(\/|$)/.test(path) ? params.id : undefined
  return agreed('project', [params.project_id, own, query.project_id, member(body, 'project_id')]) as
    | ProjectId
    | undefined
}

function goesWithout(path: string): boolean {
  return !path.startsWith('/rest/') || /^\/rest\/v1\.0\/(me(\/.*)?|companies|openapi\.json)$/.test(path)
}

function agreed(what: string, values: unknown[]): number | undefined {
  const named = [...new Set(values.filter((each) => each !== undefined && each !== null && each !== '').map(asWritten))]
  if (named.length > 1)
    throw new Refused(
      refusal(
        `two-${what === 'company' ? 'companies' : 'projects'}`,
        `The request names two: ${what} ${named.join(' and ')}.`,
      ),
      400,
    )
  const [text] = named
  if (text === undefined) return undefined
  const id = Number(text)
  // What is no id names nothing that exists.
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(id) || id === 0)
    throw new Refused(refusal('not-found', `There is no ${what} “${text.slice(0, 50)}”.`), 404)
  return id
}

/** A list or an object stays what it is, also where JavaScript would print it like an id. */
function asWritten(value: unknown): string {
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

function member(body: unknown, name: string): unknown {
  return typeof body === 'object' && body !== null ? (body as Record<string, unknown>)[name] : undefined
}
