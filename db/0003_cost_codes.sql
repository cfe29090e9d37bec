-- Cost codes and cost types: the ERP's standard lists, and what of them stands on each project (requirements WBS-1 to WBS-8).

create table cost_type (
  company_id int8 not null,
  id int8 not null,
  connection_id int8 not null,
  code text not null,
  name text not null,
  base_type text not null default 'other'
    check (base_type in ('labor', 'equipment', 'materials', 'commitment', 'owner_cost', 'professional_services', 'other')),
  -- The ERP's own word for where the costs of the type accumulate; base_type is made from it.
  accumulate_as text,
  in_erp boolean not null default true,
  primary key (company_id, id),
  unique (company_id, connection_id, code)
);

create table standard_cost_code (
  company_id int8 not null,
  id int8 not null,
  connection_id int8 not null,
  code text not null,
  name text not null,
  is_group boolean not null default false,
  -- A person's switch: a deactivated code cannot be added to a project.
  active boolean not null default true,
  available_for_new_projects boolean not null default true,
  default_cost_types int8[] not null default '{}',
  -- Once a person has chosen, the ERP's own categories no longer set the default cost types.
  default_cost_types_chosen boolean not null default false,
  erp_categories text not null default '',
  in_erp boolean not null default true,
  primary key (company_id, id),
  unique (company_id, connection_id, code)
);

create table cost_code (
  company_id int8 not null,
  id int8 not null,
  project_id int8 not null,
  sub_job_code text not null default '',
  code text not null,
  name text not null,
  is_group boolean not null default false,
  standard_cost_code_id int8,
  project_specific boolean generated always as (standard_cost_code_id is null) stored,
  active boolean not null default true,
  -- The code stands on the job in the ERP: read from there, or exported and read back.
  erp_synced boolean not null default false,
  -- It stood there once and a full read no longer found it.
  erp_vanished boolean not null default false,
  primary key (company_id, id),
  unique (company_id, project_id, sub_job_code, code),
  foreign key (company_id, standard_cost_code_id) references standard_cost_code (company_id, id)
);
create index cost_code_standard on cost_code (company_id, standard_cost_code_id);

create table cost_code_cost_type (
  company_id int8 not null,
  cost_code_id int8 not null,
  cost_type_id int8 not null,
  erp_synced boolean not null default false,
  erp_vanished boolean not null default false,
  primary key (company_id, cost_code_id, cost_type_id),
  foreign key (company_id, cost_code_id) references cost_code (company_id, id) on delete cascade,
  foreign key (company_id, cost_type_id) references cost_type (company_id, id)
);
create index cost_code_cost_type_type on cost_code_cost_type (company_id, cost_type_id);

-- A project's new codes are sent as one set; its rev rises whenever a person adds to the set.
create table cost_code_set (
  company_id int8 not null,
  project_id int8 not null,
  rev int not null default 1,
  primary key (company_id, project_id)
);

alter table cost_type enable row level security;
alter table cost_type force row level security;
create policy company_wall on cost_type using (company_id = nullif(current_setting('gusset.company', true), '')::int8 or current_setting('gusset.company', true) = 'all');
alter table standard_cost_code enable row level security;
alter table standard_cost_code force row level security;
create policy company_wall on standard_cost_code using (company_id = nullif(current_setting('gusset.company', true), '')::int8 or current_setting('gusset.company', true) = 'all');
alter table cost_code enable row level security;
alter table cost_code force row level security;
create policy company_wall on cost_code using (company_id = nullif(current_setting('gusset.company', true), '')::int8 or current_setting('gusset.company', true) = 'all');
alter table cost_code_cost_type enable row level security;
alter table cost_code_cost_type force row level security;
create policy company_wall on cost_code_cost_type using (company_id = nullif(current_setting('gusset.company', true), '')::int8 or current_setting('gusset.company', true) = 'all');
alter table cost_code_set enable row level security;
alter table cost_code_set force row level security;
create policy company_wall on cost_code_set using (company_id = nullif(current_setting('gusset.company', true), '')::int8 or current_setting('gusset.company', true) = 'all');
