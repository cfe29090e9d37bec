/** The row of tabs that stands on every page of the budget. */
import { Link, useParam, usePath } from '../web/router.tsx'

export const useBudgetPath = (): string => `/companies/${useParam('company')}/projects/${useParam('project')}/budget`

export function BudgetTabs() {
  const base = useBudgetPath()
  const path = usePath()
  const link = (to: string, label: string) => (
    <Link to={to} current={path === to || (to !== base && path.startsWith(`${to}/`)) ? 'page' : undefined}>
      {label}
    </Link>
  )
  return (
    <nav className="tabs" aria-label="Budget">
      {link(base, 'Views')}
      {link(`${base}/lines`, 'Lines and forecasts')}
      {link(`${base}/changes`, 'Budget changes')}
      {link(`${base}/snapshots`, 'Snapshots')}
    </nav>
  )
}
