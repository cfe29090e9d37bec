-- Projects; linked ones are the ERP's jobs (requirements JOB-1 to JOB-4).

create table project (
  company_id int8 not null,
  id int8 not null,
  -- Rises with every edit.
  rev int not null default 1,
  name text not null,
  number text not null default '',
  description text not null default '',
  address text not null default '',
  address_2 text not null default '',
  city text not null default '',
  state text not null default '',
  zip text not null default '',
  phone text not null default '',
  start_date date,
  completion_date date,
  active boolean not null default true,
  -- False: the project keeps a code list of its own and cannot be integrated (WBS-2).
  uses_erp_cost_codes boolean not null default true,
  -- Admin > General > Advanced: "Enable ERP Job Cost Transaction Syncing" (CFG-12).
  job_cost_transactions_enabled boolean not null default false,
  origin_id text,
  origin_code text,
  origin_data text,
  created_at timestamptz not null default now(),
  primary key (company_id, id)
);
create unique index project_origin on project (company_id, origin_id) where origin_id is not null;
create unique index project_number on project (company_id, number) where number <> '';
create index project_name on project (company_id, name, id);

alter table cost_code add foreign key (company_id, project_id) references project (company_id, id) on delete cascade;
alter table cost_code_set add foreign key (company_id, project_id) references project (company_id, id) on delete cascade;

alter table project enable row level security;
alter table project force row level security;
create policy company_wall on project using (company_id = nullif(current_setting('gusset.company', true), '')::int8 or current_setting('gusset.company', true) = 'all');
