/** Where a company's address leads: to the tool for those who may look at it, to the projects for everyone else. */
import { Waiting } from '../web/Loaded.tsx'
import { Refusals } from '../web/Notice.tsx'
import { useLeadOn, useParam } from '../web/router.tsx'
import { useActions } from '../web/session.ts'

export default function LandingPage() {
  const company = useParam('company')
  const actions = useActions(company)
  const shut = actions.data?.find((each) => each.key === 'view-erp-tool')?.why_not
  const here = `/companies/${company}`
  useLeadOn(here, actions.data && `${here}/${shut ? 'projects' : 'erp'}`)
  return actions.error ? <Refusals error={actions.error} /> : <Waiting />
}
