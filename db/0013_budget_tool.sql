-- The budget tool: units and a forecast on each line, budget changes, views of one's own, snapshots (requirements BUD-1, CHG-1, FOR-1).

alter table budget_line
  add column quantity numeric(14,4),
  add column uom text not null default '',
  add column unit_cost numeric(16,4),
  -- automatic: the original amount is quantity times unit cost. manual: it was typed.
  add column calculation_strategy text not null default 'manual' check (calculation_strategy in ('automatic', 'manual')),
  add column forecast_method text not null default 'automatic' check (forecast_method in ('automatic', 'manual', 'unit')),
  -- The typed Forecast to Complete; counts with the method manual only.
  add column forecast_amount numeric(18,2),
  -- With the method unit: units still to come, null for budgeted units less those posted, and what each will cost.
  add column forecast_units numeric(14,4),
  add column forecast_unit_cost numeric(16,4),
  add column forecast_note text not null default '',
  add constraint budget_line_automatic check (calculation_strategy = 'manual' or (quantity is not null and unit_cost is not null)),
  add constraint budget_line_forecast check (
    case forecast_method when 'manual' then forecast_amount is not null when 'unit' then forecast_unit_cost is not null else true end),
  add foreign key (company_id, project_id) references project (company_id, id),
  add foreign key (company_id, cost_code_id) references cost_code (company_id, id),
  add foreign key (company_id, cost_type_id) references cost_type (company_id, id);

create table budget_change (
  company_id int8 not null,
  id int8 not null,
  -- Rises with every edit of the change or of one of its lines.
  rev int not null default 1,
  project_id int8 not null,
  number int not null,
  title text not null default '',
  description text not null default '',
  status text not null default 'draft' check (status in ('draft', 'under_review', 'approved', 'void')),
  -- Civil date of the company on the day of creation.
  date date not null,
  -- A person has said that the lines are meant not to sum to zero; any edit of the lines takes it back.
  net_confirmed boolean not null default false,
  created_by int8 not null,
  created_at timestamptz not null default now(),
  approved_by int8,
  approved_at timestamptz,
  primary key (company_id, id),
  unique (company_id, project_id, number),
  foreign key (company_id, project_id) references project (company_id, id)
);

create table budget_change_line (
  company_id int8 not null,
  id int8 not null,
  budget_change_id int8 not null,
  position int not null,
  cost_code_id int8 not null,
  cost_type_id int8 not null,
  -- Negative: taken from the budget line; positive: given to it.
  amount numeric(18,2) not null,
  -- Signed like the amount; null: the change moves no units.
  quantity numeric(14,4),
  comment text not null default '',
  primary key (company_id, id),
  unique (company_id, budget_change_id, position),
  foreign key (company_id, budget_change_id) references budget_change (company_id, id) on delete cascade,
  foreign key (company_id, cost_code_id) references cost_code (company_id, id),
  foreign key (company_id, cost_type_id) references cost_type (company_id, id)
);
create index budget_change_line_code on budget_change_line (company_id, cost_code_id, cost_type_id);

-- Views that people made; the built-in ones are in the program.
create table budget_view (
  company_id int8 not null,
  id int8 not null,
  project_id int8 not null,
  name text not null,
  description text not null default '',
  -- In their order: the key of a figure, or a calculated column with its label and signed terms.
  columns jsonb not null,
  created_by int8 not null,
  created_at timestamptz not null default now(),
  primary key (company_id, id),
  unique (company_id, project_id, name),
  foreign key (company_id, project_id) references project (company_id, id)
);

-- What a view showed at a moment: columns and rows as they were, with codes and names, so that nothing later can change them.
create table budget_snapshot (
  company_id int8 not null,
  id int8 not null,
  project_id int8 not null,
  name text not null,
  description text not null default '',
  view_name text not null,
  columns jsonb not null,
  rows jsonb not null,
  taken_by int8 not null,
  taken_at timestamptz not null,
  primary key (company_id, id),
  unique (company_id, project_id, name),
  foreign key (company_id, project_id) references project (company_id, id)
);
