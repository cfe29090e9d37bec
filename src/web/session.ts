/** Who is signed in, and the companies that person may open. */
import { call } from './fetch.ts'
import { queryClient, useGet } from './queries.ts'

export interface Me {
  id: number
  name: string
  email: string
  why_not_make_companies: string | null
}

export interface CompanyName {
  id: number
  name: string
}

export const useMe = () => useGet<Me>('/rest/v1.0/me')
export const useCompanies = () => useGet<CompanyName[]>('/rest/v1.0/companies')

/** Signs in with a cookie that scripts cannot read. */
export async function signIn(email: string, password: string): Promise<void> {
  await call('/session', { method: 'POST', body: { email, password } })
  queryClient.clear()
}

export async function signOut(): Promise<void> {
  await call('/session', { method: 'DELETE' })
  queryClient.clear()
}

/** The actions of the permission matrix, each with why the person may not take it. */
export function useActions(company: string, project?: string) {
  const query = project ? `?project_id=${project}` : ''
  return useGet<{ key: string; why_not: string | null }[]>(
    `/rest/v1.0/companies/${company}/my_actions${query}`,
    company,
  )
}

/** Why the person may not take an action; undefined = may, or not known yet. The server has the last word. */
export function useWhyNot(company: string, project?: string): (action: string) => string | undefined {
  const actions = useActions(company, project)
  return (action) => actions.data?.find((each) => each.key === action)?.why_not ?? undefined
}
