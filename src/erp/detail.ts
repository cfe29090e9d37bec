/** One item and one op as their pages show them: status, moves with why-nots, both sides, time line, the ERP's words translated. */
import type { CompanyId, ItemId } from '../ids.ts'
import type { Sql } from '../platform/db.ts'
import { Refused, refusal } from '../platform/refusal.ts'
import type { Kind } from './entity.ts'
import { type Failure, translate } from './failures.ts'
import { loadOps, type StoredOp } from './ops-store.ts'
import type { Registry } from './registry.ts'
import { OP_WORDS, type OpState } from './states.ts'
import type { Status } from './status.ts'
import { wordsOf } from './timeline.ts'

export interface TimeLineEntry {
  id: number
  at: Date
  who: string
  sentence: string
  raw: string | null
}

/** An op with everything its page shows. @throws Refused 404 */
export async function opDetail(sql: Sql, registry: Registry, company: CompanyId, opKey: string) {
  const [op] = await loadOps(sql, 'o.company_id = $1 and o.op_key = $2', [company, opKey])
  if (!op) throw new Refused(refusal('not-there', 'There is no such export.'), 404)
  const { core } = op
  const names = await namesOf(sql, [op.sentBy, op.approvedBy])
  return {
    op_key: core.opKey,
    marker: core.marker,
    kind: core.kind,
    item_id: op.item,
    state: core.state,
    status: OP_WORDS[core.state],
    human_reason: core.humanReason,
    asked: op.asked !== null || core.probing !== null,
    waiting_for: op.waitingFor,
    attempts: core.attempts,
    created_at: new Date(core.createdAt),
    approved_by: names.get(op.approvedBy) ?? '',
    sent_by: names.get(op.sentBy) ?? '',
    answers: op.answers,
    document: op.document,
    hash: core.payloadHash,
    rendering: op.rendering,
    read_back: op.evidence && 'readBack' in op.evidence ? (op.evidence.readBack ?? null) : null,
    evidence_at: op.evidenceAt,
    failures: (await failuresOf(sql, registry, op)).map(({ code, raw, cause, remedy, waysOut }) => ({
      code,
      raw,
      cause,
      remedy,
      ways_out: waysOut,
    })),
    events: await eventsOf(sql, company, opKey),
  }
}

/** The ERP's words, translated by its connector; only for an op that did not end well. */
async function failuresOf(sql: Sql, registry: Registry, op: StoredOp): Promise<Failure[]> {
  const wrong: OpState[] = ['REFUSED', 'NEEDS_HUMAN', 'UNCERTAIN', 'QUEUED']
  if (!op.evidence || !wrong.includes(op.core.state)) return []
  const { connector } = await sql.one<{ connector: string }>(
    'select connector from erp_connection where company_id = $1 and id = $2',
    [op.company, op.connection],
  )
  const { failures } = registry.connector(connector)
  const lines = wordsOf(op.evidence).filter((each) => each.trim() !== '')
  if (op.evidence.result === 'REFUSED') return lines.map((each) => translate(failures, each))
  // Words beside another outcome are the agent's own more often than the ERP's: shown translated only where the table knows them.
  const known = lines.filter((each) => failures.some((row) => row.matches.test(each)))
  const translated = known.map((each) => translate(failures, each))
  return translated.filter(({ code }, at) => translated.findIndex((each) => each.code === code) === at)
}

export function eventsOf(sql: Sql, company: CompanyId, opKey: string): Promise<TimeLineEntry[]> {
  return sql.query<TimeLineEntry>(
    `select e.id, e.at, coalesce(p.name, case when e.by_agent then 'Agent' else 'Gusset' end) as who, e.sentence, e.raw
     from erp_op_event e left join person p on p.id = e.actor where e.company_id = $1 and e.op_key = $2 order by e.id`,
    [company, opKey],
  )
}

export async function earlierOps(
  sql: Sql,
  company: CompanyId,
  kind: Kind,
  item: ItemId,
  latest: string | null,
): Promise<{ op_key: string; created_at: Date; status: Status }[]> {
  const rows = await sql.query<{ op_key: string; created_at: Date; state: OpState }>(
    `select op_key, created_at, state from erp_op where company_id = $1 and kind = $2 and item_id = $3 and op_key is distinct from $4
     order by intent_no desc`,
    [company, kind, item, latest],
  )
  return rows.map(({ op_key, created_at, state }) => ({ op_key, created_at, status: OP_WORDS[state] }))
}

async function namesOf(sql: Sql, people: number[]): Promise<Map<number, string>> {
  const rows = await sql.query<{ id: number; name: string }>('select id, name from person where id = any($1::int8[])', [
    people,
  ])
  return new Map(rows.map((row) => [row.id, row.name]))
}
