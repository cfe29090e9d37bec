/** Where a company's address leads: to the tool for those who may look at it, to the projects for everyone else. */
import { useEffect } from 'react'
import { Waiting } from '../web/Loaded.tsx'
import { Refusals } from '../web/Notice.tsx'
import { useGo, useParam } from '../web/router.tsx'
import { useActions } from '../web/session.ts'

export default function LandingPage() {
  const company = useParam('company')
  const actions = useActions(company)
  const go = useGo()
  const shut = actions.data?.find((each) => each.key === 'view-erp-tool')?.why_not
  const to = actions.data && (shut ? 'projects' : 'erp')
  useEffect(() => {
    if (to) go(`/companies/${company}/${to}`, { replace: true })
  }, [to, company, go])
  return actions.error ? <Refusals error={actions.error} /> : <Waiting />
}
