/** Where the provider of single sign-on sends people back to: in, or why not. */
import { Stack } from '@mantine/core'
import { useEffect, useRef, useState } from 'react'
import { Waiting } from './Loaded.tsx'
import { Refusals } from './Notice.tsx'
import { Link, ownAddress, useGo } from './router.tsx'
import { returnFromProvider } from './session.ts'
import { useTitle } from './title.ts'

export default function ProviderPage() {
  const [error, setError] = useState<unknown>()
  const go = useGo()
  const asked = useRef(false)
  useTitle('Sign in')
  useEffect(() => {
    // Once: what the provider sent is used up by asking.
    if (asked.current) return
    asked.current = true
    returnFromProvider(location.search).then((to) => go(ownAddress(to), { replace: true }), setError)
  }, [go])
  return (
    <main className="centre">
      {error ? (
        <Stack gap="md" w={380}>
          <h1>You are not signed in</h1>
          <Refusals error={error} />
          <Link to="/sign-in">Back to signing in</Link>
        </Stack>
      ) : (
        <Waiting />
      )}
    </main>
  )
}
