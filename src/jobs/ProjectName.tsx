/** The project's name, for the side bar. */
import { useGet } from '../web/queries.ts'

export function ProjectName({ company, project }: { company: string; project: string }) {
  const query = useGet<{ name: string }>(`/rest/v1.0/projects/${project}?company_id=${company}`, company)
  return <>{query.data?.name ?? 'Project'}</>
}
