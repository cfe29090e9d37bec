/** What the report of archived companies reads: SQL over $1 the company; $2, a project, is always null. */
export const ARCHIVED_COMPANIES_REPORT = `
  select s.connection_id || ' ' || s.erp_id as key, s.erp_id, s.title as name, f.name as company_file,
    concat_ws(', ', nullif(s.data ->> 'address', ''), nullif(s.data ->> 'address_2', '')) as address,
    coalesce(s.data ->> 'city', '') as city, coalesce(s.data ->> 'state', '') as state, coalesce(s.data ->> 'zip', '') as zip,
    coalesce(s.data ->> 'phone', '') as phone, coalesce(p.name, '') as archived_by, s.changed_at as archived_at
  from erp_staged s join erp_connection f on f.company_id = s.company_id and f.id = s.connection_id
  left join person p on p.id = s.moved_by
  where s.company_id = $1 and $2::int8 is null and s.kind = 'company' and s.state = 'archived'`
