/** What the accountant report reads: SQL over $1 the company and $2 a project (null: all of them). It names no kind of item: whatever the pipeline carried is in it. */
import type { ToldKind } from '../erp/entity.ts'
import { worded } from '../platform/rest.ts'

/**
 * Each export that ended in the ERP, once, with the link it made; one that was unlinked since keeps its ID and says when. The amount is what
 * went over, whatever the item comes to by now; of exports accepted before that was kept, only the present one is known.
 */
export const accountantReport = (kinds: readonly Pick<ToldKind, 'kind' | 'one'>[]): string => `
  select o.op_key as key, ${worded('o.kind', Object.fromEntries(kinds.map(({ kind, one }) => [kind, one])))} as kind, coalesce(s.number, '') as number, coalesce(s.title, '') as title,
    coalesce(s.project_name, '') as project, f.name as company_file, coalesce(o.amount, s.amount) as amount, coalesce(l.erp_id, u.erp_id, o.natural_key, '') as erp_id,
    coalesce(sender.name, '') as sent_by, coalesce(approver.name, '') as accepted_by, o.created_at as accepted_at,
    e.at as synced_at, coalesce(s.columns ->> 'batch', '') as batch, u.unlinked_at
  from erp_op o
  join erp_connection f on f.company_id = o.company_id and f.id = o.connection_id
  left join erp_summary s on s.company_id = o.company_id and s.kind = o.kind and s.item_id = o.item_id
  left join erp_link l on l.company_id = o.company_id and l.kind = o.kind and l.item_id = o.item_id and l.op_key = o.op_key
  left join lateral (
    select u.erp_id, u.unlinked_at from erp_unlink_log u
    where u.company_id = o.company_id and u.kind = o.kind and u.item_id = o.item_id and u.op_key = o.op_key order by u.id desc limit 1) u on true
  left join lateral (
    select max(e.at) as at from erp_op_event e
    where e.company_id = o.company_id and e.op_key = o.op_key and e.to_state = 'CONFIRMED') e on true
  left join person sender on sender.id = o.sent_by
  left join person approver on approver.id = o.approved_by
  where o.company_id = $1 and o.state = 'CONFIRMED' and ($2::int8 is null or s.project_id = $2)`
