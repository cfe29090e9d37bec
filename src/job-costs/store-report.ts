/** What the reports read of job costs: SQL over $1 the company and $2 a project (null: all of the company, jobs that are no project included). */
import { worded } from '../platform/rest.ts'
import { DIRECT_COST_TYPE_LABELS, SUMMARY_FIGURES, UNSYNCABLE_REASONS } from './model.ts'
import { UNSYNCABLE, UNSYNCABLE_REASON } from './store-direct-costs.ts'

export const JOB_COSTS_REPORT = `
  select l.id::text as key, l.job, f.name as company_file, coalesce(p.name, '') as project, l.extra as sub_job, l.cost_code,
    coalesce(c.name, '') as cost_code_name, l.category, ${SUMMARY_FIGURES.map(({ key }) => `s.${key}`).join(', ')}
  from job_cost_line l join job_cost_summary s on s.company_id = l.company_id and s.line_id = l.id
  join erp_connection f on f.company_id = l.company_id and f.id = l.connection_id
  left join project p on p.company_id = l.company_id and p.id = l.project_id
  left join cost_code c on c.company_id = l.company_id and c.id = l.cost_code_id
  where l.company_id = $1 and ($2::int8 is null or l.project_id = $2)`

export const UNSYNCABLE_REPORT = `
  select d.id::text as key, d.accounting_date as date, ${worded('d.direct_cost_type', DIRECT_COST_TYPE_LABELS)} as type, f.name as company_file, l.job,
    l.extra as sub_job, l.cost_code, l.category, coalesce(d.description, '') as description, coalesce(d.vendor, '') as vendor,
    coalesce(d.invoice, '') as invoice, d.amount, ${worded(UNSYNCABLE_REASON, UNSYNCABLE_REASONS)} as reason
  ${UNSYNCABLE}`
