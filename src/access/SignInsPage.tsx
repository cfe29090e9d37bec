/** How everybody in the company signs in, and whether the company asks for a second factor. */
import { useState } from 'react'
import { textColumn } from '../web/column-kinds.tsx'
import type { TableColumn } from '../web/columns.ts'
import { Dialog } from '../web/Dialog.tsx'
import { Loaded } from '../web/Loaded.tsx'
import { PageHead } from '../web/PageHead.tsx'
import { useGet } from '../web/queries.ts'
import { useParam } from '../web/router.tsx'
import { Switch } from '../web/Switch.tsx'
import { Table } from '../web/Table.tsx'
import { useWhyNotManage } from './AccessData.tsx'
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
  const why = useWhyNotManage()
  return (
    <section className="panel stack" aria-label="Second factor of the company">
      <Loaded query={settings}>
        {({ second_factor_required }) => (
          <Switch
            company={company}
            label="Everybody who signs in with a password needs a second factor"
            help="Whoever has none sets it up before anything else opens. Single sign-on and API clients are not asked."
            why={why}
            on={second_factor_required}
            path={path}
            body={(on) => ({ sign_in_settings: { second_factor_required: on } })}
          />
        )}
      </Loaded>
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
    textColumn('email', 'Email', 240, (row) => row.email),
    textColumn('has_password', 'Password', 120, (row) => yesNo(row.has_password)),
    textColumn('second_factor', 'Second factor', 120, (row) => yesNo(row.second_factor)),
    textColumn('single_sign_on', 'Single sign-on', 120, (row) => yesNo(row.single_sign_on)),
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
