/** The command that carries an op to its agent (R4): the frozen records and probes, and the epoch that fences it. */
import type { Sql } from '../platform/db.ts'
import type { Outgoing } from './hub.ts'
import type { StoredOp } from './ops-store.ts'
import type { Certificate, ExportCommand } from './protocol.ts'

export interface Sending {
  op: StoredOp
  mode: ExportCommand['mode']
  epoch: number
  /** Milliseconds of the server's clock. */
  notAfter: number
  ranBefore: boolean
}

/** The commands for ops of one company, with the certificate of each one's site. */
export async function commandsFor(sql: Sql, sendings: Sending[]): Promise<Outgoing[]> {
  const first = sendings[0]
  if (!first) return []
  const sites = await sql.query<{ id: number; certificate: Certificate }>(
    'select id, certificate from erp_connection where company_id = $1 and id = any($2::int8[])',
    [first.op.company, [...new Set(sendings.map((each) => each.op.connection))]],
  )
  const certificates = new Map(sites.map((site) => [site.id, site.certificate]))
  return sendings.map((sending) => ({
    to: { company: sending.op.company, connection: sending.op.connection },
    message: command(sending, certificates.get(sending.op.connection)!),
  }))
}

function command({ op, mode, epoch, notAfter, ranBefore }: Sending, certificate: Certificate): ExportCommand {
  return {
    type: 'export',
    mode,
    opKey: op.core.opKey,
    marker: op.core.marker,
    epoch,
    notAfter: new Date(notAfter).toISOString(),
    company: String(op.company),
    kind: op.core.kind,
    payloadHash: op.core.payloadHash,
    ranBefore,
    files: op.rendering.files,
    probes: op.rendering.probes,
    certificate,
  }
}
