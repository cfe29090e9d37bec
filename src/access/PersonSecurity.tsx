/** How one person signs in, for administrators: sessions, second factor, single sign-on, each with its way to end it. */
import { ActionButton } from '../web/ActionButton.tsx'
import { Loaded } from '../web/Loaded.tsx'
import { Refusals } from '../web/Notice.tsx'
import { useChange, useGet } from '../web/queries.ts'
import { StatusChip } from '../web/StatusChip.tsx'
import { useWhyNotManage } from './AccessData.tsx'
import { SessionTable, type ShownSession } from './SessionTable.tsx'

export interface ShownSignIn {
  id: number
  name: string
  email: string
  has_password: boolean
  second_factor: boolean
  single_sign_on: boolean
  sessions: number
}

export function PersonSecurity({ company, person }: { company: string; person: number }) {
  const path = `/rest/v1.0/companies/${company}/users/${person}`
  const shown = useGet<ShownSignIn & { open_sessions: ShownSession[] }>(`${path}/sign_in`, company)
  const change = useChange(company)
  const shut = useWhyNotManage()
  const end = (what: string) => change.mutate({ path: `${path}/${what}`, method: 'DELETE' })
  const action = (label: string, what: string, why: string | false) => (
    <ActionButton onClick={() => end(what)} why={shut ?? (why || undefined)} busy={change.isPending}>
      {label}
    </ActionButton>
  )
  return (
    <Loaded query={shown}>
      {({ name, has_password, second_factor, single_sign_on, open_sessions }) => (
        <div className="stack">
          <div className="row">
            <Has what="Password" yes={has_password} />
            <Has what="Second factor" yes={second_factor} />
            <Has what="Single sign-on" yes={single_sign_on} />
          </div>
          <SessionTable sessions={open_sessions} />
          <Refusals error={change.error} />
          <div className="row">
            {action('End all sessions', 'sessions', open_sessions.length === 0 && `${name} is signed in nowhere.`)}
            {action('Reset second factor', 'second_factor', !second_factor && `${name} has no second factor.`)}
            {action(
              'Unlink single sign-on',
              'single_sign_on',
              !single_sign_on && `${name} is not linked with single sign-on.`,
            )}
          </div>
          <p className="muted">
            A reset ends all sessions. {name} signs in with the password alone then, and can set up a new second factor.
          </p>
        </div>
      )}
    </Loaded>
  )
}

function Has({ what, yes }: { what: string; yes: boolean }) {
  return <StatusChip word={`${what}: ${yes ? 'yes' : 'no'}`} colour={yes ? 'green' : 'grey'} />
}
