-- Sub jobs, which are the ERP's extras (requirement SUB-1), and the insurance of companies (INS-1).

create table sub_job (
  company_id int8 not null,
  id int8 not null,
  -- Rises with every edit; its cost codes have a revision of their own (cost_code_set).
  rev int not null default 1,
  project_id int8 not null,
  -- Its cost codes carry it: cost_code.sub_job_code.
  code text not null check (code <> ''),
  name text not null,
  active boolean not null default true,
  created_at timestamptz not null default now(),
  primary key (company_id, id),
  unique (company_id, project_id, code),
  foreign key (company_id, project_id) references project (company_id, id) on delete cascade
);

-- Each sub job's new codes are a set of their own: they go to the ERP with the sub job.
alter table cost_code_set add column sub_job_code text not null default '';
alter table cost_code_set drop constraint cost_code_set_pkey;
alter table cost_code_set add primary key (company_id, project_id, sub_job_code);

-- What the ERP says of a linked company's insurance; one row for each type that was entered there.
create table vendor_insurance (
  company_id int8 not null,
  id int8 not null,
  vendor_id int8 not null,
  insurance_type text not null
    check (insurance_type in ('general_liability', 'automobile', 'umbrella', 'workers_compensation')),
  policy_number text not null default '',
  provider text not null default '',
  limit_amount numeric(18,2),
  effective_date date,
  expiration_date date,
  primary key (company_id, id),
  unique (company_id, vendor_id, insurance_type),
  foreign key (company_id, vendor_id) references vendor (company_id, id) on delete cascade
);
