/** Programs that use the API: each acts as a person of its own, with templates as anybody has; its secret is shown once. */
import { Checkbox } from '@mantine/core'
import { useState } from 'react'
import { ActionButton } from '../web/ActionButton.tsx'
import { textColumn } from '../web/column-kinds.tsx'
import type { TableColumn } from '../web/columns.ts'
import { Dialog } from '../web/Dialog.tsx'
import { Field, fieldError } from '../web/Field.tsx'
import { Loaded } from '../web/Loaded.tsx'
import { Empty, Notice } from '../web/Notice.tsx'
import { PageHead } from '../web/PageHead.tsx'
import { useChange, useList } from '../web/queries.ts'
import { Link, useParam } from '../web/router.tsx'
import { StatusChip } from '../web/StatusChip.tsx'
import { Table } from '../web/Table.tsx'
import { Moment } from '../web/Time.tsx'
import { accessPath, choicesOf, idIn, type ShownPerson, useTemplates, useWhyNotManage } from './AccessData.tsx'
import { AccessTabs } from './AccessTabs.tsx'

interface ShownClient {
  id: number
  name: string
  client_id: string
  user_id: number
  created_at: string
  revoked_at: string | null
}

export default function ApiClientsPage() {
  const company = useParam('company')
  const why = useWhyNotManage()
  const [adding, setAdding] = useState(false)
  const [revoking, setRevoking] = useState<ShownClient>()
  const people = useList<ShownPerson>(`${accessPath(company)}/users`, company)
  const list = useList<ShownClient>(`${accessPath(company)}/api_clients`, company)
  const acting = new Map((people.data ?? []).map((each) => [each.id, each]))
  return (
    <>
      <PageHead title="API clients" about="Programs that sign in by OAuth 2 client credentials.">
        <ActionButton onClick={() => setAdding(true)} why={why}>
          New API client
        </ActionButton>
      </PageHead>
      <AccessTabs of="People" />
      <Loaded query={list}>
        {(all) => (
          <Table
            label="API clients"
            columns={columnsOf(company, acting, why, setRevoking)}
            rows={all}
            rowKey={(row) => String(row.id)}
            rowName={(row) => row.name}
            rowClass={(row) => (row.revoked_at ? 'quiet' : undefined)}
            empty={<Empty title="No API clients yet.">Make one for each program that uses the API.</Empty>}
          />
        )}
      </Loaded>
      {adding ? <NewClient onClose={() => setAdding(false)} /> : null}
      {revoking ? <Revoke client={revoking} onClose={() => setRevoking(undefined)} /> : null}
    </>
  )
}

function columnsOf(
  company: string,
  acting: Map<number, ShownPerson>,
  why: string | undefined,
  onRevoke: (client: ShownClient) => void,
): TableColumn<ShownClient>[] {
  const person = (row: ShownClient) => acting.get(row.user_id)
  return [
    {
      key: 'name',
      label: 'Name',
      width: 180,
      head: true,
      by: (row) => row.name,
      show: (row) => <Link to={`/companies/${company}/people/${row.user_id}`}>{row.name}</Link>,
    },
    textColumn('client', 'Client ID', 220, (row) => row.client_id),
    textColumn('template', 'In the company', 150, (row) => person(row)?.template_name ?? ''),
    textColumn('projects', 'In every project', 150, (row) => person(row)?.project_template_name ?? ''),
    {
      key: 'made',
      label: 'Made',
      width: 200,
      by: (row) => row.created_at,
      show: (row) => <Moment at={row.created_at} />,
    },
    {
      key: 'state',
      label: 'Status',
      width: 110,
      by: (row) => row.revoked_at,
      show: (row) =>
        row.revoked_at ? <StatusChip word="Revoked" colour="grey" /> : <StatusChip word="In use" colour="green" />,
    },
    {
      key: 'go',
      label: 'Actions',
      width: 100,
      show: (row) =>
        row.revoked_at ? null : (
          <ActionButton size="compact-sm" why={why} label={`Revoke ${row.name}`} onClick={() => onRevoke(row)}>
            Revoke
          </ActionButton>
        ),
    },
  ]
}

function Revoke({ client, onClose }: { client: ShownClient; onClose: () => void }) {
  const company = useParam('company')
  const change = useChange(company)
  const revoke = () =>
    change.mutate({ path: `${accessPath(company)}/api_clients/${client.id}`, method: 'DELETE' }, { onSuccess: onClose })
  return (
    <Dialog
      title={`Revoke ${client.name}`}
      confirm="Revoke"
      danger
      onClose={onClose}
      onConfirm={revoke}
      busy={change.isPending}
      error={change.error}
    >
      <p>Its tokens stop working with the next request. It cannot be taken into use again; make a new one instead.</p>
    </Dialog>
  )
}

function NewClient({ onClose }: { onClose: () => void }) {
  const company = useParam('company')
  const [name, setName] = useState('')
  const [template, setTemplate] = useState('')
  const [projectTemplate, setProjectTemplate] = useState('')
  const [push, setPush] = useState(false)
  const templates = useTemplates().data ?? []
  const change = useChange<{ client_id: string; client_secret: string }>(company)
  const make = () => {
    const rights = { template_id: idIn(template), project_template_id: idIn(projectTemplate) }
    const client = { name, ...rights, can_push_to_accounting: push }
    change.mutate({ path: `${accessPath(company)}/api_clients`, body: { api_client: client } })
  }
  if (change.data) return <Made {...change.data} onClose={onClose} />
  return (
    <Dialog
      title="New API client"
      confirm="Create"
      onClose={onClose}
      onConfirm={make}
      busy={change.isPending}
      error={change.error}
      why={name.trim() === '' || template === '' ? 'Give a name and choose a template in the company.' : undefined}
    >
      <Field label="Name" value={name} onChange={setName} error={fieldError(change.error, 'name')} required />
      <Field
        label="Template in the company"
        type="choice"
        value={template}
        choices={choicesOf(templates, 'company', 'Choose one')}
        onChange={setTemplate}
        required
      />
      <Field
        label="Template in every project"
        type="choice"
        value={projectTemplate}
        choices={choicesOf(templates, 'project', 'None: only in projects named')}
        onChange={setProjectTemplate}
      />
      <Checkbox
        size="xs"
        label="Can Push to Accounting"
        checked={push}
        onChange={(event) => setPush(event.currentTarget.checked)}
      />
    </Dialog>
  )
}

function Made({
  client_id,
  client_secret,
  onClose,
}: {
  client_id: string
  client_secret: string
  onClose: () => void
}) {
  return (
    <Dialog title="The API client was made" size="38rem" onClose={onClose}>
      <Notice colour="yellow">Copy the secret now: it is not shown again.</Notice>
      <dl className="facts">
        <dt>Client ID</dt>
        <dd className="mono">{client_id}</dd>
        <dt>Client secret</dt>
        <dd className="mono">{client_secret}</dd>
      </dl>
    </Dialog>
  )
}
