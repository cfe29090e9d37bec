/** Who is signed in, and the companies that person may open. */
import { call } from './fetch.ts'
import { queryClient, useGet } from './queries.ts'
import { useParam, useTool } from './router.tsx'

export interface Me {
  id: number
  name: string
  email: string
  companies: { id: number; second_factor_missing: boolean }[]
  why_not_make_companies: string | null
}

export interface CompanyName {
  id: number
  name: string
}

export const useMe = () => useGet<Me>('/rest/v1.0/me')

/** Whether the company opens to this session; false: it asks for a second factor first. Undefined: not known yet. */
export function useOpen(company: string | undefined): boolean | undefined {
  const me = useGet<Me>(company && '/rest/v1.0/me')
  return me.data && !me.data.companies.some((each) => String(each.id) === company && each.second_factor_missing)
}

export const useCompanies = () => useGet<CompanyName[]>('/rest/v1.0/companies')

/** The ways in: a password, the provider of single sign-on by its name, or both. */
export const useWays = () => useGet<{ password: boolean; provider: string | null }>('/session/ways')

/** Signs in with a cookie that scripts cannot read. True: the second factor's code is still to come, by `enterCode`. */
export async function signIn(email: string, password: string): Promise<boolean> {
  const { data } = await call<{ awaits: 'code' } | undefined>('/session', { method: 'POST', body: { email, password } })
  queryClient.clear()
  return data?.awaits === 'code'
}

export async function enterCode(code: string): Promise<void> {
  await call('/session/code', { method: 'POST', body: { code } })
  queryClient.clear()
}

/** Leaves for the provider's own pages; it sends people back to `/sign-in/provider`. */
export async function leaveForProvider(to: string): Promise<void> {
  const { data } = await call<{ address: string }>('/session/provider/begin', { method: 'POST', body: { to } })
  location.assign(data.address)
}

/** `query`: of the address the provider sent the browser back to. Returns where the person wanted to go. */
export async function returnFromProvider(query: string): Promise<string> {
  const { data } = await call<{ to: string }>('/session/provider', { method: 'POST', body: { query } })
  queryClient.clear()
  return data.to
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

export type Changing = 'Standard' | 'Admin'

/** Why the person may not change what the page's tool holds; undefined = may, not known yet, or `level` is. */
export function useWhyNotChange(level: Changing | undefined): string | undefined {
  const tool = useTool()
  const company = useParam('company')
  const project = useParam('project')
  const path = tool && level && `/rest/v1.0/companies/${company}/my_tools${project && `?project_id=${project}`}`
  const tools = useGet<{ tool: string; level: Changing; why_not: string | null }[]>(path, company)
  return tools.data?.find((each) => each.tool === tool && each.level === level)?.why_not ?? undefined
}
