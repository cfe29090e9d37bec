/** R15: when an assertion fails, the company's queue stops until a person lifts it; nothing is exported on a doubt. */
import type { CompanyId, UserId } from '../ids.ts'
import type { Clock } from '../platform/clock.ts'
import type { Sql } from '../platform/db.ts'
import { record } from '../platform/history.ts'
import { announce } from '../platform/live.ts'
import { Refused, refusal } from '../platform/refusal.ts'
import type { Hub } from './hub.ts'
import { wakeWaiting } from './links.ts'

export interface Freeze {
  id: number
  sentence: string
  op_key: string | null
  frozen_at: Date
}

/** Stops the company's exports; a queue that stands still already keeps its first reason. */
export async function freeze(
  { clock }: { clock: Clock },
  sql: Sql,
  company: CompanyId,
  sentence: string,
  opKey: string | null,
): Promise<void> {
  const frozen = await sql.run(
    `insert into erp_freeze (company_id, sentence, op_key, frozen_at) values ($1, $2, $3, $4)
     on conflict (company_id) where lifted_at is null do nothing`,
    [company, sentence, opKey, clock.now()],
  )
  if (frozen === 0) return
  await record(sql, {
    company,
    actor: undefined,
    action: 'exports-stopped',
    subject: { kind: 'company', id: company },
    why: sentence,
  })
  await announce(sql, company, 'connection')
}

export function freezeOf(sql: Sql, company: CompanyId): Promise<Freeze | undefined> {
  return sql.maybe<Freeze>(
    'select id, sentence, op_key, frozen_at from erp_freeze where company_id = $1 and lifted_at is null',
    [company],
  )
}

/** @throws Refused 409 when exports are not stopped, 422 without a reason. */
export async function unfreeze(hub: Hub, sql: Sql, company: CompanyId, by: UserId, reason: string): Promise<void> {
  if (reason.trim() === '')
    throw new Refused(refusal('reason-missing', 'Say why exports may go on.', { field: 'reason' }))
  const now = hub.clock.now()
  const lifted = await sql.run(
    'update erp_freeze set lifted_by = $2, lifted_at = $3, lift_reason = $4 where company_id = $1 and lifted_at is null',
    [company, by, now, reason],
  )
  if (lifted === 0) throw new Refused(refusal('not-stopped', 'Exports are not stopped.'), 409)
  // What was found in the ERP beyond our books has been looked at by a person: it is not told again.
  await sql.run('update erp_orphan set seen_at = $2 where company_id = $1 and seen_at is null', [company, now])
  await wakeWaiting(sql, company, now)
  await record(sql, {
    company,
    actor: by,
    action: 'exports-resumed',
    subject: { kind: 'company', id: company },
    why: reason,
  })
  await announce(sql, company, 'connection')
}
