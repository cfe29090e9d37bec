/** Where a person is signed in: browser, address, since when, last used. */
import { useMemo } from 'react'
import { ActionButton } from '../web/ActionButton.tsx'
import type { TableColumn } from '../web/columns.ts'
import { Empty } from '../web/Notice.tsx'
import { Table } from '../web/Table.tsx'
import { Ago, Moment } from '../web/Time.tsx'

export interface ShownSession {
  id: number
  browser: string
  address: string
  method: 'password' | 'code' | 'provider'
  created_at: string
  seen_at: string
  /** The one that asks. */
  current?: boolean
}

const METHODS: Record<ShownSession['method'], string> = {
  password: 'Password',
  code: 'Password and code',
  provider: 'Single sign-on',
}

/** With `onEnd`, each but the current one has a button that ends it. */
export function SessionTable({
  sessions,
  onEnd,
}: {
  sessions: ShownSession[]
  onEnd?: (session: ShownSession) => void
}) {
  const columns = useMemo(() => columnsOf(onEnd), [onEnd])
  return (
    <Table
      label="Sessions"
      columns={columns}
      rows={sessions}
      rowKey={({ id }) => String(id)}
      rowName={({ browser }) => browser}
      height="natural"
      sortKey="sessions"
      empty={<Empty title="Signed in nowhere." />}
    />
  )
}

function columnsOf(onEnd: ((session: ShownSession) => void) | undefined): TableColumn<ShownSession>[] {
  const shown: TableColumn<ShownSession>[] = [
    {
      key: 'browser',
      label: 'Browser',
      width: 220,
      head: true,
      by: (row) => row.browser,
      show: ({ browser, current }) => (current ? `${browser} (this one)` : browser),
    },
    { key: 'address', label: 'Address', width: 150, by: (row) => row.address, show: (row) => row.address || '–' },
    {
      key: 'method',
      label: 'Opened by',
      width: 150,
      by: (row) => METHODS[row.method],
      show: (row) => METHODS[row.method],
    },
    {
      key: 'created',
      label: 'Begun',
      width: 208,
      by: (row) => row.created_at,
      show: (row) => <Moment at={row.created_at} />,
    },
    { key: 'seen', label: 'Last used', width: 140, by: (row) => row.seen_at, show: (row) => <Ago at={row.seen_at} /> },
  ]
  if (!onEnd) return shown
  return [
    ...shown,
    {
      key: 'end',
      label: 'Actions',
      width: 110,
      show: (row) => (
        <ActionButton
          size="compact-sm"
          label={`Sign out ${row.browser}`}
          why={row.current ? 'This is the session you are in. Sign out in the menu above.' : undefined}
          onClick={() => onEnd(row)}
        >
          Sign out
        </ActionButton>
      ),
    },
  ]
}
