/** The door. */
import { PasswordInput, Stack, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { ActionButton } from './ActionButton.tsx'
import { Refusals } from './Notice.tsx'
import { useFilters, useGo } from './router.tsx'
import { signIn } from './session.ts'
import { useTitle } from './title.ts'

export default function SignInPage() {
  const [email, setEmail] = useState('')
  const [password, setPassword] = useState('')
  const [error, setError] = useState<unknown>()
  const [busy, setBusy] = useState(false)
  const [{ to }] = useFilters()
  const go = useGo()
  useTitle('Sign in')
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    setBusy(true)
    setError(undefined)
    try {
      await signIn(email, password)
      // Only addresses of our own: never another site's.
      go(to?.startsWith('/') && !to.startsWith('//') ? to : '/', { replace: true })
    } catch (thrown) {
      setError(thrown)
    } finally {
      setBusy(false)
    }
  }
  return (
    <main className="centre">
      <form onSubmit={submit} style={{ width: 320 }}>
        <Stack gap="md">
          <h1>Sign in to Gusset</h1>
          <TextInput
            label="Email"
            type="email"
            autoComplete="username"
            required
            value={email}
            onChange={(event) => setEmail(event.currentTarget.value)}
          />
          <PasswordInput
            label="Password"
            autoComplete="current-password"
            required
            value={password}
            onChange={(event) => setPassword(event.currentTarget.value)}
            visibilityToggleButtonProps={{ 'aria-label': 'Show or hide the password' }}
          />
          <Refusals error={error} />
          <ActionButton type="submit" variant="filled" size="sm" busy={busy}>
            Sign in
          </ActionButton>
        </Stack>
      </form>
    </main>
  )
}
