/**
 * "The books agree": the invariants of the export protocol (3.6) that can be asked of our own tables, run nightly in production; the company sees the
 * result. What must be compared with the ERP itself is asked by sweeps and looks at links.
 */
import type { CompanyId } from '../ids.ts'
import type { Sql } from '../platform/db.ts'
import { verify } from '../platform/history.ts'
import { announce } from '../platform/live.ts'
import type { Rendering } from './connector.ts'
import { freeze } from './freeze.ts'
import type { Hub } from './hub.ts'
import { payloadHash } from './protocol-hash.ts'

export interface Finding {
  /** The invariant's name in the export protocol: `I5`, `PO3`. */
  rule: string
  sentence: string
  subject: string
}

interface Check {
  rule: string
  sentence: string
  /** Selects `subject` for the company $1; must return no row. $2 = kinds whose items may be confirmed more than once. */
  sql: string
}

const CHECKS: Check[] = [
  {
    rule: 'I5',
    sentence: 'An item was confirmed more often than it was unlinked.',
    sql: `select o.kind || ' ' || o.item_id as subject from erp_op o where o.company_id = $1 and o.state = 'CONFIRMED' and o.kind <> all($2::text[])
      group by o.company_id, o.kind, o.item_id having count(*) > 1 + (select count(*) from erp_unlink_log u
        where u.company_id = o.company_id and u.kind = o.kind and u.item_id = o.item_id)`,
  },
  {
    rule: 'I6',
    sentence: 'An op carries another revision than the approver saw.',
    sql: `select op_key as subject from erp_op where company_id = $1 and rev <> seen_rev and $2::text[] is not null`,
  },
  {
    rule: 'I8',
    sentence: 'A link stands on an op that is not confirmed.',
    sql: `select l.kind || ' ' || l.item_id as subject from erp_link l left join erp_op o on o.company_id = l.company_id and o.op_key = l.op_key
      where l.company_id = $1 and l.op_key is not null and o.state is distinct from 'CONFIRMED' and $2::text[] is not null`,
  },
  {
    rule: 'PO3',
    sentence: 'A confirmed op has neither an exact read-back nor a person’s reason.',
    sql: `select op_key as subject from erp_op where company_id = $1 and state = 'CONFIRMED' and reason is null
      and evidence->'readBack'->>'verdict' is distinct from 'EXACT' and $2::text[] is not null`,
  },
  {
    rule: 'I4',
    sentence: 'The ERP holds a record with our mark that belongs to nothing accepted here.',
    sql: `select x.record || ' marked ' || x.mark as subject from erp_orphan x where x.company_id = $1 and x.seen_at is null
      and not exists (select from erp_op o where o.company_id = $1 and o.marker = x.mark) and $2::text[] is not null`,
  },
  {
    rule: 'I13',
    sentence: 'An op under way has nothing that would move it on.',
    sql: `select op_key as subject from erp_op where company_id = $1 and state in ('QUEUED', 'LEASED', 'RUNNING', 'UNCERTAIN') and due_at is null
      and $2::text[] is not null`,
  },
]

const BATCH = 500

/** Runs every check and keeps the result; a finding stops the company's exports (R15). */
export async function checkBooks(hub: Hub, company: CompanyId): Promise<Finding[]> {
  return hub.db.company(company, async (sql) => {
    const repeated = hub.registry.entities.filter((entity) => entity.outbound?.auto).map((entity) => entity.kind)
    const findings: Finding[] = []
    for (const check of CHECKS) {
      const rows = await sql.query<{ subject: string }>(check.sql, [company, repeated])
      findings.push(...rows.map((row) => ({ rule: check.rule, sentence: check.sentence, subject: row.subject })))
    }
    findings.push(...(await changedPayloads(sql, company)), ...(await brokenHistory(sql, company)))
    await sql.run(
      'insert into erp_books_check (company_id, at, findings) values ($1, $2, $3) on conflict (company_id, at) do nothing',
      [company, hub.clock.now(), JSON.stringify(findings)],
    )
    const first = findings[0]
    if (first)
      await freeze(
        hub,
        sql,
        company,
        `The books do not agree: ${first.sentence} (${first.rule}, ${first.subject})`,
        null,
      )
    await announce(sql, company, 'connection')
    return findings
  })
}

/** I6: what was approved is what was frozen, recomputed from the frozen records. */
async function changedPayloads(sql: Sql, company: CompanyId): Promise<Finding[]> {
  const findings: Finding[] = []
  for (let after = ''; ; ) {
    const rows = await sql.query<{ op_key: string; kind: string; rendering: Rendering; payload_sha256: string }>(
      'select op_key, kind, rendering, payload_sha256 from erp_op where company_id = $1 and op_key > $2 order by op_key limit $3',
      [company, after, BATCH],
    )
    for (const { op_key, kind, rendering, payload_sha256 } of rows) {
      if (payloadHash({ kind, files: rendering.files, probes: rendering.probes }) === payload_sha256) continue
      findings.push({
        rule: 'I6',
        sentence: 'The frozen records are not the ones that were approved.',
        subject: op_key,
      })
    }
    if (rows.length < BATCH) return findings
    after = rows.at(-1)!.op_key
  }
}

async function brokenHistory(sql: Sql, company: CompanyId): Promise<Finding[]> {
  const { broken } = await verify(sql, company)
  return broken ? [{ rule: 'I9', sentence: broken.sentence, subject: `history row ${broken.seq}` }] : []
}

/** The companies whose last check is a day old. */
export function companiesToCheck(sql: Sql, now: Date): Promise<{ id: CompanyId }[]> {
  return sql.query<{ id: CompanyId }>(
    `select id from company c where exists (select from erp_connection where company_id = c.id)
       and not exists (select from erp_books_check b where b.company_id = c.id and b.at > $1::timestamptz - interval '1 day')`,
    [now],
  )
}
