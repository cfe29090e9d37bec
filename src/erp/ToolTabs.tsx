/** The row of tabs that stands on every page of the tool. */
import { useGet } from '../web/queries.ts'
import { Link, useParam, usePath } from '../web/router.tsx'
import { erpPath, type TabInfo } from './ErpData.tsx'

/** `file`: what stands under the filters in one ERP company file only. */
export const useTabs = (company: string, file?: string) =>
  useGet<TabInfo[]>(`${erpPath(company)}/tabs${file ? `?connection_id=${file}` : ''}`, company)

/** What of a tab waits for a person. */
const WAITING = ['Ready to Import', 'Ready to Export', 'Ready to Update', 'Failed', 'Needs review'] as const

export const waitingIn = (tab: TabInfo): number => WAITING.reduce((sum, filter) => sum + (tab.counts[filter] ?? 0), 0)

export function ToolTabs() {
  const company = useParam('company')
  const path = usePath()
  const tabs = useTabs(company)
  const base = `/companies/${company}/erp`
  const link = (to: string, label: string, waiting = 0) => (
    <Link
      key={to}
      to={to}
      current={
        path === to || (to === base ? path === `/companies/${company}` : path.startsWith(`${to}/`)) ? 'page' : undefined
      }
    >
      {label}
      {waiting > 0 ? <span className="number"> ({waiting.toLocaleString()})</span> : null}
    </Link>
  )
  return (
    <nav className="tabs" aria-label="ERP Integrations">
      {link(base, 'Overview')}
      {(tabs.data ?? []).map((tab) => link(`${base}/${tab.kind}`, tab.title, waitingIn(tab)))}
      {link(`${base}/connection`, 'Connection')}
      {link(`${base}/health`, 'Health')}
      {link(`${base}/runs`, 'Runs')}
      {link(`${base}/settings`, 'Settings')}
    </nav>
  )
}
