-- Prime contracts with their schedule of values, and the ERP's contracts they were imported from (requirements PRI-1, PRI-2).

-- Which feed a staged record came by: one kind of record may stand in two tables of the ERP.
alter table erp_staged add column feed text;

create table prime_contract (
  company_id int8 not null,
  id int8 not null,
  -- Rises with every edit of the contract or of one of its lines.
  rev int not null default 1,
  project_id int8 not null,
  number text not null,
  title text not null default '',
  description text not null default '',
  status text not null default 'Draft',
  accounting_method text not null default 'amount' check (accounting_method in ('amount', 'unit')),
  retainage_percent numeric(5, 2) not null default 0 check (retainage_percent between 0 and 100),
  executed boolean not null default false,
  -- Civil date of the company on the day of creation or import.
  date_created date not null,
  start_date date,
  actual_completion_date date,
  origin_id text,
  origin_data text,
  created_at timestamptz not null default now(),
  primary key (company_id, id),
  unique (company_id, project_id, number),
  foreign key (company_id, project_id) references project (company_id, id)
);
create unique index prime_contract_origin on prime_contract (company_id, origin_id) where origin_id is not null;

-- A contract of the ERP that feeds a prime contract; several may feed one. What is linked with the ERP's record is this row. It outlives its link:
-- the lines still came from there.
create table prime_contract_source (
  company_id int8 not null,
  id int8 not null,
  contract_id int8 not null,
  connection_id int8 not null,
  feed text not null,
  erp_id text not null,
  job text not null,
  -- Level of the schedule of values where the ERP keeps it on the job itself; null: a contract with items.
  billing_level text check (billing_level in ('job', 'division', 'section')),
  added_at timestamptz not null default now(),
  primary key (company_id, id),
  unique (company_id, contract_id, connection_id, feed, erp_id),
  foreign key (company_id, contract_id) references prime_contract (company_id, id) on delete cascade
);
create index prime_contract_source_record on prime_contract_source (company_id, connection_id, feed, erp_id);

create table prime_contract_line (
  company_id int8 not null,
  id int8 not null,
  contract_id int8 not null,
  -- Rank in the schedule of values, from 1, without gaps.
  position int not null,
  -- Imported from there, under this key; null: a line of our own.
  source_id int8,
  erp_item text,
  item text not null default '',
  description text not null default '',
  cost_code_id int8,
  cost_type_id int8,
  quantity numeric(14, 4),
  unit_cost numeric(18, 4),
  uom text not null default '',
  amount numeric(18, 2) not null,
  primary key (company_id, id),
  unique (company_id, contract_id, position) deferrable initially deferred,
  unique (company_id, source_id, erp_item),
  check ((source_id is null) = (erp_item is null)),
  foreign key (company_id, contract_id) references prime_contract (company_id, id) on delete cascade,
  foreign key (company_id, source_id) references prime_contract_source (company_id, id),
  foreign key (company_id, cost_code_id) references cost_code (company_id, id),
  foreign key (company_id, cost_type_id) references cost_type (company_id, id)
);

-- The items of the ERP's contracts as last read, whether imported or not.
create table prime_contract_erp_item (
  company_id int8 not null,
  connection_id int8 not null,
  feed text not null,
  -- Code of the contract, or of the job whose schedule of values it is.
  contract text not null,
  item text not null,
  description text not null default '',
  -- Where the item is a cost code of the job.
  extra text not null default '',
  cost_code text,
  is_group boolean not null default false,
  amount numeric(18, 2) not null,
  primary key (company_id, connection_id, feed, contract, item)
);
