/** A setting that takes effect at once. Who may not change it sees it grey, with the reason. */
import { Checkbox } from '@mantine/core'
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
  return (
    <>
      <Checkbox
        size="xs"
        label={label}
        description={why ? `${help} ${why}` : help}
        // While the server is asked, the box shows what was chosen.
        checked={change.isPending ? !on : on}
        disabled={why !== undefined || change.isPending}
        onChange={(event) => change.mutate({ path, method: 'PATCH', body: body(event.currentTarget.checked) })}
      />
      <Refusals error={change.error} />
    </>
  )
}
