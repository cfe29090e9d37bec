/** One's own account: second factor, password, and where one is signed in. */
import { PasswordInput } from '@mantine/core'
import { useState } from 'react'
import { ActionButton } from '../web/ActionButton.tsx'
import { Dialog } from '../web/Dialog.tsx'
import { Loaded } from '../web/Loaded.tsx'
import { Notice, Refusals } from '../web/Notice.tsx'
import { PageHead } from '../web/PageHead.tsx'
import { useChange, useGet } from '../web/queries.ts'
import { useMe } from '../web/session.ts'
import { SecondFactorPanel, type ShownFactor } from './SecondFactorPanel.tsx'
import { SessionTable, type ShownSession } from './SessionTable.tsx'
import { FACTOR_PATH } from './SetUpDialog.tsx'

export default function AccountPage() {
  const me = useMe()
  return (
    <>
      <PageHead title="My account" about={me.data ? `${me.data.name}, ${me.data.email}` : undefined} />
      <SecondFactorPanel />
      <PasswordPanel />
      <SessionsPanel />
    </>
  )
}

function PasswordPanel() {
  const [asking, setAsking] = useState(false)
  const [changed, setChanged] = useState(false)
  const factor = useGet<ShownFactor>(FACTOR_PATH)
  const none = factor.data?.has_password === false
  return (
    <section className="panel stack" aria-labelledby="password">
      <h2 id="password">Password</h2>
      <p className="muted">A new password signs you out everywhere else.</p>
      {changed ? <Notice colour="green">Your password is changed. You are signed out everywhere else.</Notice> : null}
      <div>
        <ActionButton
          onClick={() => setAsking(true)}
          why={none ? 'You have no password here: you sign in at the provider of single sign-on.' : undefined}
        >
          Change password
        </ActionButton>
      </div>
      {asking ? (
        <PasswordDialog
          onClose={() => setAsking(false)}
          onDone={() => {
            setAsking(false)
            setChanged(true)
          }}
        />
      ) : null}
    </section>
  )
}

function PasswordDialog({ onClose, onDone }: { onClose: () => void; onDone: () => void }) {
  const [current, setCurrent] = useState('')
  const [wanted, setWanted] = useState('')
  const [again, setAgain] = useState('')
  const change = useChange(undefined)
  const why =
    current && wanted && again ? (wanted === again ? undefined : 'The new passwords differ.') : 'Fill in all three.'
  const body = { password: { current, new: wanted } }
  return (
    <Dialog
      title="Change password"
      confirm="Change password"
      onClose={onClose}
      onConfirm={() => change.mutate({ path: '/rest/v1.0/me/password', method: 'PUT', body }, { onSuccess: onDone })}
      why={why}
      busy={change.isPending}
      error={change.error}
    >
      <PasswordField label="Present password" value={current} onChange={setCurrent} complete="current-password" />
      <PasswordField label="New password" value={wanted} onChange={setWanted} complete="new-password" />
      <PasswordField label="New password again" value={again} onChange={setAgain} complete="new-password" />
    </Dialog>
  )
}

function PasswordField(props: { label: string; value: string; onChange: (to: string) => void; complete: string }) {
  return (
    <PasswordInput
      label={props.label}
      size="xs"
      required
      autoComplete={props.complete}
      value={props.value}
      onChange={(event) => props.onChange(event.currentTarget.value)}
      visibilityToggleButtonProps={{ 'aria-label': `Show or hide: ${props.label}` }}
    />
  )
}

function SessionsPanel() {
  const sessions = useGet<ShownSession[]>('/rest/v1.0/me/sessions')
  const change = useChange(undefined)
  const end = (path: string) => change.mutate({ path: `/rest/v1.0/me/sessions${path}`, method: 'DELETE' })
  const others = sessions.data?.filter((each) => !each.current).length ?? 0
  return (
    <section className="panel stack" aria-labelledby="sessions">
      <div className="row">
        <h2 id="sessions" className="grow">
          Where you are signed in
        </h2>
        <ActionButton
          onClick={() => end('')}
          why={others === 0 ? 'You are signed in nowhere else.' : undefined}
          busy={change.isPending}
        >
          Sign out everywhere else
        </ActionButton>
      </div>
      <Refusals error={change.error} />
      <Loaded query={sessions}>{(list) => <SessionTable sessions={list} onEnd={({ id }) => end(`/${id}`)} />}</Loaded>
    </section>
  )
}
