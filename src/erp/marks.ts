/**
 * Our marks in the ERP, listed once a day (export protocol R12, I4). A mark that no op here knows is a record of a future this server lost in a restore: exports
 * stop until a person has looked. A mark of an op that is not to be there has the op looked up again at once.
 */
import type { Connector } from './connector.ts'
import type { Applied, Entity, Feed, Scope } from './entity.ts'
import { freeze } from './freeze.ts'
import { MARK } from './op-key.ts'

const DAY_MINUTES = 24 * 60

/** The feeds of the connectors' `marks`, as an entity without a tab. */
export function marksOf(connectors: Connector[]): Entity {
  const feeds = new Map(
    connectors.flatMap(({ marks, imports }) => marks.map((feed) => [feed, imports[feed]?.table.title ?? feed])),
  )
  return {
    kind: 'mark',
    one: 'Mark',
    many: 'Marks',
    inbound: { feeds: [...feeds].map(([feed, label]) => feedOf(feed, label)) },
  }
}

function feedOf(feed: string, label: string): Feed {
  return {
    feed,
    label,
    columns: [
      { name: 'mark', type: 'text' },
      { name: 'record', type: 'text' },
    ],
    key: ['mark', 'record'],
    after: [],
    onDemand: false,
    everyMinutes: DAY_MINUTES,
    unhurried: true,
    apply: (scope) => apply(scope, feed),
    finish: (scope) => forgetGone(scope, feed),
  }
}

async function apply(scope: Scope, feed: string): Promise<Applied> {
  const { sql, company, connection, clock } = scope
  // What somebody else wrote into the same field and merely looks like one of ours cannot be told apart, and is rare: a person decides.
  await sql.run('delete from incoming where mark !~ $1', [MARK.source])
  const { rows } = await sql.one<{ rows: number }>('select count(*)::int as rows from incoming')
  await sql.run(
    `update erp_op o set due_at = $2 from incoming i
     where o.company_id = $1 and o.connection_id = $3 and o.marker = i.mark and o.state in ('REFUSED', 'CANCELLED') and (o.due_at is null or o.due_at > $2)`,
    [company, clock.now(), connection],
  )
  const found = await sql.query<{ mark: string; record: string }>(
    `insert into erp_orphan (company_id, connection_id, feed, mark, record, found_at)
     select distinct $1::int8, $2::int8, $3, i.mark, i.record, $4::timestamptz from incoming i
     where not exists (select from erp_op o where o.company_id = $1 and o.marker = i.mark)
     on conflict do nothing returning mark, record`,
    [company, connection, feed, clock.now()],
  )
  const first = found[0]
  if (first) {
    const others = found.length > 1 ? ` and ${found.length - 1} more` : ''
    await freeze(
      scope,
      sql,
      company,
      `The ERP holds ${first.record} with our mark ${first.mark}${others}, which belongs to nothing accepted here. Accept the item again, or remove the record in the ERP.`,
      null,
    )
  }
  return { inserted: found.length, changed: 0, unchanged: rows - found.length, vanished: 0, unsyncable: 0 }
}

/** Orphans that are gone from the ERP, or whose item was accepted again. */
async function forgetGone({ sql, company, connection }: Scope, feed: string): Promise<Applied> {
  const vanished = await sql.run(
    `delete from erp_orphan x where x.company_id = $1 and x.connection_id = $2 and x.feed = $3
       and (not exists (select from seen where seen.mark = x.mark and seen.record = x.record)
         or exists (select from erp_op o where o.company_id = $1 and o.marker = x.mark))`,
    [company, connection, feed],
  )
  return { inserted: 0, changed: 0, unchanged: 0, vanished, unsyncable: 0 }
}
