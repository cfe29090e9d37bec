/** What the company asks of approvers beyond their level: two people, Admins only. Each option holds from the next request on. */
import { Loaded } from '../web/Loaded.tsx'
import { PageHead } from '../web/PageHead.tsx'
import { useGet } from '../web/queries.ts'
import { Link, useParam } from '../web/router.tsx'
import { Switch } from '../web/Switch.tsx'
import { accessPath, useWhyNotManage } from './AccessData.tsx'
import { AccessTabs } from './AccessTabs.tsx'

type Settings = Record<'fourEyes' | 'adminApproversOnly', boolean>

const OPTIONS: { key: keyof Settings; label: string; help: string }[] = [
  {
    key: 'fourEyes',
    label: 'Sender and approver are two people',
    help: 'Whoever sent an item may not accept it, nor adopt or complete it in the ERP.',
  },
  {
    key: 'adminApproversOnly',
    label: 'Only Admins approve',
    help: 'Accepting and rejecting needs Admin on ERP Integrations; Standard with Can Push to Accounting is not enough.',
  },
]

export default function ApprovalPage() {
  const company = useParam('company')
  const why = useWhyNotManage()
  const path = `${accessPath(company)}/approval_settings`
  const settings = useGet<Settings>(path, company)
  return (
    <>
      <PageHead title="Approval" about="What the company asks of accounting approvers." />
      <AccessTabs of="Permissions" />
      <section className="panel stack" aria-label="Approval">
        <Loaded query={settings}>
          {(values) =>
            OPTIONS.map(({ key, ...words }) => (
              <Switch
                key={key}
                {...words}
                company={company}
                why={why}
                on={values[key]}
                path={path}
                body={(on) => ({ approval_settings: { [key]: on } })}
              />
            ))
          }
        </Loaded>
        <p className="muted">
          How much each approver may accept is set with the <Link to={`/companies/${company}/people`}>person</Link>. A
          direct export has no approver, so that none of this holds for it.
        </p>
      </section>
    </>
  )
}
