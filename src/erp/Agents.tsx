/** The agents that were ever enrolled on a connection; the one in service can be shut out. */
import { useState } from 'react'
import { ActionButton } from '../web/ActionButton.tsx'
import type { TableColumn } from '../web/columns.ts'
import { Dialog } from '../web/Dialog.tsx'
import { Empty } from '../web/Notice.tsx'
import { useChange } from '../web/queries.ts'
import { useParam } from '../web/router.tsx'
import { StatusChip } from '../web/StatusChip.tsx'
import { useWhyNot } from '../web/session.ts'
import { Table } from '../web/Table.tsx'
import { Moment } from '../web/Time.tsx'
import { AgentLog } from './AgentLog.tsx'
import { type ConnectionInfo, erpPath } from './ErpData.tsx'
import { ReasonDialog } from './ReasonDialog.tsx'

type Agent = ConnectionInfo['agents'][number]

export function Agents({ connection }: { connection: ConnectionInfo }) {
  const company = useParam('company')
  const whyNot = useWhyNot(company)('manage-connection')
  const [revoking, setRevoking] = useState<Agent>()
  const [enrolling, setEnrolling] = useState(false)
  const [reading, setReading] = useState(false)
  const change = useChange(company)
  const columns: TableColumn<Agent>[] = [
    { key: 'name', label: 'Agent', head: true, by: (agent) => agent.name, show: (agent) => agent.name },
    {
      key: 'since',
      label: 'Enrolled',
      width: 200,
      by: (agent) => agent.enrolled_at,
      show: (agent) => <Moment at={agent.enrolled_at} />,
    },
    {
      key: 'state',
      label: 'Status',
      width: 160,
      by: (agent) => agent.revoked_at,
      show: (agent) =>
        agent.revoked_at ? (
          <StatusChip word="Shut out" colour="grey" />
        ) : (
          <StatusChip word="In service" colour="green" />
        ),
    },
    {
      key: 'go',
      label: 'Actions',
      width: 120,
      show: (agent) =>
        agent.revoked_at ? null : (
          <ActionButton onClick={() => setRevoking(agent)} why={whyNot} label={`Shut out ${agent.name}`}>
            Shut out
          </ActionButton>
        ),
    },
  ]
  return (
    <>
      <div className="row">
        <h3 className="grow">Agents</h3>
        <ActionButton onClick={() => setReading(true)} why={whyNot} label={`Log of the agent of ${connection.name}`}>
          Log
        </ActionButton>
        <ActionButton onClick={() => setEnrolling(true)} why={whyNot}>
          Enrol an agent
        </ActionButton>
      </div>
      <Table
        label="Agents"
        sortKey="asort"
        height="natural"
        columns={columns}
        rows={connection.agents}
        rowKey={(agent) => String(agent.id)}
        empty={<Empty title="No agent yet.">Enrol one: it runs on a machine that reaches the ERP.</Empty>}
      />
      {enrolling ? <Enrol connection={connection} onClose={() => setEnrolling(false)} /> : null}
      {reading ? <AgentLog connection={connection} onClose={() => setReading(false)} /> : null}
      {revoking ? (
        <ReasonDialog
          title={`Shut out ${revoking.name}`}
          confirm="Shut out"
          danger
          busy={change.isPending}
          error={change.error}
          onClose={() => setRevoking(undefined)}
          onReason={(reason) =>
            change.mutate(
              { path: `${erpPath(company)}/agents/${revoking.id}/revoke`, body: { reason } },
              { onSuccess: () => setRevoking(undefined) },
            )
          }
        >
          <p>Its line is cut at once. What is accepted waits until another agent is enrolled.</p>
        </ReasonDialog>
      ) : null}
    </>
  )
}

/** The one-time code by which an agent makes itself known. */
function Enrol({ connection, onClose }: { connection: ConnectionInfo; onClose: () => void }) {
  const company = useParam('company')
  const change = useChange<{ code: string; expires_at: string }>(company)
  const made = change.data
  const make = () => change.mutate({ path: `${erpPath(company)}/connections/${connection.id}/enrolments`, body: {} })
  return (
    <Dialog
      title="Enrol an agent"
      onClose={onClose}
      error={change.error}
      busy={change.isPending}
      {...(made ? {} : { confirm: 'Make a code', onConfirm: make })}
    >
      {made ? (
        <>
          <p>
            Type this code on the machine of the agent. It works once, until <Moment at={made.expires_at} />, and is not
            shown again.
          </p>
          <p className="mono" style={{ fontSize: 20 }}>
            {made.code}
          </p>
        </>
      ) : (
        <p>A new agent takes over from the one before it, which is then shut out.</p>
      )}
    </Dialog>
  )
}
