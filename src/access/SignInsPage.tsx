/** How everybody in the company signs in, and whether the company asks for a second factor. */
import { Checkbox } from '@mantine/core'
import { useState } from 'react'
import type { TableColumn } from '../web/columns.ts'
import { Dialog } from '../web/Dialog.tsx'
import { Loaded } from '../web/Loaded.tsx'
import { Refusals } from '../web/Notice.tsx'
import { PageHead } from '../web/PageHead.tsx'
import { useChange, useGet } from '../web/queries.ts'
import { useParam } from '../web/router.tsx'
import { useWhyNot } from '../web/session.ts'
import { Table } from '../web/Table.tsx'
import { PersonSecurity, type ShownSignIn } from './PersonSecurity.tsx'

export default function SignInsPage() {
  const company = useParam('company')
  const list = useGet<ShownSignIn[]>(`/rest/v1.0/companies/${company}/sign_ins`, company)
  const [open, setOpen] = useState<ShownSignIn>()
  return (
    <>
      <PageHead
        title="Sign-ins"
        about="How the people of the company sign in. Open a person for sessions and resets."
      />
      <RequiredPanel company={company} />
      <Loaded query={list}>
        {(rows) => (
          <Table
            label="Sign-ins"
            columns={columnsOf(setOpen)}
            rows={rows}
            rowKey={({ id }) => String(id)}
            rowName={({ name }) => name}
            onOpen={setOpen}
          />
        )}
      </Loaded>
      {open ? (
        <Dialog title={`How ${open.name} signs in`} size="62rem" onClose={() => setOpen(undefined)}>
          <PersonSecurity company={company} person={open.id} />
        </Dialog>
      ) : null}
    </>
  )
}

function RequiredPanel({ company }: { company: string }) {
  const path = `/rest/v1.0/companies/${company}/sign_in_settings`
  const settings = useGet<{ second_factor_required: boolean }>(path, company)
  const change = useChange(company)
  const why = useWhyNot(company)('manage-people')
  const help = 'Whoever has none sets it up before anything else opens. Single sign-on and API clients are not asked.'
  const [asked, setAsked] = useState(false)
  const set = (second_factor_required: boolean) => {
    setAsked(second_factor_required)
    change.mutate({ path, method: 'PATCH', body: { sign_in_settings: { second_factor_required } } })
  }
  if (!settings.data) return null
  return (
    <section className="panel stack" aria-label="Second factor of the company">
      <Checkbox
        size="xs"
        label="Everybody who signs in with a password needs a second factor"
        description={why ? `${help} ${why}` : help}
        disabled={why !== undefined || change.isPending}
        // While the server is asked, the box shows what was chosen, not what was.
        checked={change.isPending ? asked : settings.data.second_factor_required}
        onChange={(event) => set(event.currentTarget.checked)}
      />
      <Refusals error={change.error} />
    </section>
  )
}

const yesNo = (value: boolean) => (value ? 'Yes' : 'No')

function columnsOf(open: (row: ShownSignIn) => void): TableColumn<ShownSignIn>[] {
  return [
    {
      key: 'name',
      label: 'Name',
      width: 200,
      head: true,
      by: (row) => row.name,
      show: (row) => (
        <button type="button" className="link-button" onClick={() => open(row)}>
          {row.name}
        </button>
      ),
    },
    { key: 'email', label: 'Email', width: 240, by: (row) => row.email, show: (row) => row.email },
    ...(
      [
        ['has_password', 'Password'],
        ['second_factor', 'Second factor'],
        ['single_sign_on', 'Single sign-on'],
      ] as const
    ).map(([key, label]) => ({
      key,
      label,
      width: 120,
      by: (row: ShownSignIn) => yesNo(row[key]),
      show: (row: ShownSignIn) => yesNo(row[key]),
    })),
    {
      key: 'sessions',
      label: 'Sessions',
      width: 100,
      align: 'right',
      sort: 'number',
      by: (row) => row.sessions,
      show: (row) => row.sessions,
    },
  ]
}
