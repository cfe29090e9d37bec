-- The budget and the ERP: what was sent, what the ERP is known to have, and what the forecast last said there (requirements BUD-2 to BUD-6,
-- CHG-1, FOR-1, CFG-5, CFG-10). Every ledger here only grows.

-- FOR-1, CFG-10: forecasts go along with every export of budget amounts.
alter table budget add column export_forecasts boolean not null default false;

-- One export: what the budget has beyond what the ERP has, when it is sent. The one that is not synced yet is the next to be sent.
create table budget_export (
  company_id int8 not null,
  id int8 not null,
  -- Rises whenever the budget is locked again: in between its lines may have changed.
  rev int not null default 1,
  project_id int8 not null,
  -- Counts the exports of this project's budget, from 1.
  number int not null,
  created_at timestamptz not null default now(),
  -- Once synced: the batch its entries wait in, or waited in.
  batch text,
  synced_at timestamptz,
  -- The ERP no longer has it, and a later one stands in its place.
  ended_at timestamptz,
  primary key (company_id, id),
  unique (company_id, project_id, number),
  foreign key (company_id, project_id) references project (company_id, id) on delete cascade
);
create unique index budget_export_next on budget_export (company_id, project_id) where synced_at is null and ended_at is null;

-- What the ERP has of the original budget, as far as it came from here or was taken over from there; its sum by line is what the ERP should show.
create table budget_export_line (
  company_id int8 not null,
  id int8 generated always as identity,
  project_id int8 not null,
  cost_code_id int8 not null,
  cost_type_id int8 not null,
  -- exported: by that export. undone: that export is gone from the ERP. imported: a budget line took the ERP's estimate. settled: a person took
  -- what the ERP shows.
  origin text not null check (origin in ('exported', 'undone', 'imported', 'settled')),
  export_id int8,
  amount numeric(18,2) not null,
  quantity numeric(14,4) not null default 0,
  at timestamptz not null,
  primary key (company_id, id),
  check ((export_id is not null) = (origin in ('exported', 'undone'))),
  foreign key (company_id, export_id) references budget_export (company_id, id) on delete cascade,
  foreign key (company_id, project_id) references project (company_id, id) on delete cascade,
  foreign key (company_id, cost_code_id) references cost_code (company_id, id) on delete cascade,
  foreign key (company_id, cost_type_id) references cost_type (company_id, id) on delete cascade
);
create index budget_export_line_place on budget_export_line (company_id, project_id, cost_code_id, cost_type_id);
create index budget_export_line_export on budget_export_line (company_id, export_id) where export_id is not null;

-- What the ERP was told of the forecast; it adds what it gets, so the sum by line is what stands there.
create table budget_forecast_line (
  company_id int8 not null,
  id int8 generated always as identity,
  project_id int8 not null,
  cost_code_id int8 not null,
  cost_type_id int8 not null,
  -- The export that carried it: of the budget, or of a budget change.
  kind text not null,
  item_id int8 not null,
  estimated_cost_at_completion numeric(18,2) not null default 0,
  forecast_to_complete numeric(18,2) not null default 0,
  at timestamptz not null,
  primary key (company_id, id),
  foreign key (company_id, project_id) references project (company_id, id) on delete cascade
);
create index budget_forecast_line_place on budget_forecast_line (company_id, project_id, cost_code_id, cost_type_id);
create index budget_forecast_line_item on budget_forecast_line (company_id, kind, item_id);

-- The batch a budget change's entries went into; set while the change is in the ERP.
alter table budget_change add column erp_batch text;

-- CFG-5: the combinations of cost code and cost type the ERP has named for a project so far; a new one may become a budget line by itself.
create table budget_combination (
  company_id int8 not null,
  project_id int8 not null,
  cost_code_id int8 not null,
  cost_type_id int8 not null,
  primary key (company_id, project_id, cost_code_id, cost_type_id),
  foreign key (company_id, project_id) references project (company_id, id) on delete cascade,
  foreign key (company_id, cost_code_id) references cost_code (company_id, id) on delete cascade,
  foreign key (company_id, cost_type_id) references cost_type (company_id, id) on delete cascade
);
