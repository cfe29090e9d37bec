-- A project's budget: what each cost code and cost type may cost.
create table budget (
  company_id int8 not null,
  project_id int8 not null,
  locked boolean not null default false,
  locked_at timestamptz,
  locked_by int8,
  primary key (company_id, project_id)
);

create table budget_line (
  company_id int8 not null,
  id int8 not null,
  project_id int8 not null,
  cost_code_id int8 not null,
  cost_type_id int8 not null,
  original_amount numeric(18,2) not null default 0,
  primary key (company_id, id),
  unique (company_id, project_id, cost_code_id, cost_type_id)
);

