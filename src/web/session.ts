/** Who is signed in, and the companies that person may open. */
import { call } from './fetch.ts'
import { queryClient, useGet } from './queries.ts'

export interface Me {
  id: number
  name: string
  email: string
}

export interface Company {
  id: number
  name: string
}

export const useMe = () => useGet<Me>('/rest/v1.0/me')
export const useCompanies = () => useGet<Company[]>('/rest/v1.0/companies')

/** Signs in with a cookie that scripts cannot read. */
export async function signIn(email: string, password: string): Promise<void> {
  await call('/session', { method: 'POST', body: { email, password } })
  queryClient.clear()
}

export async function signOut(): Promise<void> {
  await call('/session', { method: 'DELETE' })
  queryClient.clear()
}

/** Why the person may not take an action of the permission matrix; undefined = may, or not known yet. The server has the last word. */
export function useWhyNot(company: string, project?: string): (action: string) => string | undefined {
  const query = project ? `?project_id=${project}` : ''
  const actions = useGet<{ key: string; why_not: string | null }[]>(
    `/rest/v1.0/companies/${company}/my_actions${query}`,
    company,
  )
  return (action) => actions.data?.find((each) => each.key === action)?.why_not ?? undefined
}
