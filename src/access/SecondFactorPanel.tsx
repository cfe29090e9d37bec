/** The second factor of one's own account: what it is, whether it is on, and how to switch it on and off. */
import { PasswordInput, TextInput } from '@mantine/core'
import { useState } from 'react'
import { ActionButton } from '../web/ActionButton.tsx'
import { Dialog } from '../web/Dialog.tsx'
import { Loaded } from '../web/Loaded.tsx'
import { Notice } from '../web/Notice.tsx'
import { useChange, useGet } from '../web/queries.ts'
import { StatusChip } from '../web/StatusChip.tsx'
import { FACTOR_PATH, SetUpDialog } from './SetUpDialog.tsx'

export interface ShownFactor {
  confirmed_at: string | null
  recovery_codes_left: number
  asked_by: string[]
  has_password: boolean
}

export function SecondFactorPanel() {
  const factor = useGet<ShownFactor>(FACTOR_PATH)
  const [open, setOpen] = useState<'set-up' | 'switch-off'>()
  const close = () => setOpen(undefined)
  return (
    <section className="panel stack" aria-labelledby="second-factor">
      <h2 id="second-factor">Second factor</h2>
      <p className="muted">
        With a second factor your password alone lets nobody in: each sign-in also asks for six digits that an
        authenticator app on your phone shows.
      </p>
      <Loaded query={factor}>
        {(shown) => (
          <>
            <Standing factor={shown} />
            <div className="row">
              {shown.confirmed_at ? (
                <ActionButton onClick={() => setOpen('switch-off')}>Switch off</ActionButton>
              ) : (
                <ActionButton
                  variant="filled"
                  onClick={() => setOpen('set-up')}
                  why={
                    shown.has_password
                      ? undefined
                      : 'You have no password here. The provider of single sign-on sees to a second factor.'
                  }
                >
                  Set up
                </ActionButton>
              )}
            </div>
          </>
        )}
      </Loaded>
      {open === 'set-up' ? <SetUpDialog onClose={close} /> : null}
      {open === 'switch-off' ? <SwitchOffDialog onClose={close} /> : null}
    </section>
  )
}

function Standing({ factor }: { factor: ShownFactor }) {
  const { confirmed_at, recovery_codes_left: left, asked_by } = factor
  if (!confirmed_at)
    return asked_by.length > 0 ? (
      <Notice colour="yellow">
        {asked_by.join(' and ')} {asked_by.length > 1 ? 'ask' : 'asks'} for a second factor. Set yours up to go on.
      </Notice>
    ) : (
      <div>
        <StatusChip word="Off" colour="grey" />
      </div>
    )
  return (
    <div className="row">
      <StatusChip word="On" colour="green" />
      <span>
        {left} recovery {left === 1 ? 'code' : 'codes'} left.
        {left <= 3 ? ' To get new ones, switch the second factor off and set it up again.' : ''}
      </span>
    </div>
  )
}

function SwitchOffDialog({ onClose }: { onClose: () => void }) {
  const [password, setPassword] = useState('')
  const [code, setCode] = useState('')
  const change = useChange(undefined)
  const body = { second_factor: { password, code } }
  return (
    <Dialog
      title="Switch off the second factor"
      confirm="Switch off"
      danger
      onClose={onClose}
      onConfirm={() => change.mutate({ path: `${FACTOR_PATH}/removal`, body }, { onSuccess: onClose })}
      why={password && code ? undefined : 'Enter your password and a code.'}
      busy={change.isPending}
      error={change.error}
    >
      <p>From then on your password alone lets anybody in. Your recovery codes will be void.</p>
      <PasswordInput
        label="Password"
        size="xs"
        required
        autoComplete="current-password"
        value={password}
        onChange={(event) => setPassword(event.currentTarget.value)}
        visibilityToggleButtonProps={{ 'aria-label': 'Show or hide the password' }}
      />
      <TextInput
        label="Code of the app, or a recovery code"
        size="xs"
        required
        autoComplete="one-time-code"
        value={code}
        onChange={(event) => setCode(event.currentTarget.value)}
      />
    </Dialog>
  )
}
