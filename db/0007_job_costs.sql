-- What the ERP says a job has cost: the summary per cost code and category, and every posted transaction behind it.

-- One row for each job, extra, cost code and category the ERP has named, and what they are here. Internal: its id never leaves the database.
create table job_cost_line (
  company_id int8 not null,
  connection_id int8 not null,
  id int8 generated always as identity,
  job text not null,
  extra text not null,
  cost_code text not null,
  category text not null,
  project_id int8,
  cost_code_id int8,
  cost_type_id int8,
  primary key (company_id, id),
  unique (company_id, connection_id, job, extra, cost_code, category)
);
create index job_cost_line_project on job_cost_line (company_id, project_id);

create table job_cost_summary (
  company_id int8 not null,
  line_id int8 not null,
  original_estimate numeric(18,2) not null default 0,
  original_estimate_units numeric(18,4) not null default 0,
  approved_estimate_changes numeric(18,2) not null default 0,
  approved_estimate_unit_changes numeric(18,4) not null default 0,
  total_estimate numeric(18,2) not null default 0,
  total_estimate_units numeric(18,4) not null default 0,
  original_commitment numeric(18,2) not null default 0,
  approved_commitment_changes numeric(18,2) not null default 0,
  revised_commitment numeric(18,2) not null default 0,
  commitment_invoiced numeric(18,2) not null default 0,
  jtd_cost numeric(18,2) not null default 0,
  jtd_units numeric(18,4) not null default 0,
  jtd_dollars_paid numeric(18,2) not null default 0,
  mtd_cost numeric(18,2) not null default 0,
  mtd_dollars_paid numeric(18,2) not null default 0,
  mtd_units numeric(18,4) not null default 0,
  primary key (company_id, line_id)
);

-- One posted transaction of the ERP. The key is the ERP's own: line (job, extra, cost code, category), run, sequence, transaction type.
create table direct_cost (
  company_id int8 not null,
  line_id int8 not null,
  run int8 not null,
  sequence int4 not null,
  transaction_type text not null,
  id int8 not null,
  direct_cost_type text not null,
  transaction_date date,
  accounting_date date,
  description text,
  units numeric(18,4),
  unit_cost numeric(18,4),
  amount numeric(18,2) not null,
  vendor text,
  invoice text,
  commitment text,
  commitment_line int4,
  employee text,
  row_hash int8 not null,
  primary key (company_id, line_id, run, sequence, transaction_type)
);

-- Sums of direct_cost, kept in the transaction that writes the rows.
create table direct_cost_total (
  company_id int8 not null,
  line_id int8 not null,
  direct_cost_type text not null,
  amount numeric(18,2) not null,
  units numeric(18,4) not null,
  transactions int8 not null,
  primary key (company_id, line_id, direct_cost_type)
);

