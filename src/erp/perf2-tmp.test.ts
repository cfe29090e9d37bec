import { test } from 'vitest'
import { accept, preview } from './accept.ts'
import { send } from './exports.ts'
import { ANN, BOB, COMPANY, CONNECTION, pipelineKit } from './pipeline-kit.ts'

const kit = pipelineKit()
test('explain', { timeout: 200_000 }, async () => {
  for (let i = 0; i < 200; i++) {
    const item = await kit.order()
    await kit.move(send, item, BOB)
    await kit.move(async (by) => {
      const { rev, hash } = await preview(by.hub, by.sql, COMPANY, ANN, by.kind, item, {})
      await accept(by.hub, by.sql, COMPANY, ANN, by.kind, item, { rev, hash: hash ?? '', answers: {} })
    }, item)
  }
  await kit.pipeline.start()
  for (;;) {
    const { rows } = await kit.owner(`select count(*)::int as n from erp_op where state = 'CONFIRMED'`)
    if (rows[0].n >= 120) break
    await new Promise((r) => setTimeout(r, 100))
  }
  await kit.pipeline.stop()
  const keys = (await kit.owner(`select op_key from erp_op where state='QUEUED' limit 3`)).rows.map((r) => r.op_key)
  await kit.db.company(COMPANY, async (sql) => {
    const show = async (t: string, v: unknown[]) =>
      console.log(
        (await sql.query<{ 'QUERY PLAN': string }>('explain (analyze, buffers) ' + t, v))
          .map((r) => r['QUERY PLAN'])
          .join('\n'),
      )
    const head =
      'select o.*, l.status as link_status, l.probe_epoch as link_epoch, l.probe_until as link_until from erp_op o left join erp_link l on l.company_id = o.company_id and l.op_key = o.op_key and l.kind = o.kind and l.item_id = o.item_id where '
    await show(head + 'o.company_id = $1 and o.op_key = any($2::text[]) order by o.op_key for update of o', [
      COMPANY,
      keys.slice(0, 1),
    ])
    await show(
      head +
        `o.company_id = $1 and o.connection_id = $2 and o.due_at <= $3 and o.probing is null
  and (o.state in ('REFUSED', 'CANCELLED') or (o.state = 'NEEDS_HUMAN' and o.asked_probe is not null)
    or (o.state in ('QUEUED', 'UNCERTAIN') and not $4)) order by o.asked_probe is null, o.due_at, o.created_at limit $5 for update of o skip locked`,
      [COMPANY, CONNECTION, new Date('2026-11-23T12:00:00Z'), false, 16],
    )
  })
})
