/** What the report of synced sub jobs reads: SQL over $1 the company and $2 a project (null: all of them). */
export const SYNCED_SUB_JOBS_REPORT = `
  select s.id::text as key, p.name as project, f.name as company_file, coalesce(j.erp_id, '') as job, s.code, s.name, l.erp_id,
    case when s.active then 'Yes' else 'No' end as active,
    (select count(*) from cost_code c where c.company_id = s.company_id and c.project_id = s.project_id and c.sub_job_code = s.code
      and not c.erp_vanished)::numeric as cost_codes,
    case when l.op_key is null then 'Imported or linked' else 'Exported' end as way,
    coalesce(who.name, '') as linked_by, l.linked_at
  from erp_link l join sub_job s on s.company_id = l.company_id and s.id = l.item_id
  join erp_connection f on f.company_id = l.company_id and f.id = l.connection_id
  join project p on p.company_id = s.company_id and p.id = s.project_id
  left join erp_link j on j.company_id = s.company_id and j.kind = 'job' and j.item_id = s.project_id
  left join erp_op o on o.company_id = l.company_id and o.op_key = l.op_key
  left join person who on who.id = coalesce(l.linked_by, o.approved_by)
  where l.company_id = $1 and l.kind = 'sub-job' and ($2::int8 is null or s.project_id = $2)`
