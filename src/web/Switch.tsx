/** A setting that takes effect at once. Who may not change it sees it grey, with the reason. */
import { Checkbox } from '@mantine/core'
import { useState } from 'react'
import { Refusals } from './Notice.tsx'
import { useChange } from './queries.ts'

interface SwitchProps {
  company: string
  label: string
  help: string
  /** Why not; undefined = it may be changed. */
  why: string | undefined
  on: boolean
  path: string
  /** Sent to `path` by PATCH. */
  body: (on: boolean) => object
}

export function Switch({ company, label, help, why, on, path, body }: SwitchProps) {
  const change = useChange(company)
  // Until what the server says then is here.
  const [chosen, setChosen] = useState<boolean>()
  const choose = (next: boolean) => {
    setChosen(next)
    change.mutate({ path, method: 'PATCH', body: body(next) }, { onSettled: () => setChosen(undefined) })
  }
  return (
    <>
      <Checkbox
        size="xs"
        label={label}
        description={why ? `${help} ${why}` : help}
        checked={chosen ?? on}
        disabled={why !== undefined || change.isPending}
        onChange={(event) => choose(event.currentTarget.checked)}
      />
      <Refusals error={change.error} />
    </>
  )
}
