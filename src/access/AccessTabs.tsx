/** The rows of tabs on the pages of people, and on those of permissions. */
import { Link, useParam, usePath } from '../web/router.tsx'

const TABS = {
  People: [
    ['people', 'People'],
    ['api-clients', 'API clients'],
  ],
  Permissions: [
    ['permissions', 'Actions'],
    ['permissions/templates', 'Templates'],
    ['permissions/approval', 'Approval'],
  ],
} as const

export function AccessTabs({ of }: { of: keyof typeof TABS }) {
  const company = useParam('company')
  const path = usePath()
  return (
    <nav className="tabs" aria-label={of}>
      {TABS[of].map(([place, label]) => {
        const to = `/companies/${company}/${place}`
        return (
          <Link key={to} to={to} current={path === to ? 'page' : undefined}>
            {label}
          </Link>
        )
      })}
    </nav>
  )
}
