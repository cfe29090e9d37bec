/** What the pages of people and permissions read, and the choices they share. */
import { useList } from '../web/queries.ts'
import { useParam } from '../web/router.tsx'
import { useWhyNot } from '../web/session.ts'

export interface ShownPerson {
  id: number
  name: string
  email: string
  is_service: boolean
  is_active: boolean
  template_id: number | null
  template_name: string | null
  project_template_id: number | null
  project_template_name: string | null
  can_push_to_accounting: boolean
  approval_limit: string | null
}

export interface ShownTemplate {
  id: number
  name: string
  scope: 'company' | 'project'
  levels: Record<string, string>
  permissions: string[]
  people: string[]
}

export const accessPath = (company: string) => `/rest/v1.0/companies/${company}`

export function useTemplates() {
  const company = useParam('company')
  return useList<ShownTemplate>(`${accessPath(company)}/permission_templates`, company)
}

/** Why the person who looks may not change people and permissions; undefined = may. */
export const useWhyNotManage = (): string | undefined => useWhyNot(useParam('company'))('manage-people')

/** For a field of choice; the first says what having none means. */
export function choicesOf(templates: ShownTemplate[], scope: ShownTemplate['scope'], none: string) {
  const fitting = templates.filter((each) => each.scope === scope)
  return [{ value: '', label: none }, ...fitting.map((each) => ({ value: String(each.id), label: each.name }))]
}

/** What a field of choice holds: an id as text, or nothing. */
export const idIn = (value: string): number | null => (value === '' ? null : Number(value))
