/** One line about a connection: is the agent there, and since when not. */
import { Link, useParam } from '../web/router.tsx'
import { StatusChip } from '../web/StatusChip.tsx'
import { Ago } from '../web/Time.tsx'
import type { ConnectionInfo } from './ErpData.tsx'

export function ConnectionLine({ connection }: { connection: ConnectionInfo }) {
  const company = useParam('company')
  const { name, last_contact_at, queue_depth } = connection
  return (
    <div className="row">
      <Link to={`/companies/${company}/erp/connection`}>{name}</Link>
      <ConnectionChip connection={connection} />
      <span className="muted">
        Last contact <Ago at={last_contact_at} />. {queue_depth === 0 ? 'Nothing is queued.' : `${queue_depth} queued.`}
      </span>
    </div>
  )
}

export function ConnectionChip({ connection }: { connection: ConnectionInfo }) {
  const { connected, erp_reachable, frozen, last_contact_at } = connection
  if (frozen) return <StatusChip word="Stopped" colour="red" />
  if (!connected)
    return last_contact_at ? (
      <StatusChip word="Agent away" colour="red" />
    ) : (
      <StatusChip word="Not enrolled yet" colour="grey" />
    )
  if (!erp_reachable) return <StatusChip word="ERP not reachable" colour="yellow" icon="warning" />
  return <StatusChip word="Connected" colour="green" />
}
