/** The door: a password and, where there is one, a second factor; or the provider of single sign-on. */
import { PasswordInput, Stack, TextInput } from '@mantine/core'
import { type FormEvent, type ReactNode, useEffect, useRef, useState } from 'react'
import { ActionButton } from './ActionButton.tsx'
import { Refusals } from './Notice.tsx'
import { ownAddress, useFilters, useGo } from './router.tsx'
import { enterCode, leaveForProvider, signIn, useWays } from './session.ts'
import { useTitle } from './title.ts'

export default function SignInPage() {
  const ways = useWays()
  const [awaitsCode, setAwaitsCode] = useState(false)
  const [filters] = useFilters()
  const to = ownAddress(filters.to)
  const go = useGo()
  useTitle('Sign in')
  if (ways.isPending) return null
  const { password = true, provider = null } = ways.data ?? {}
  const enter = () => go(to, { replace: true })
  return (
    <main className="centre">
      <Stack gap="lg" w={320}>
        {awaitsCode ? (
          <CodeStep onIn={enter} onBack={() => setAwaitsCode(false)} />
        ) : (
          <>
            <h1>Sign in to Gusset</h1>
            {password ? <PasswordStep onIn={(awaits) => (awaits ? setAwaitsCode(true) : enter())} /> : null}
            {provider ? <ProviderButton name={provider} to={to} /> : null}
          </>
        )}
      </Stack>
    </main>
  )
}

function PasswordStep({ onIn }: { onIn: (awaitsCode: boolean) => void }) {
  const [email, setEmail] = useState('')
  const [password, setPassword] = useState('')
  return (
    <Step button="Sign in" work={async () => onIn(await signIn(email, password))}>
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
    </Step>
  )
}

function CodeStep({ onIn, onBack }: { onIn: () => void; onBack: () => void }) {
  const [code, setCode] = useState('')
  const field = useRef<HTMLInputElement>(null)
  useEffect(() => field.current?.focus(), [])
  const work = async () => {
    await enterCode(code)
    onIn()
  }
  return (
    <>
      <h1>Enter your code</h1>
      <Step button="Continue" work={work}>
        <TextInput
          label="Code"
          description="The six digits your authenticator app shows now, or one of your recovery codes."
          autoComplete="one-time-code"
          ref={field}
          required
          value={code}
          onChange={(event) => setCode(event.currentTarget.value)}
        />
      </Step>
      <button type="button" className="link-button" onClick={onBack}>
        Back to the password
      </button>
    </>
  )
}

/** Fields with one button; while it works it cannot be pressed again, and what was refused is said above it. */
function Step({ button, work, children }: { button: string; work: () => Promise<void>; children: ReactNode }) {
  const { error, busy, run } = useWork(work)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    void run()
  }
  return (
    <form onSubmit={submit}>
      <Stack gap="md">
        {children}
        <Refusals error={error} />
        <ActionButton type="submit" variant="filled" size="sm" busy={busy}>
          {button}
        </ActionButton>
      </Stack>
    </form>
  )
}

function ProviderButton({ name, to }: { name: string; to: string }) {
  const { error, busy, run } = useWork(() => leaveForProvider(to))
  return (
    <Stack gap="md">
      <Refusals error={error} />
      <ActionButton size="sm" busy={busy} onClick={() => void run()}>
        Sign in with {name}
      </ActionButton>
    </Stack>
  )
}

function useWork(work: () => Promise<void>) {
  const [error, setError] = useState<unknown>()
  const [busy, setBusy] = useState(false)
  const run = async () => {
    setBusy(true)
    setError(undefined)
    try {
      await work()
    } catch (thrown) {
      setError(thrown)
    } finally {
      setBusy(false)
    }
  }
  return { error, busy, run }
}
