-- Printed from the migrated database by tests/printed.test.ts; never run.

create function erp_end_link(company bigint, of_kind text, item bigint, at timestamp with time zone, actor bigint, why text);

create function erp_op_amount_guard();

create function erp_op_born();

create function erp_op_guard();

create function gusset_raise_walls();

create function project_connection(of_company bigint, of_project bigint);

create function vendor_item(of_company bigint, of_vendor bigint, of_connection bigint);

create function vendor_of_item(of_company bigint, of_item bigint);

create table access_token (
  token_hash bytea not null,
  company_id bigint not null,
  api_client_id bigint not null,
  created_at timestamp with time zone not null,
  expires_at timestamp with time zone not null,
  revoked_at timestamp with time zone
);
alter table access_token add FOREIGN KEY (company_id, api_client_id) REFERENCES api_client(company_id, id) ON DELETE CASCADE;
alter table access_token add PRIMARY KEY (token_hash);
create policy company_wall on access_token;
grant delete, insert, select, update on access_token to gusset_app;

create table api_client (
  company_id bigint not null,
  id bigint not null,
  person_id bigint not null,
  name text not null,
  client_id text not null,
  secret_hash bytea not null,
  created_at timestamp with time zone not null default now(),
  revoked_at timestamp with time zone
);
alter table api_client add FOREIGN KEY (company_id) REFERENCES company(id);
alter table api_client add FOREIGN KEY (person_id) REFERENCES person(id);
alter table api_client add PRIMARY KEY (company_id, id);
alter table api_client add UNIQUE (client_id);
create policy company_wall on api_client;
grant delete, insert, select, update on api_client to gusset_app;

create table billed_rate (
  company_id bigint not null,
  connection_id bigint not null,
  wip_id bigint not null,
  units numeric(18,4),
  rate numeric(18,4),
  amount numeric(18,2) not null
);
alter table billed_rate add PRIMARY KEY (company_id, connection_id, wip_id);
create policy company_wall on billed_rate;
grant delete, insert, select, update on billed_rate to gusset_app;

create table billing_period (
  company_id bigint not null,
  id bigint not null,
  project_id bigint not null,
  start_date date not null,
  end_date date not null,
  due_date date not null,
  status text not null default 'open'::text
);
alter table billing_period add CHECK ((end_date >= start_date));
alter table billing_period add CHECK ((status = ANY (ARRAY['open'::text, 'closed'::text])));
alter table billing_period add FOREIGN KEY (company_id, project_id) REFERENCES project(company_id, id) ON DELETE CASCADE;
alter table billing_period add PRIMARY KEY (company_id, id);
alter table billing_period add UNIQUE (company_id, project_id, start_date, end_date);
create policy company_wall on billing_period;
grant delete, insert, select, update on billing_period to gusset_app;

create table budget (
  company_id bigint not null,
  project_id bigint not null,
  locked boolean not null default false,
  locked_at timestamp with time zone,
  locked_by bigint,
  export_forecasts boolean not null default false
);
alter table budget add PRIMARY KEY (company_id, project_id);
create policy company_wall on budget;
grant delete, insert, select, update on budget to gusset_app;

create table budget_change (
  company_id bigint not null,
  id bigint not null,
  rev integer not null default 1,
  project_id bigint not null,
  number integer not null,
  title text not null default ''::text,
  description text not null default ''::text,
  status text not null default 'draft'::text,
  date date not null,
  net_confirmed boolean not null default false,
  created_by bigint not null,
  created_at timestamp with time zone not null default now(),
  approved_by bigint,
  approved_at timestamp with time zone,
  erp_batch text
);
alter table budget_change add CHECK ((status = ANY (ARRAY['draft'::text, 'under_review'::text, 'approved'::text, 'void'::text])));
alter table budget_change add FOREIGN KEY (company_id, project_id) REFERENCES project(company_id, id);
alter table budget_change add PRIMARY KEY (company_id, id);
alter table budget_change add UNIQUE (company_id, project_id, number);
create policy company_wall on budget_change;
grant delete, insert, select, update on budget_change to gusset_app;

create table budget_change_line (
  company_id bigint not null,
  id bigint not null,
  budget_change_id bigint not null,
  position integer not null,
  cost_code_id bigint not null,
  cost_type_id bigint not null,
  amount numeric(18,2) not null,
  quantity numeric(14,4),
  comment text not null default ''::text
);
alter table budget_change_line add FOREIGN KEY (company_id, budget_change_id) REFERENCES budget_change(company_id, id) ON DELETE CASCADE;
alter table budget_change_line add FOREIGN KEY (company_id, cost_code_id) REFERENCES cost_code(company_id, id);
alter table budget_change_line add FOREIGN KEY (company_id, cost_type_id) REFERENCES cost_type(company_id, id);
alter table budget_change_line add PRIMARY KEY (company_id, id);
alter table budget_change_line add UNIQUE (company_id, budget_change_id, "position");
CREATE INDEX budget_change_line_code ON budget_change_line USING btree (company_id, cost_code_id, cost_type_id);
create policy company_wall on budget_change_line;
grant delete, insert, select, update on budget_change_line to gusset_app;

create table budget_combination (
  company_id bigint not null,
  project_id bigint not null,
  cost_code_id bigint not null,
  cost_type_id bigint not null
);
alter table budget_combination add FOREIGN KEY (company_id, cost_code_id) REFERENCES cost_code(company_id, id) ON DELETE CASCADE;
alter table budget_combination add FOREIGN KEY (company_id, cost_type_id) REFERENCES cost_type(company_id, id) ON DELETE CASCADE;
alter table budget_combination add FOREIGN KEY (company_id, project_id) REFERENCES project(company_id, id) ON DELETE CASCADE;
alter table budget_combination add PRIMARY KEY (company_id, project_id, cost_code_id, cost_type_id);
create policy company_wall on budget_combination;
grant delete, insert, select, update on budget_combination to gusset_app;

create table budget_export (
  company_id bigint not null,
  id bigint not null,
  rev integer not null default 1,
  project_id bigint not null,
  number integer not null,
  created_at timestamp with time zone not null default now(),
  batch text,
  synced_at timestamp with time zone,
  ended_at timestamp with time zone
);
alter table budget_export add FOREIGN KEY (company_id, project_id) REFERENCES project(company_id, id) ON DELETE CASCADE;
alter table budget_export add PRIMARY KEY (company_id, id);
alter table budget_export add UNIQUE (company_id, project_id, number);
CREATE UNIQUE INDEX budget_export_next ON budget_export USING btree (company_id, project_id) WHERE ((synced_at IS NULL) AND (ended_at IS NULL));
create policy company_wall on budget_export;
grant delete, insert, select, update on budget_export to gusset_app;

create table budget_export_line (
  company_id bigint not null,
  id bigint not null generated always as identity,
  project_id bigint not null,
  cost_code_id bigint not null,
  cost_type_id bigint not null,
  origin text not null,
  export_id bigint,
  amount numeric(18,2) not null,
  quantity numeric(14,4) not null default 0,
  at timestamp with time zone not null
);
alter table budget_export_line add CHECK (((export_id IS NOT NULL) = (origin = ANY (ARRAY['exported'::text, 'undone'::text]))));
alter table budget_export_line add CHECK ((origin = ANY (ARRAY['exported'::text, 'undone'::text, 'imported'::text, 'settled'::text])));
alter table budget_export_line add FOREIGN KEY (company_id, cost_code_id) REFERENCES cost_code(company_id, id) ON DELETE CASCADE;
alter table budget_export_line add FOREIGN KEY (company_id, cost_type_id) REFERENCES cost_type(company_id, id) ON DELETE CASCADE;
alter table budget_export_line add FOREIGN KEY (company_id, export_id) REFERENCES budget_export(company_id, id) ON DELETE CASCADE;
alter table budget_export_line add FOREIGN KEY (company_id, project_id) REFERENCES project(company_id, id) ON DELETE CASCADE;
alter table budget_export_line add PRIMARY KEY (company_id, id);
CREATE INDEX budget_export_line_export ON budget_export_line USING btree (company_id, export_id) WHERE (export_id IS NOT NULL);
CREATE INDEX budget_export_line_place ON budget_export_line USING btree (company_id, project_id, cost_code_id, cost_type_id);
create policy company_wall on budget_export_line;
grant delete, insert, select, update on budget_export_line to gusset_app;

create table budget_forecast_line (
  company_id bigint not null,
  id bigint not null generated always as identity,
  project_id bigint not null,
  cost_code_id bigint not null,
  cost_type_id bigint not null,
  kind text not null,
  item_id bigint not null,
  estimated_cost_at_completion numeric(18,2) not null default 0,
  forecast_to_complete numeric(18,2) not null default 0,
  at timestamp with time zone not null
);
alter table budget_forecast_line add FOREIGN KEY (company_id, project_id) REFERENCES project(company_id, id) ON DELETE CASCADE;
alter table budget_forecast_line add PRIMARY KEY (company_id, id);
CREATE INDEX budget_forecast_line_item ON budget_forecast_line USING btree (company_id, kind, item_id);
CREATE INDEX budget_forecast_line_place ON budget_forecast_line USING btree (company_id, project_id, cost_code_id, cost_type_id);
create policy company_wall on budget_forecast_line;
grant delete, insert, select, update on budget_forecast_line to gusset_app;

create table budget_line (
  company_id bigint not null,
  id bigint not null,
  project_id bigint not null,
  cost_code_id bigint not null,
  cost_type_id bigint not null,
  original_amount numeric(18,2) not null default 0,
  quantity numeric(14,4),
  uom text not null default ''::text,
  unit_cost numeric(16,4),
  calculation_strategy text not null default 'manual'::text,
  forecast_method text not null default 'automatic'::text,
  forecast_amount numeric(18,2),
  forecast_units numeric(14,4),
  forecast_unit_cost numeric(16,4),
  forecast_note text not null default ''::text
);
alter table budget_line add CHECK (
CASE forecast_method
    WHEN 'manual'::text THEN (forecast_amount IS NOT NULL)
    WHEN 'unit'::text THEN (forecast_unit_cost IS NOT NULL)
    ELSE true
END);
alter table budget_line add CHECK (((calculation_strategy = 'manual'::text) OR ((quantity IS NOT NULL) AND (unit_cost IS NOT NULL))));
alter table budget_line add CHECK ((calculation_strategy = ANY (ARRAY['automatic'::text, 'manual'::text])));
alter table budget_line add CHECK ((forecast_method = ANY (ARRAY['automatic'::text, 'manual'::text, 'unit'::text])));
alter table budget_line add FOREIGN KEY (company_id, cost_code_id) REFERENCES cost_code(company_id, id);
alter table budget_line add FOREIGN KEY (company_id, cost_type_id) REFERENCES cost_type(company_id, id);
alter table budget_line add FOREIGN KEY (company_id, project_id) REFERENCES project(company_id, id);
alter table budget_line add PRIMARY KEY (company_id, id);
alter table budget_line add UNIQUE (company_id, project_id, cost_code_id, cost_type_id);
create policy company_wall on budget_line;
grant delete, insert, select, update on budget_line to gusset_app;

create table budget_snapshot (
  company_id bigint not null,
  id bigint not null,
  project_id bigint not null,
  name text not null,
  description text not null default ''::text,
  view_name text not null,
  columns jsonb not null,
  rows jsonb not null,
  taken_by bigint not null,
  taken_at timestamp with time zone not null,
  seen_by bigint[] not null default '{}'::bigint[]
);
alter table budget_snapshot add FOREIGN KEY (company_id, project_id) REFERENCES project(company_id, id);
alter table budget_snapshot add PRIMARY KEY (company_id, id);
alter table budget_snapshot add UNIQUE (company_id, project_id, name);
create policy company_wall on budget_snapshot;
grant delete, insert, select, update on budget_snapshot to gusset_app;

create table budget_view (
  company_id bigint not null,
  id bigint not null,
  project_id bigint not null,
  name text not null,
  description text not null default ''::text,
  columns jsonb not null,
  created_by bigint not null,
  created_at timestamp with time zone not null default now(),
  seen_by bigint[] not null default '{}'::bigint[]
);
alter table budget_view add FOREIGN KEY (company_id, project_id) REFERENCES project(company_id, id);
alter table budget_view add PRIMARY KEY (company_id, id);
alter table budget_view add UNIQUE (company_id, project_id, name);
create policy company_wall on budget_view;
grant delete, insert, select, update on budget_view to gusset_app;

create table commitment (
  company_id bigint not null,
  id bigint not null,
  rev integer not null default 1,
  project_id bigint not null,
  type text not null,
  number text not null,
  title text not null default ''::text,
  description text not null default ''::text,
  vendor_id bigint,
  status text not null default 'Draft'::text,
  accounting_method text not null default 'amount'::text,
  retainage_percent numeric(5,2) not null default 0,
  executed boolean not null default false,
  private boolean not null default true,
  date_created date not null,
  contract_date date,
  start_date date,
  estimated_completion_date date,
  actual_completion_date date,
  delivery_date date,
  inclusions text not null default ''::text,
  exclusions text not null default ''::text,
  payment_terms text not null default ''::text,
  erp_locked boolean not null default false,
  erp_commitment_id text,
  origin_id text,
  origin_code text,
  origin_data text,
  created_at timestamp with time zone not null default now(),
  tax_code_id bigint
);
alter table commitment add CHECK (((retainage_percent >= (0)::numeric) AND (retainage_percent <= (100)::numeric)));
alter table commitment add CHECK ((accounting_method = ANY (ARRAY['amount'::text, 'unit'::text])));
alter table commitment add CHECK ((type = ANY (ARRAY['subcontract'::text, 'purchase-order'::text])));
alter table commitment add FOREIGN KEY (company_id, project_id) REFERENCES project(company_id, id);
alter table commitment add FOREIGN KEY (company_id, tax_code_id) REFERENCES tax_code(company_id, id);
alter table commitment add FOREIGN KEY (company_id, vendor_id) REFERENCES vendor(company_id, id);
alter table commitment add PRIMARY KEY (company_id, id);
alter table commitment add UNIQUE (company_id, project_id, type, number);
CREATE INDEX commitment_tax_code ON commitment USING btree (company_id, tax_code_id) WHERE (tax_code_id IS NOT NULL);
CREATE INDEX commitment_vendor ON commitment USING btree (company_id, vendor_id);
CREATE UNIQUE INDEX commitment_origin ON commitment USING btree (company_id, origin_id) WHERE (origin_id IS NOT NULL);
create policy company_wall on commitment;
grant delete, insert, select, update on commitment to gusset_app;

create table commitment_change_order (
  company_id bigint not null,
  id bigint not null,
  rev integer not null default 1,
  project_id bigint not null,
  commitment_id bigint not null,
  number text not null,
  title text not null default ''::text,
  description text not null default ''::text,
  status text not null default 'Draft'::text,
  change_reason text not null default ''::text,
  executed boolean not null default false,
  private boolean not null default true,
  schedule_impact_days integer,
  date_created date not null,
  due_date date,
  reviewed_date date,
  signed_date date,
  erp_locked boolean not null default false,
  erp_change_order_id text,
  origin_id text,
  origin_code text,
  origin_data text,
  created_at timestamp with time zone not null default now()
);
alter table commitment_change_order add FOREIGN KEY (company_id, commitment_id) REFERENCES commitment(company_id, id);
alter table commitment_change_order add FOREIGN KEY (company_id, project_id) REFERENCES project(company_id, id);
alter table commitment_change_order add PRIMARY KEY (company_id, id);
alter table commitment_change_order add UNIQUE (company_id, commitment_id, number);
CREATE INDEX commitment_change_order_project ON commitment_change_order USING btree (company_id, project_id, number);
CREATE UNIQUE INDEX commitment_change_order_origin ON commitment_change_order USING btree (company_id, origin_id) WHERE (origin_id IS NOT NULL);
create policy company_wall on commitment_change_order;
grant delete, insert, select, update on commitment_change_order to gusset_app;

create table commitment_change_order_line (
  company_id bigint not null,
  id bigint not null,
  change_order_id bigint not null,
  position integer not null,
  commitment_line_id bigint,
  erp_item_number integer,
  item text not null default ''::text,
  description text not null default ''::text,
  erp_description text not null default ''::text,
  erp_uom text not null default ''::text,
  cost_code_id bigint,
  cost_type_id bigint,
  quantity numeric(14,4),
  unit_cost numeric(16,4),
  uom text not null default ''::text,
  amount numeric(16,2) not null,
  origin_id text,
  origin_data text
);
alter table commitment_change_order_line add CHECK (((commitment_line_id IS NULL) OR ((erp_item_number IS NULL) AND (cost_code_id IS NULL) AND (cost_type_id IS NULL))));
alter table commitment_change_order_line add FOREIGN KEY (company_id, change_order_id) REFERENCES commitment_change_order(company_id, id) ON DELETE CASCADE;
alter table commitment_change_order_line add FOREIGN KEY (company_id, commitment_line_id) REFERENCES commitment_line(company_id, id);
alter table commitment_change_order_line add FOREIGN KEY (company_id, cost_code_id) REFERENCES cost_code(company_id, id);
alter table commitment_change_order_line add FOREIGN KEY (company_id, cost_type_id) REFERENCES cost_type(company_id, id);
alter table commitment_change_order_line add PRIMARY KEY (company_id, id);
alter table commitment_change_order_line add UNIQUE (company_id, change_order_id, "position") DEFERRABLE INITIALLY DEFERRED;
CREATE INDEX commitment_change_order_line_code ON commitment_change_order_line USING btree (company_id, cost_code_id, cost_type_id);
CREATE INDEX commitment_change_order_line_item ON commitment_change_order_line USING btree (company_id, commitment_line_id);
CREATE UNIQUE INDEX commitment_change_order_line_origin ON commitment_change_order_line USING btree (company_id, change_order_id, origin_id) WHERE (origin_id IS NOT NULL);
create policy company_wall on commitment_change_order_line;
grant delete, insert, select, update on commitment_change_order_line to gusset_app;

create table commitment_in_erp (
  company_id bigint not null,
  connection_id bigint not null,
  erp_id text not null,
  posted boolean not null
);
alter table commitment_in_erp add PRIMARY KEY (company_id, connection_id, erp_id);
create policy company_wall on commitment_in_erp;
grant delete, insert, select, update on commitment_in_erp to gusset_app;

create table commitment_line (
  company_id bigint not null,
  id bigint not null,
  commitment_id bigint not null,
  position integer not null,
  item text not null default ''::text,
  description text not null default ''::text,
  erp_description text not null default ''::text,
  erp_uom text not null default ''::text,
  cost_code_id bigint,
  cost_type_id bigint,
  quantity numeric(14,4),
  unit_cost numeric(16,4),
  uom text not null default ''::text,
  amount numeric(16,2) not null,
  origin_id text,
  origin_data text,
  tax_code_id bigint,
  erp_tax_rate numeric(9,6)
);
alter table commitment_line add FOREIGN KEY (company_id, commitment_id) REFERENCES commitment(company_id, id) ON DELETE CASCADE;
alter table commitment_line add FOREIGN KEY (company_id, cost_code_id) REFERENCES cost_code(company_id, id);
alter table commitment_line add FOREIGN KEY (company_id, cost_type_id) REFERENCES cost_type(company_id, id);
alter table commitment_line add FOREIGN KEY (company_id, tax_code_id) REFERENCES tax_code(company_id, id);
alter table commitment_line add PRIMARY KEY (company_id, id);
alter table commitment_line add UNIQUE (company_id, commitment_id, "position") DEFERRABLE INITIALLY DEFERRED;
CREATE INDEX commitment_line_code ON commitment_line USING btree (company_id, cost_code_id, cost_type_id);
CREATE INDEX commitment_line_tax_code ON commitment_line USING btree (company_id, tax_code_id) WHERE (tax_code_id IS NOT NULL);
CREATE UNIQUE INDEX commitment_line_origin ON commitment_line USING btree (company_id, commitment_id, origin_id) WHERE (origin_id IS NOT NULL);
create policy company_wall on commitment_line;
grant delete, insert, select, update on commitment_line to gusset_app;

create table commitment_line_detail (
  company_id bigint not null,
  id bigint not null,
  commitment_line_id bigint not null,
  position integer not null,
  description text not null,
  quantity numeric(14,4),
  amount numeric(16,2) not null
);
alter table commitment_line_detail add FOREIGN KEY (company_id, commitment_line_id) REFERENCES commitment_line(company_id, id) ON DELETE CASCADE;
alter table commitment_line_detail add PRIMARY KEY (company_id, id);
alter table commitment_line_detail add UNIQUE (company_id, commitment_line_id, "position");
create policy company_wall on commitment_line_detail;
grant delete, insert, select, update on commitment_line_detail to gusset_app;

create table company (
  id bigint not null,
  name text not null,
  time_zone text not null default 'UTC'::text,
  currency text not null default 'USD'::text,
  settings jsonb not null default '{}'::jsonb,
  is_active boolean not null default true,
  created_at timestamp with time zone not null default now()
);
alter table company add PRIMARY KEY (id);
create policy company_wall on company;
grant insert, select, update on company to gusset_app;

create table cost_code (
  company_id bigint not null,
  id bigint not null,
  project_id bigint not null,
  sub_job_code text not null default ''::text,
  code text not null,
  name text not null,
  is_group boolean not null default false,
  standard_cost_code_id bigint,
  project_specific boolean generated always as ((standard_cost_code_id IS NULL)) stored,
  active boolean not null default true,
  erp_synced boolean not null default false,
  erp_vanished boolean not null default false
);
alter table cost_code add FOREIGN KEY (company_id, project_id) REFERENCES project(company_id, id) ON DELETE CASCADE;
alter table cost_code add FOREIGN KEY (company_id, standard_cost_code_id) REFERENCES standard_cost_code(company_id, id);
alter table cost_code add PRIMARY KEY (company_id, id);
alter table cost_code add UNIQUE (company_id, project_id, sub_job_code, code);
CREATE INDEX cost_code_standard ON cost_code USING btree (company_id, standard_cost_code_id);
create policy company_wall on cost_code;
grant delete, insert, select, update on cost_code to gusset_app;

create table cost_code_cost_type (
  company_id bigint not null,
  cost_code_id bigint not null,
  cost_type_id bigint not null,
  erp_synced boolean not null default false,
  erp_vanished boolean not null default false
);
alter table cost_code_cost_type add FOREIGN KEY (company_id, cost_code_id) REFERENCES cost_code(company_id, id) ON DELETE CASCADE;
alter table cost_code_cost_type add FOREIGN KEY (company_id, cost_type_id) REFERENCES cost_type(company_id, id);
alter table cost_code_cost_type add PRIMARY KEY (company_id, cost_code_id, cost_type_id);
CREATE INDEX cost_code_cost_type_type ON cost_code_cost_type USING btree (company_id, cost_type_id);
create policy company_wall on cost_code_cost_type;
grant delete, insert, select, update on cost_code_cost_type to gusset_app;

create table cost_code_set (
  company_id bigint not null,
  project_id bigint not null,
  rev integer not null default 1,
  sub_job_code text not null default ''::text
);
alter table cost_code_set add FOREIGN KEY (company_id, project_id) REFERENCES project(company_id, id) ON DELETE CASCADE;
alter table cost_code_set add PRIMARY KEY (company_id, project_id, sub_job_code);
create policy company_wall on cost_code_set;
grant delete, insert, select, update on cost_code_set to gusset_app;

create table cost_type (
  company_id bigint not null,
  id bigint not null,
  connection_id bigint not null,
  code text not null,
  name text not null,
  base_type text not null default 'other'::text,
  accumulate_as text,
  in_erp boolean not null default true
);
alter table cost_type add CHECK ((base_type = ANY (ARRAY['labor'::text, 'equipment'::text, 'materials'::text, 'commitment'::text, 'owner_cost'::text, 'professional_services'::text, 'other'::text])));
alter table cost_type add PRIMARY KEY (company_id, id);
alter table cost_type add UNIQUE (company_id, connection_id, code);
create policy company_wall on cost_type;
grant delete, insert, select, update on cost_type to gusset_app;

create table direct_cost (
  company_id bigint not null,
  line_id bigint not null,
  run bigint not null,
  sequence integer not null,
  transaction_type text not null,
  id bigint not null,
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
  commitment_line integer,
  employee text,
  row_hash bigint not null,
  wip_id bigint
);
alter table direct_cost add PRIMARY KEY (company_id, line_id, run, sequence, transaction_type);
create policy company_wall on direct_cost;
grant delete, insert, select, update on direct_cost to gusset_app;

create table direct_cost_total (
  company_id bigint not null,
  line_id bigint not null,
  direct_cost_type text not null,
  amount numeric(18,2) not null,
  units numeric(18,4) not null,
  transactions bigint not null
);
alter table direct_cost_total add PRIMARY KEY (company_id, line_id, direct_cost_type);
create policy company_wall on direct_cost_total;
grant delete, insert, select, update on direct_cost_total to gusset_app;

create table direct_cost_voided (
  company_id bigint not null,
  id bigint not null,
  line_id bigint not null,
  run bigint not null,
  sequence integer not null,
  transaction_type text not null,
  direct_cost_type text not null,
  accounting_date date,
  description text,
  units numeric(18,4),
  unit_cost numeric(18,4),
  amount numeric(18,2) not null,
  vendor text,
  invoice text,
  wip_id bigint,
  voided_at timestamp with time zone not null
);
alter table direct_cost_voided add PRIMARY KEY (company_id, id);
CREATE INDEX direct_cost_voided_line ON direct_cost_voided USING btree (company_id, line_id);
create policy company_wall on direct_cost_voided;
grant delete, insert, select, update on direct_cost_voided to gusset_app;

create table employee (
  company_id bigint not null,
  id bigint not null,
  connection_id bigint not null,
  code text not null,
  name text not null default ''::text,
  pay_id text not null default ''::text,
  active boolean not null default true
);
alter table employee add FOREIGN KEY (company_id, connection_id) REFERENCES erp_connection(company_id, id);
alter table employee add PRIMARY KEY (company_id, id);
alter table employee add UNIQUE (company_id, connection_id, code);
create policy company_wall on employee;
grant delete, insert, select, update on employee to gusset_app;

create table erp_agent (
  company_id bigint not null,
  connection_id bigint not null,
  id bigint not null,
  name text not null,
  public_key text not null,
  enrolled_at timestamp with time zone not null,
  revoked_at timestamp with time zone,
  agent_version text,
  erp_product text,
  erp_version text,
  erp_folder text,
  high_water jsonb,
  last_contact timestamp with time zone,
  server_name text
);
alter table erp_agent add PRIMARY KEY (company_id, id);
CREATE UNIQUE INDEX erp_agent_id ON erp_agent USING btree (id);
CREATE UNIQUE INDEX erp_agent_in_service ON erp_agent USING btree (company_id, connection_id) WHERE (revoked_at IS NULL);
create policy company_wall on erp_agent;
grant delete, insert, select, update on erp_agent to gusset_app;

create table erp_agent_log (
  company_id bigint not null,
  connection_id bigint not null,
  asked_at timestamp with time zone,
  at timestamp with time zone,
  lines jsonb not null default '[]'::jsonb
);
alter table erp_agent_log add FOREIGN KEY (company_id, connection_id) REFERENCES erp_connection(company_id, id);
alter table erp_agent_log add PRIMARY KEY (company_id, connection_id);
create policy company_wall on erp_agent_log;
grant delete, insert, select, update on erp_agent_log to gusset_app;

create table erp_books_check (
  company_id bigint not null,
  at timestamp with time zone not null,
  findings jsonb not null
);
alter table erp_books_check add PRIMARY KEY (company_id, at);
create policy company_wall on erp_books_check;
grant insert, select on erp_books_check to gusset_app;

create table erp_connection (
  company_id bigint not null,
  id bigint not null,
  connector text not null,
  name text not null,
  created_at timestamp with time zone not null default now(),
  certificate jsonb not null default '{"atomicFile": false, "duplicateRefused": false, "readAfterWriteMs": null}'::jsonb,
  high_water jsonb not null default '{}'::jsonb,
  table_stamps jsonb not null default '{}'::jsonb,
  connected boolean not null default false,
  queue_depth integer not null default 0,
  busy boolean not null default false,
  erp_reachable boolean not null default false,
  last_warning text,
  last_warning_at timestamp with time zone,
  waits_until timestamp with time zone,
  waits_because text
);
alter table erp_connection add PRIMARY KEY (company_id, id);
create policy company_wall on erp_connection;
grant delete, insert, select, update on erp_connection to gusset_app;

create table erp_cursor (
  company_id bigint not null,
  connection_id bigint not null,
  feed text not null,
  erp_time text,
  last_read_at timestamp with time zone,
  last_full_at timestamp with time zone,
  last_full_rows bigint,
  failures integer not null default 0,
  next_due_at timestamp with time zone,
  whole_again boolean not null default false,
  read_again boolean not null default false,
  agent_has text,
  soon boolean not null default false
);
alter table erp_cursor add FOREIGN KEY (company_id, connection_id) REFERENCES erp_connection(company_id, id);
alter table erp_cursor add PRIMARY KEY (company_id, connection_id, feed);
create policy company_wall on erp_cursor;
grant delete, insert, select, update on erp_cursor to gusset_app;

create table erp_enrolment (
  company_id bigint not null,
  code_hash bytea not null,
  connection_id bigint not null,
  created_by bigint not null,
  created_at timestamp with time zone not null,
  expires_at timestamp with time zone not null,
  used_at timestamp with time zone
);
alter table erp_enrolment add PRIMARY KEY (company_id, code_hash);
CREATE UNIQUE INDEX erp_enrolment_code ON erp_enrolment USING btree (code_hash);
create policy company_wall on erp_enrolment;
grant delete, insert, select, update on erp_enrolment to gusset_app;

create table erp_freeze (
  company_id bigint not null,
  id bigint not null generated always as identity,
  sentence text not null,
  op_key text,
  frozen_at timestamp with time zone not null,
  lifted_by bigint,
  lifted_at timestamp with time zone,
  lift_reason text
);
alter table erp_freeze add PRIMARY KEY (company_id, id);
CREATE UNIQUE INDEX one_freeze ON erp_freeze USING btree (company_id) WHERE (lifted_at IS NULL);
create policy company_wall on erp_freeze;
grant insert, select, update on erp_freeze to gusset_app;

create table erp_generation (
  only_row boolean not null default true,
  generation integer not null default 0,
  raised_at timestamp with time zone,
  reason text
);
alter table erp_generation add CHECK (((generation >= 0) AND (generation <= 1048575)));
alter table erp_generation add CHECK (only_row);
alter table erp_generation add PRIMARY KEY (only_row);
grant insert, select, update on erp_generation to gusset_app;

create table erp_invoice_payment (
  company_id bigint not null,
  connection_id bigint not null,
  vendor text not null,
  invoice text not null,
  payment text not null,
  type text not null,
  bank_account text not null,
  check_number text not null,
  amount numeric(16,2) not null default 0,
  paid_on date
);
alter table erp_invoice_payment add PRIMARY KEY (company_id, connection_id, vendor, invoice, payment);
create policy company_wall on erp_invoice_payment;
grant delete, insert, select, update on erp_invoice_payment to gusset_app;

create table erp_item (
  company_id bigint not null,
  kind text not null,
  item_id bigint not null,
  connection_id bigint not null,
  state text not null,
  rev integer not null,
  intent_no integer not null default 1,
  op_key text,
  sent_by bigint not null,
  sent_at timestamp with time zone not null,
  moved_by bigint not null,
  moved_at timestamp with time zone not null,
  reason text,
  answers jsonb not null default '{}'::jsonb
);
alter table erp_item add CHECK (((state <> 'ACCEPTED'::text) OR (op_key IS NOT NULL)));
alter table erp_item add CHECK ((state = ANY (ARRAY['SENT'::text, 'RETRIEVED'::text, 'REJECTED'::text, 'ACCEPTED'::text])));
alter table erp_item add FOREIGN KEY (company_id, connection_id) REFERENCES erp_connection(company_id, id);
alter table erp_item add PRIMARY KEY (company_id, kind, item_id);
CREATE INDEX erp_item_inbox ON erp_item USING btree (company_id, kind, state, moved_at DESC);
create policy company_wall on erp_item;
grant delete, insert, select, update on erp_item to gusset_app;

create table erp_link (
  company_id bigint not null,
  kind text not null,
  item_id bigint not null,
  connection_id bigint not null,
  erp_id text not null,
  erp_data jsonb not null default '{}'::jsonb,
  status text not null default 'LINKED'::text,
  op_key text,
  linked_by bigint,
  linked_at timestamp with time zone not null default now(),
  probe_epoch bigint not null default 0,
  probe_until timestamp with time zone,
  checked_at timestamp with time zone,
  check_due_at timestamp with time zone,
  findings jsonb,
  sentence text,
  asked_by bigint,
  reason text
);
alter table erp_link add CHECK ((status = ANY (ARRAY['LINKED'::text, 'DRIFTED'::text, 'MISSING'::text, 'UNLINK_ASKED'::text])));
alter table erp_link add FOREIGN KEY (company_id, connection_id) REFERENCES erp_connection(company_id, id);
alter table erp_link add FOREIGN KEY (company_id, op_key) REFERENCES erp_op(company_id, op_key);
alter table erp_link add PRIMARY KEY (company_id, kind, item_id);
alter table erp_link add UNIQUE (company_id, connection_id, kind, erp_id);
CREATE INDEX erp_link_check ON erp_link USING btree (company_id, connection_id, check_due_at) WHERE (check_due_at IS NOT NULL);
CREATE INDEX erp_link_op ON erp_link USING btree (company_id, op_key) WHERE (op_key IS NOT NULL);
create policy company_wall on erp_link;
grant insert, select, update on erp_link to gusset_app;

create table erp_op (
  company_id bigint not null,
  op_key text not null,
  connection_id bigint not null,
  marker text not null,
  kind text not null,
  item_id bigint not null,
  intent_no integer not null,
  parent_op_key text,
  rev integer not null,
  seen_rev integer not null,
  document jsonb not null,
  rendering jsonb not null,
  payload_sha256 text not null,
  natural_key text,
  key_round integer not null default 0,
  answers jsonb not null,
  sent_by bigint not null,
  approved_by bigint not null,
  created_at timestamp with time zone not null,
  state text not null,
  epoch bigint not null default 0,
  attempts integer not null default 0,
  lease_until timestamp with time zone,
  not_after timestamp with time zone,
  due_at timestamp with time zone,
  may_have_run boolean not null default false,
  human_reason text,
  probing text,
  asked_probe text,
  asked_by bigint,
  waiting_for text,
  evidence jsonb,
  evidence_at timestamp with time zone,
  reason text,
  changed_at timestamp with time zone not null,
  completing boolean not null default false,
  amount numeric
);
alter table erp_op add CHECK (((state = 'NEEDS_HUMAN'::text) = (human_reason IS NOT NULL)));
alter table erp_op add CHECK ((asked_probe = ANY (ARRAY['adopt'::text, 'void'::text])));
alter table erp_op add CHECK ((human_reason = ANY (ARRAY['different'::text, 'partial'::text, 'unverified'::text, 'unknown'::text, 'ghost'::text, 'frozen'::text])));
alter table erp_op add CHECK ((probing = ANY (ARRAY['sweep'::text, 'adopt'::text, 'void'::text])));
alter table erp_op add CHECK ((rev = seen_rev));
alter table erp_op add CHECK ((state = ANY (ARRAY['QUEUED'::text, 'LEASED'::text, 'RUNNING'::text, 'UNCERTAIN'::text, 'NEEDS_HUMAN'::text, 'CONFIRMED'::text, 'REFUSED'::text, 'CANCELLED'::text])));
alter table erp_op add FOREIGN KEY (company_id, connection_id) REFERENCES erp_connection(company_id, id);
alter table erp_op add PRIMARY KEY (company_id, op_key);
alter table erp_op add UNIQUE (company_id, kind, item_id, intent_no);
alter table erp_op add UNIQUE (company_id, marker);
CREATE INDEX erp_op_due ON erp_op USING btree (due_at) WHERE (due_at IS NOT NULL);
CREATE INDEX erp_op_due_here ON erp_op USING btree (company_id, connection_id, due_at) WHERE (due_at IS NOT NULL);
CREATE INDEX erp_op_in_flight ON erp_op USING btree (company_id, connection_id) WHERE (state = ANY (ARRAY['LEASED'::text, 'RUNNING'::text]));
CREATE INDEX erp_op_open ON erp_op USING btree (company_id, kind, state) WHERE (state <> ALL (ARRAY['CONFIRMED'::text, 'CANCELLED'::text]));
CREATE INDEX erp_op_waiting ON erp_op USING btree (company_id) WHERE ((state = 'QUEUED'::text) AND (waiting_for IS NOT NULL));
CREATE UNIQUE INDEX key_once ON erp_op USING btree (company_id, connection_id, kind, natural_key, key_round) WHERE ((natural_key IS NOT NULL) AND (state <> ALL (ARRAY['REFUSED'::text, 'CANCELLED'::text])) AND (human_reason IS DISTINCT FROM 'ghost'::text));
CREATE UNIQUE INDEX one_open_op ON erp_op USING btree (company_id, kind, item_id) WHERE ((state = ANY (ARRAY['QUEUED'::text, 'LEASED'::text, 'RUNNING'::text, 'UNCERTAIN'::text, 'NEEDS_HUMAN'::text])) AND (human_reason IS DISTINCT FROM 'ghost'::text));
create policy company_wall on erp_op;
CREATE TRIGGER erp_op_amount_guard BEFORE UPDATE ON erp_op FOR EACH ROW WHEN ((old.amount IS DISTINCT FROM new.amount)) EXECUTE FUNCTION erp_op_amount_guard();
CREATE TRIGGER erp_op_born BEFORE INSERT ON erp_op FOR EACH ROW EXECUTE FUNCTION erp_op_born();
CREATE TRIGGER erp_op_guard BEFORE UPDATE ON erp_op FOR EACH ROW EXECUTE FUNCTION erp_op_guard();
grant insert, select, update on erp_op to gusset_app;

create table erp_op_event (
  company_id bigint not null,
  op_key text not null,
  id bigint not null generated always as identity,
  at timestamp with time zone not null,
  actor bigint,
  by_agent boolean not null default false,
  from_state text,
  to_state text not null,
  epoch bigint not null,
  sentence text not null,
  raw text
);
alter table erp_op_event add FOREIGN KEY (company_id, op_key) REFERENCES erp_op(company_id, op_key);
alter table erp_op_event add PRIMARY KEY (company_id, op_key, id);
create policy company_wall on erp_op_event;
grant insert, select on erp_op_event to gusset_app;

create table erp_orphan (
  company_id bigint not null,
  connection_id bigint not null,
  feed text not null,
  mark text not null,
  record text not null,
  found_at timestamp with time zone not null,
  seen_at timestamp with time zone
);
alter table erp_orphan add PRIMARY KEY (company_id, connection_id, feed, mark, record);
create policy company_wall on erp_orphan;
grant delete, insert, select, update on erp_orphan to gusset_app;

create table erp_posted_invoice (
  company_id bigint not null,
  connection_id bigint not null,
  vendor text not null,
  invoice text not null,
  status text not null,
  amount numeric(16,2) not null default 0,
  tax numeric(16,2) not null default 0,
  retainage numeric(16,2) not null default 0,
  amount_paid numeric(16,2) not null default 0,
  accounting_date date
);
alter table erp_posted_invoice add PRIMARY KEY (company_id, connection_id, vendor, invoice);
create policy company_wall on erp_posted_invoice;
grant delete, insert, select, update on erp_posted_invoice to gusset_app;

create table erp_read (
  company_id bigint not null,
  read_id text not null,
  connection_id bigint not null,
  feed text not null,
  mode text not null,
  state text not null,
  asked_by bigint,
  asked_at timestamp with time zone not null,
  started_at timestamp with time zone,
  last_page_at timestamp with time zone,
  ended_at timestamp with time zone,
  changed_since text,
  pages integer not null default 0,
  rows bigint not null default 0,
  expected bigint,
  seen bigint not null default 0,
  inserted bigint not null default 0,
  changed bigint not null default 0,
  unchanged bigint not null default 0,
  vanished bigint not null default 0,
  unsyncable bigint not null default 0,
  erp_now text,
  error text,
  cause text not null default 'schedule'::text,
  error_code text
);
alter table erp_read add CHECK ((cause = ANY (ARRAY['person'::text, 'schedule'::text, 'change'::text, 'need'::text])));
alter table erp_read add CHECK ((mode = ANY (ARRAY['changed'::text, 'full'::text])));
alter table erp_read add CHECK ((state = ANY (ARRAY['asked'::text, 'running'::text, 'done'::text, 'failed'::text, 'cancelled'::text])));
alter table erp_read add FOREIGN KEY (company_id, connection_id) REFERENCES erp_connection(company_id, id);
alter table erp_read add PRIMARY KEY (company_id, read_id);
CREATE INDEX erp_read_last ON erp_read USING btree (company_id, connection_id, feed, asked_at DESC);
CREATE INDEX erp_read_latest ON erp_read USING btree (company_id, asked_at DESC);
CREATE INDEX erp_read_open ON erp_read USING btree (company_id, connection_id, state) WHERE (state = ANY (ARRAY['asked'::text, 'running'::text]));
CREATE UNIQUE INDEX one_open_read ON erp_read USING btree (company_id, connection_id, feed) WHERE (state = ANY (ARRAY['asked'::text, 'running'::text]));
create policy company_wall on erp_read;
grant delete, insert, select, update on erp_read to gusset_app;

create table erp_schedule (
  company_id bigint not null,
  connection_id bigint not null,
  feed text not null,
  every_minutes integer not null,
  set_by bigint not null,
  set_at timestamp with time zone not null,
  hours jsonb,
  pause jsonb
);
alter table erp_schedule add CHECK (((every_minutes >= 0) AND (every_minutes <= 10080)));
alter table erp_schedule add FOREIGN KEY (company_id, connection_id) REFERENCES erp_connection(company_id, id);
alter table erp_schedule add PRIMARY KEY (company_id, connection_id, feed);
create policy company_wall on erp_schedule;
grant delete, insert, select, update on erp_schedule to gusset_app;

create table erp_seen (
  company_id bigint not null,
  read_id text not null,
  keys text[] not null
);
CREATE INDEX erp_seen_read ON erp_seen USING btree (company_id, read_id);
create policy company_wall on erp_seen;
grant delete, insert, select, update on erp_seen to gusset_app;

create table erp_setting (
  company_id bigint not null,
  key text not null,
  value jsonb not null,
  set_by bigint not null,
  set_at timestamp with time zone not null
);
alter table erp_setting add PRIMARY KEY (company_id, key);
create policy company_wall on erp_setting;
grant delete, insert, select, update on erp_setting to gusset_app;

create table erp_staged (
  company_id bigint not null,
  connection_id bigint not null,
  kind text not null,
  erp_id text not null,
  title text not null,
  data jsonb not null,
  content_hash bigint not null,
  state text not null,
  item_id bigint,
  gone boolean not null default false,
  reason text,
  first_seen_at timestamp with time zone not null,
  changed_at timestamp with time zone not null,
  moved_by bigint,
  feed text
);
alter table erp_staged add CHECK ((state = ANY (ARRAY['staged'::text, 'imported'::text, 'linked'::text, 'archived'::text, 'invalid'::text])));
alter table erp_staged add FOREIGN KEY (company_id, connection_id) REFERENCES erp_connection(company_id, id);
alter table erp_staged add PRIMARY KEY (company_id, connection_id, kind, erp_id);
CREATE INDEX erp_staged_waiting ON erp_staged USING btree (company_id, kind, state);
create policy company_wall on erp_staged;
grant delete, insert, select, update on erp_staged to gusset_app;

create table erp_summary (
  company_id bigint not null,
  kind text not null,
  item_id bigint not null,
  project_id bigint,
  project_name text not null default ''::text,
  number text not null,
  title text not null,
  amount numeric,
  path text not null,
  columns jsonb not null default '{}'::jsonb
);
alter table erp_summary add PRIMARY KEY (company_id, kind, item_id);
create policy company_wall on erp_summary;
grant delete, insert, select, update on erp_summary to gusset_app;

create table erp_unlink_log (
  company_id bigint not null,
  id bigint not null generated always as identity,
  kind text not null,
  item_id bigint not null,
  connection_id bigint not null,
  erp_id text not null,
  op_key text,
  linked_at timestamp with time zone not null,
  unlinked_at timestamp with time zone not null,
  unlinked_by bigint,
  reason text
);
alter table erp_unlink_log add PRIMARY KEY (company_id, id);
CREATE INDEX erp_unlink_log_item ON erp_unlink_log USING btree (company_id, kind, item_id);
CREATE INDEX erp_unlink_log_key ON erp_unlink_log USING btree (company_id, connection_id, kind, erp_id);
create policy company_wall on erp_unlink_log;
grant insert, select on erp_unlink_log to gusset_app;

create table erp_unsyncable (
  company_id bigint not null,
  connection_id bigint not null,
  feed text not null,
  erp_key text not null,
  reason text not null,
  raw text not null,
  since timestamp with time zone not null,
  read_id text not null
);
alter table erp_unsyncable add PRIMARY KEY (company_id, connection_id, feed, erp_key);
create policy company_wall on erp_unsyncable;
grant delete, insert, select, update on erp_unsyncable to gusset_app;

create table history (
  company_id bigint not null,
  seq bigint not null,
  at timestamp with time zone not null,
  actor bigint,
  action text not null,
  subject_kind text not null,
  subject_id text not null,
  why text,
  body jsonb,
  prev bytea not null,
  hash bytea not null
);
alter table history add FOREIGN KEY (company_id) REFERENCES company(id);
alter table history add PRIMARY KEY (company_id, seq);
CREATE INDEX history_subject ON history USING btree (company_id, subject_kind, subject_id, seq);
create policy company_wall on history;
grant insert, select on history to gusset_app;

create table history_head (
  company_id bigint not null,
  seq bigint not null,
  hash bytea not null
);
alter table history_head add FOREIGN KEY (company_id) REFERENCES company(id);
alter table history_head add PRIMARY KEY (company_id);
create policy company_wall on history_head;
grant insert, select, update on history_head to gusset_app;

create table idempotency (
  person_id bigint not null,
  route text not null,
  key text not null,
  body_hash text not null,
  status integer,
  reply text,
  created_at timestamp with time zone not null
);
alter table idempotency add FOREIGN KEY (person_id) REFERENCES person(id);
alter table idempotency add PRIMARY KEY (person_id, route, key);
CREATE INDEX idempotency_age ON idempotency USING btree (created_at);
grant delete, insert, select, update on idempotency to gusset_app;

create table item_comment (
  company_id bigint not null,
  id bigint not null,
  kind text not null,
  item_id bigint not null,
  author_id bigint not null,
  text text not null,
  mentions bigint[] not null default '{}'::bigint[],
  at timestamp with time zone not null
);
alter table item_comment add FOREIGN KEY (author_id) REFERENCES person(id);
alter table item_comment add PRIMARY KEY (company_id, id);
CREATE INDEX item_comment_item ON item_comment USING btree (company_id, kind, item_id, id);
create policy company_wall on item_comment;
grant delete, insert, select, update on item_comment to gusset_app;

create table job_cost_line (
  company_id bigint not null,
  connection_id bigint not null,
  id bigint not null generated always as identity,
  job text not null,
  extra text not null,
  cost_code text not null,
  category text not null,
  project_id bigint,
  cost_code_id bigint,
  cost_type_id bigint
);
alter table job_cost_line add PRIMARY KEY (company_id, id);
alter table job_cost_line add UNIQUE (company_id, connection_id, job, extra, cost_code, category);
CREATE INDEX job_cost_line_project ON job_cost_line USING btree (company_id, project_id);
create policy company_wall on job_cost_line;
grant delete, insert, select, update on job_cost_line to gusset_app;

create table job_cost_summary (
  company_id bigint not null,
  line_id bigint not null,
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
  mtd_units numeric(18,4) not null default 0
);
alter table job_cost_summary add PRIMARY KEY (company_id, line_id);
create policy company_wall on job_cost_summary;
grant delete, insert, select, update on job_cost_summary to gusset_app;

create table login_attempt (
  key text not null,
  failures integer not null,
  last_at timestamp with time zone not null
);
alter table login_attempt add PRIMARY KEY (key);
grant delete, insert, select, update on login_attempt to gusset_app;

create table membership (
  company_id bigint not null,
  person_id bigint not null,
  template_id bigint,
  project_template_id bigint,
  can_push_to_accounting boolean not null default false,
  is_active boolean not null default true,
  approval_limit numeric
);
alter table membership add CHECK ((approval_limit >= (0)::numeric));
alter table membership add FOREIGN KEY (company_id) REFERENCES company(id);
alter table membership add FOREIGN KEY (company_id, project_template_id) REFERENCES template(company_id, id);
alter table membership add FOREIGN KEY (company_id, template_id) REFERENCES template(company_id, id);
alter table membership add FOREIGN KEY (person_id) REFERENCES person(id);
alter table membership add PRIMARY KEY (company_id, person_id);
CREATE INDEX membership_person ON membership USING btree (person_id);
create policy company_wall on membership;
grant delete, insert, select, update on membership to gusset_app;

create table notice (
  company_id bigint not null,
  id bigint not null,
  person_id bigint not null,
  event text not null,
  kind text not null,
  item_id bigint not null,
  project_id bigint,
  comment_id bigint,
  title text not null,
  text text not null,
  path text not null,
  at timestamp with time zone not null,
  in_page boolean not null,
  read_at timestamp with time zone,
  mail_id bigint,
  summary_due boolean not null default false
);
alter table notice add FOREIGN KEY (company_id, comment_id) REFERENCES item_comment(company_id, id) ON DELETE CASCADE;
alter table notice add FOREIGN KEY (person_id) REFERENCES person(id);
alter table notice add PRIMARY KEY (company_id, id);
CREATE INDEX notice_comment ON notice USING btree (company_id, comment_id) WHERE (comment_id IS NOT NULL);
CREATE INDEX notice_mailed ON notice USING btree (company_id, mail_id) WHERE (mail_id IS NOT NULL);
CREATE INDEX notice_page ON notice USING btree (company_id, person_id, id DESC) WHERE in_page;
CREATE INDEX notice_summary ON notice USING btree (company_id, person_id) WHERE summary_due;
CREATE INDEX notice_unread ON notice USING btree (company_id, person_id) WHERE (in_page AND (read_at IS NULL));
create policy company_wall on notice;
grant delete, insert, select, update on notice to gusset_app;

create table notice_choice (
  company_id bigint not null,
  person_id bigint not null,
  event text not null,
  page boolean not null,
  email boolean not null,
  summary boolean not null
);
alter table notice_choice add FOREIGN KEY (company_id, person_id) REFERENCES membership(company_id, person_id) ON DELETE CASCADE;
alter table notice_choice add PRIMARY KEY (company_id, person_id, event);
create policy company_wall on notice_choice;
grant delete, insert, select, update on notice_choice to gusset_app;

create table notice_cursor (
  company_id bigint not null,
  seq bigint not null default 0,
  summary_day date
);
alter table notice_cursor add FOREIGN KEY (company_id) REFERENCES company(id);
alter table notice_cursor add PRIMARY KEY (company_id);
create policy company_wall on notice_cursor;
grant delete, insert, select, update on notice_cursor to gusset_app;

create table notice_mail (
  company_id bigint not null,
  id bigint not null,
  person_id bigint not null,
  summary boolean not null default false,
  attempts integer not null default 0,
  due_at timestamp with time zone not null,
  made_at timestamp with time zone not null,
  ended_at timestamp with time zone,
  outcome text,
  problem text
);
alter table notice_mail add CHECK (((ended_at IS NULL) = (outcome IS NULL)));
alter table notice_mail add CHECK ((outcome = ANY (ARRAY['sent'::text, 'nothing to say'::text, 'refused'::text, 'given up'::text])));
alter table notice_mail add FOREIGN KEY (person_id) REFERENCES person(id);
alter table notice_mail add PRIMARY KEY (company_id, id);
CREATE INDEX notice_mail_due ON notice_mail USING btree (due_at) WHERE (ended_at IS NULL);
CREATE INDEX notice_mail_last ON notice_mail USING btree (company_id, person_id, id DESC);
CREATE UNIQUE INDEX notice_mail_gathering ON notice_mail USING btree (company_id, person_id) WHERE ((attempts = 0) AND (ended_at IS NULL) AND (NOT summary));
create policy company_wall on notice_mail;
grant delete, insert, select, update on notice_mail to gusset_app;

create table notice_silence (
  company_id bigint not null,
  connection_id bigint not null,
  since timestamp with time zone not null
);
alter table notice_silence add FOREIGN KEY (company_id, connection_id) REFERENCES erp_connection(company_id, id);
alter table notice_silence add PRIMARY KEY (company_id, connection_id);
create policy company_wall on notice_silence;
grant delete, insert, select, update on notice_silence to gusset_app;

create table owner_invoice (
  company_id bigint not null,
  id bigint not null,
  rev integer not null default 1,
  project_id bigint not null,
  contract_id bigint not null,
  application integer not null,
  invoice_number text not null,
  status text not null default 'draft'::text,
  billing_date date not null,
  period_start date,
  period_end date,
  approved_figures jsonb,
  erp_locked boolean not null default false,
  erp_invoice_id text,
  created_at timestamp with time zone not null default now()
);
alter table owner_invoice add CHECK (((status = 'approved'::text) = (approved_figures IS NOT NULL)));
alter table owner_invoice add CHECK ((status = ANY (ARRAY['draft'::text, 'under_review'::text, 'revise_and_resubmit'::text, 'approved'::text])));
alter table owner_invoice add FOREIGN KEY (company_id, contract_id) REFERENCES prime_contract(company_id, id);
alter table owner_invoice add FOREIGN KEY (company_id, project_id) REFERENCES project(company_id, id);
alter table owner_invoice add PRIMARY KEY (company_id, id);
alter table owner_invoice add UNIQUE (company_id, contract_id, application);
alter table owner_invoice add UNIQUE (company_id, contract_id, invoice_number);
create policy company_wall on owner_invoice;
grant delete, insert, select, update on owner_invoice to gusset_app;

create table owner_invoice_line (
  company_id bigint not null,
  id bigint not null,
  invoice_id bigint not null,
  contract_line_id bigint,
  change_order_id bigint,
  work_this_period numeric(16,2) not null default 0,
  materials_stored numeric(16,2) not null default 0,
  work_retainage_percent numeric(5,2) not null default 0,
  stored_retainage_percent numeric(5,2) not null default 0,
  retainage_released numeric(16,2) not null default 0
);
alter table owner_invoice_line add CHECK (((contract_line_id IS NULL) <> (change_order_id IS NULL)));
alter table owner_invoice_line add CHECK (((stored_retainage_percent >= (0)::numeric) AND (stored_retainage_percent <= (100)::numeric)));
alter table owner_invoice_line add CHECK (((work_retainage_percent >= (0)::numeric) AND (work_retainage_percent <= (100)::numeric)));
alter table owner_invoice_line add FOREIGN KEY (company_id, change_order_id) REFERENCES prime_change_order(company_id, id);
alter table owner_invoice_line add FOREIGN KEY (company_id, contract_line_id) REFERENCES prime_contract_line(company_id, id);
alter table owner_invoice_line add FOREIGN KEY (company_id, invoice_id) REFERENCES owner_invoice(company_id, id) ON DELETE CASCADE;
alter table owner_invoice_line add PRIMARY KEY (company_id, id);
alter table owner_invoice_line add UNIQUE (company_id, invoice_id, change_order_id);
alter table owner_invoice_line add UNIQUE (company_id, invoice_id, contract_line_id);
create policy company_wall on owner_invoice_line;
grant delete, insert, select, update on owner_invoice_line to gusset_app;

create table payment (
  company_id bigint not null,
  id bigint not null,
  rev integer not null default 1,
  project_id bigint not null,
  commitment_id bigint not null,
  invoice_id bigint not null,
  position integer not null,
  number text not null,
  paid_on date not null,
  method text not null default 'check'::text,
  amount numeric(16,2) not null,
  voids_id bigint,
  notes text not null default ''::text,
  erp_locked boolean not null default false,
  erp_reference text,
  created_at timestamp with time zone not null default now()
);
alter table payment add CHECK (((voids_id IS NULL) = (amount > (0)::numeric)));
alter table payment add CHECK ((amount <> (0)::numeric));
alter table payment add CHECK ((method = ANY (ARRAY['check'::text, 'credit_card'::text, 'electronic'::text])));
alter table payment add FOREIGN KEY (company_id, commitment_id) REFERENCES commitment(company_id, id);
alter table payment add FOREIGN KEY (company_id, invoice_id) REFERENCES subcontractor_invoice(company_id, id);
alter table payment add FOREIGN KEY (company_id, project_id) REFERENCES project(company_id, id);
alter table payment add FOREIGN KEY (company_id, voids_id) REFERENCES payment(company_id, id);
alter table payment add PRIMARY KEY (company_id, id);
alter table payment add UNIQUE (company_id, invoice_id, "position");
alter table payment add UNIQUE (company_id, voids_id);
CREATE INDEX payment_project ON payment USING btree (company_id, project_id);
create policy company_wall on payment;
grant delete, insert, select, update on payment to gusset_app;

create table person (
  id bigint not null,
  email text not null,
  name text not null,
  password_hash text,
  is_service boolean not null default false,
  disabled_at timestamp with time zone,
  created_at timestamp with time zone not null default now(),
  installation_admin boolean not null default false
);
alter table person add PRIMARY KEY (id);
CREATE UNIQUE INDEX person_email ON person USING btree (lower(email));
grant delete, insert, select, update on person to gusset_app;

create table person_identity (
  issuer text not null,
  subject text not null,
  person_id bigint not null,
  linked_at timestamp with time zone not null
);
alter table person_identity add FOREIGN KEY (person_id) REFERENCES person(id) ON DELETE CASCADE;
alter table person_identity add PRIMARY KEY (issuer, subject);
alter table person_identity add UNIQUE (issuer, person_id);
grant delete, insert, select, update on person_identity to gusset_app;

create table prime_change_order (
  company_id bigint not null,
  id bigint not null,
  rev integer not null default 1,
  project_id bigint not null,
  contract_id bigint not null,
  number text not null,
  title text not null default ''::text,
  description text not null default ''::text,
  status text not null default 'Draft'::text,
  date_created date not null,
  erp_locked boolean not null default false,
  erp_change_order_id text,
  created_at timestamp with time zone not null default now()
);
alter table prime_change_order add FOREIGN KEY (company_id, contract_id) REFERENCES prime_contract(company_id, id);
alter table prime_change_order add FOREIGN KEY (company_id, project_id) REFERENCES project(company_id, id);
alter table prime_change_order add PRIMARY KEY (company_id, id);
alter table prime_change_order add UNIQUE (company_id, contract_id, number);
CREATE INDEX prime_change_order_project ON prime_change_order USING btree (company_id, project_id, number);
create policy company_wall on prime_change_order;
grant delete, insert, select, update on prime_change_order to gusset_app;

create table prime_change_order_line (
  company_id bigint not null,
  id bigint not null,
  change_order_id bigint not null,
  position integer not null,
  contract_line_id bigint,
  description text not null default ''::text,
  cost_code_id bigint,
  cost_type_id bigint,
  amount numeric(16,2) not null
);
alter table prime_change_order_line add FOREIGN KEY (company_id, change_order_id) REFERENCES prime_change_order(company_id, id) ON DELETE CASCADE;
alter table prime_change_order_line add FOREIGN KEY (company_id, contract_line_id) REFERENCES prime_contract_line(company_id, id);
alter table prime_change_order_line add FOREIGN KEY (company_id, cost_code_id) REFERENCES cost_code(company_id, id);
alter table prime_change_order_line add FOREIGN KEY (company_id, cost_type_id) REFERENCES cost_type(company_id, id);
alter table prime_change_order_line add PRIMARY KEY (company_id, id);
alter table prime_change_order_line add UNIQUE (company_id, change_order_id, "position") DEFERRABLE INITIALLY DEFERRED;
CREATE INDEX prime_change_order_line_contract ON prime_change_order_line USING btree (company_id, contract_line_id);
create policy company_wall on prime_change_order_line;
grant delete, insert, select, update on prime_change_order_line to gusset_app;

create table prime_change_order_markup (
  company_id bigint not null,
  change_order_id bigint not null,
  position integer not null,
  name text not null,
  percent numeric(7,4),
  amount numeric(16,2)
);
alter table prime_change_order_markup add CHECK (((percent IS NULL) <> (amount IS NULL)));
alter table prime_change_order_markup add FOREIGN KEY (company_id, change_order_id) REFERENCES prime_change_order(company_id, id) ON DELETE CASCADE;
alter table prime_change_order_markup add PRIMARY KEY (company_id, change_order_id, "position");
create policy company_wall on prime_change_order_markup;
grant delete, insert, select, update on prime_change_order_markup to gusset_app;

create table prime_contract (
  company_id bigint not null,
  id bigint not null,
  rev integer not null default 1,
  project_id bigint not null,
  number text not null,
  title text not null default ''::text,
  description text not null default ''::text,
  status text not null default 'Draft'::text,
  accounting_method text not null default 'amount'::text,
  retainage_percent numeric(5,2) not null default 0,
  executed boolean not null default false,
  date_created date not null,
  start_date date,
  actual_completion_date date,
  origin_id text,
  origin_data text,
  created_at timestamp with time zone not null default now()
);
alter table prime_contract add CHECK (((retainage_percent >= (0)::numeric) AND (retainage_percent <= (100)::numeric)));
alter table prime_contract add CHECK ((accounting_method = ANY (ARRAY['amount'::text, 'unit'::text])));
alter table prime_contract add FOREIGN KEY (company_id, project_id) REFERENCES project(company_id, id);
alter table prime_contract add PRIMARY KEY (company_id, id);
alter table prime_contract add UNIQUE (company_id, project_id, number);
CREATE UNIQUE INDEX prime_contract_origin ON prime_contract USING btree (company_id, origin_id) WHERE (origin_id IS NOT NULL);
create policy company_wall on prime_contract;
grant delete, insert, select, update on prime_contract to gusset_app;

create table prime_contract_erp_item (
  company_id bigint not null,
  connection_id bigint not null,
  feed text not null,
  contract text not null,
  item text not null,
  description text not null default ''::text,
  extra text not null default ''::text,
  cost_code text,
  is_group boolean not null default false,
  amount numeric(18,2) not null
);
alter table prime_contract_erp_item add PRIMARY KEY (company_id, connection_id, feed, contract, item);
create policy company_wall on prime_contract_erp_item;
grant delete, insert, select, update on prime_contract_erp_item to gusset_app;

create table prime_contract_line (
  company_id bigint not null,
  id bigint not null,
  contract_id bigint not null,
  position integer not null,
  source_id bigint,
  erp_item text,
  item text not null default ''::text,
  description text not null default ''::text,
  cost_code_id bigint,
  cost_type_id bigint,
  quantity numeric(14,4),
  unit_cost numeric(18,4),
  uom text not null default ''::text,
  amount numeric(18,2) not null
);
alter table prime_contract_line add CHECK (((source_id IS NULL) = (erp_item IS NULL)));
alter table prime_contract_line add FOREIGN KEY (company_id, contract_id) REFERENCES prime_contract(company_id, id) ON DELETE CASCADE;
alter table prime_contract_line add FOREIGN KEY (company_id, cost_code_id) REFERENCES cost_code(company_id, id);
alter table prime_contract_line add FOREIGN KEY (company_id, cost_type_id) REFERENCES cost_type(company_id, id);
alter table prime_contract_line add FOREIGN KEY (company_id, source_id) REFERENCES prime_contract_source(company_id, id);
alter table prime_contract_line add PRIMARY KEY (company_id, id);
alter table prime_contract_line add UNIQUE (company_id, contract_id, "position") DEFERRABLE INITIALLY DEFERRED;
alter table prime_contract_line add UNIQUE (company_id, source_id, erp_item);
create policy company_wall on prime_contract_line;
grant delete, insert, select, update on prime_contract_line to gusset_app;

create table prime_contract_source (
  company_id bigint not null,
  id bigint not null,
  contract_id bigint not null,
  connection_id bigint not null,
  feed text not null,
  erp_id text not null,
  job text not null,
  billing_level text,
  added_at timestamp with time zone not null default now()
);
alter table prime_contract_source add CHECK ((billing_level = ANY (ARRAY['job'::text, 'division'::text, 'section'::text])));
alter table prime_contract_source add FOREIGN KEY (company_id, contract_id) REFERENCES prime_contract(company_id, id) ON DELETE CASCADE;
alter table prime_contract_source add PRIMARY KEY (company_id, id);
alter table prime_contract_source add UNIQUE (company_id, contract_id, connection_id, feed, erp_id);
CREATE INDEX prime_contract_source_record ON prime_contract_source USING btree (company_id, connection_id, feed, erp_id);
create policy company_wall on prime_contract_source;
grant delete, insert, select, update on prime_contract_source to gusset_app;

create table project (
  company_id bigint not null,
  id bigint not null,
  rev integer not null default 1,
  name text not null,
  number text not null default ''::text,
  description text not null default ''::text,
  address text not null default ''::text,
  address_2 text not null default ''::text,
  city text not null default ''::text,
  state text not null default ''::text,
  zip text not null default ''::text,
  phone text not null default ''::text,
  start_date date,
  completion_date date,
  active boolean not null default true,
  uses_erp_cost_codes boolean not null default true,
  job_cost_transactions_enabled boolean not null default false,
  origin_id text,
  origin_code text,
  origin_data text,
  created_at timestamp with time zone not null default now(),
  connection_id bigint
);
alter table project add FOREIGN KEY (company_id, connection_id) REFERENCES erp_connection(company_id, id);
alter table project add PRIMARY KEY (company_id, id);
CREATE INDEX project_name ON project USING btree (company_id, name, id);
CREATE UNIQUE INDEX project_number ON project USING btree (company_id, COALESCE(connection_id, (0)::bigint), number) WHERE (number <> ''::text);
CREATE UNIQUE INDEX project_origin ON project USING btree (company_id, origin_id) WHERE (origin_id IS NOT NULL);
create policy company_wall on project;
grant delete, insert, select, update on project to gusset_app;

create table project_membership (
  company_id bigint not null,
  project_id bigint not null,
  person_id bigint not null,
  template_id bigint not null
);
alter table project_membership add FOREIGN KEY (company_id, person_id) REFERENCES membership(company_id, person_id);
alter table project_membership add FOREIGN KEY (company_id, template_id) REFERENCES template(company_id, id);
alter table project_membership add PRIMARY KEY (company_id, project_id, person_id);
CREATE INDEX project_membership_person ON project_membership USING btree (company_id, person_id);
create policy company_wall on project_membership;
grant delete, insert, select, update on project_membership to gusset_app;

create table provider_sign_in (
  secret_hash bytea not null,
  return_to text not null,
  expires_at timestamp with time zone not null
);
alter table provider_sign_in add PRIMARY KEY (secret_hash);
grant delete, insert, select, update on provider_sign_in to gusset_app;

create table recovery_code (
  person_id bigint not null,
  code_hash bytea not null
);
alter table recovery_code add FOREIGN KEY (person_id) REFERENCES second_factor(person_id) ON DELETE CASCADE;
alter table recovery_code add PRIMARY KEY (person_id, code_hash);
grant delete, insert, select, update on recovery_code to gusset_app;

create table report_schedule (
  company_id bigint not null,
  id bigint not null,
  report text not null,
  project_id bigint,
  question jsonb not null default '{}'::jsonb,
  format text not null,
  frequency text not null,
  day integer,
  hour integer not null,
  recipients bigint[] not null,
  created_by bigint not null,
  created_at timestamp with time zone not null,
  due_at timestamp with time zone not null,
  attempts integer not null default 0,
  last_sent_at timestamp with time zone,
  problem text
);
alter table report_schedule add CHECK (
CASE frequency
    WHEN 'daily'::text THEN (day IS NULL)
    WHEN 'weekly'::text THEN ((day >= 1) AND (day <= 7))
    ELSE ((day >= 1) AND (day <= 28))
END);
alter table report_schedule add CHECK (((hour >= 0) AND (hour <= 23)));
alter table report_schedule add CHECK ((format = ANY (ARRAY['csv'::text, 'xlsx'::text])));
alter table report_schedule add CHECK ((frequency = ANY (ARRAY['daily'::text, 'weekly'::text, 'monthly'::text])));
alter table report_schedule add FOREIGN KEY (company_id) REFERENCES company(id);
alter table report_schedule add FOREIGN KEY (company_id, project_id) REFERENCES project(company_id, id) ON DELETE CASCADE;
alter table report_schedule add PRIMARY KEY (company_id, id);
CREATE INDEX report_schedule_due ON report_schedule USING btree (due_at);
CREATE INDEX report_schedule_project ON report_schedule USING btree (company_id, project_id);
create policy company_wall on report_schedule;
grant delete, insert, select, update on report_schedule to gusset_app;

create table schema_migration (
  number integer not null,
  name text not null,
  sha256 text not null,
  applied_at timestamp with time zone not null default now()
);
alter table schema_migration add PRIMARY KEY (number);

create table second_factor (
  person_id bigint not null,
  sealed_secret bytea not null,
  confirmed_at timestamp with time zone,
  last_step bigint not null default 0
);
alter table second_factor add FOREIGN KEY (person_id) REFERENCES person(id) ON DELETE CASCADE;
alter table second_factor add PRIMARY KEY (person_id);
grant delete, insert, select, update on second_factor to gusset_app;

create table session (
  token_hash bytea not null,
  person_id bigint not null,
  created_at timestamp with time zone not null,
  seen_at timestamp with time zone not null,
  expires_at timestamp with time zone not null,
  address text,
  user_agent text,
  id bigint not null,
  method text not null default 'password'::text,
  awaits_code boolean not null default false
);
alter table session add CHECK ((method = ANY (ARRAY['password'::text, 'code'::text, 'provider'::text])));
alter table session add FOREIGN KEY (person_id) REFERENCES person(id) ON DELETE CASCADE;
alter table session add PRIMARY KEY (token_hash);
alter table session add UNIQUE (id);
CREATE INDEX session_person ON session USING btree (person_id);
grant delete, insert, select, update on session to gusset_app;

create table standard_cost_code (
  company_id bigint not null,
  id bigint not null,
  connection_id bigint not null,
  code text not null,
  name text not null,
  is_group boolean not null default false,
  active boolean not null default true,
  available_for_new_projects boolean not null default true,
  default_cost_types bigint[] not null default '{}'::bigint[],
  default_cost_types_chosen boolean not null default false,
  erp_categories text not null default ''::text,
  in_erp boolean not null default true
);
alter table standard_cost_code add PRIMARY KEY (company_id, id);
alter table standard_cost_code add UNIQUE (company_id, connection_id, code);
create policy company_wall on standard_cost_code;
grant delete, insert, select, update on standard_cost_code to gusset_app;

create table sub_job (
  company_id bigint not null,
  id bigint not null,
  rev integer not null default 1,
  project_id bigint not null,
  code text not null,
  name text not null,
  active boolean not null default true,
  created_at timestamp with time zone not null default now()
);
alter table sub_job add CHECK ((code <> ''::text));
alter table sub_job add FOREIGN KEY (company_id, project_id) REFERENCES project(company_id, id) ON DELETE CASCADE;
alter table sub_job add PRIMARY KEY (company_id, id);
alter table sub_job add UNIQUE (company_id, project_id, code);
create policy company_wall on sub_job;
grant delete, insert, select, update on sub_job to gusset_app;

create table subcontractor_invoice (
  company_id bigint not null,
  id bigint not null,
  rev integer not null default 1,
  project_id bigint not null,
  commitment_id bigint not null,
  period_id bigint not null,
  number integer not null,
  invoice_number text not null,
  status text not null default 'Draft'::text,
  billing_date date not null,
  is_final boolean not null default false,
  comment text not null default ''::text,
  erp_locked boolean not null default false,
  erp_vendor_id text,
  erp_invoice_id text,
  origin_id text,
  origin_data text,
  created_at timestamp with time zone not null default now()
);
alter table subcontractor_invoice add CHECK ((status = ANY (ARRAY['Draft'::text, 'Under Review'::text, 'Revise and Resubmit'::text, 'Approved'::text, 'Approved as Noted'::text, 'Pending Owner Approval'::text])));
alter table subcontractor_invoice add FOREIGN KEY (company_id, commitment_id) REFERENCES commitment(company_id, id);
alter table subcontractor_invoice add FOREIGN KEY (company_id, period_id) REFERENCES billing_period(company_id, id);
alter table subcontractor_invoice add FOREIGN KEY (company_id, project_id) REFERENCES project(company_id, id);
alter table subcontractor_invoice add PRIMARY KEY (company_id, id);
alter table subcontractor_invoice add UNIQUE (company_id, commitment_id, invoice_number);
alter table subcontractor_invoice add UNIQUE (company_id, commitment_id, number);
CREATE INDEX subcontractor_invoice_erp ON subcontractor_invoice USING btree (company_id, erp_vendor_id, erp_invoice_id) WHERE (erp_invoice_id IS NOT NULL);
CREATE INDEX subcontractor_invoice_period ON subcontractor_invoice USING btree (company_id, period_id);
CREATE INDEX subcontractor_invoice_project ON subcontractor_invoice USING btree (company_id, project_id);
CREATE UNIQUE INDEX subcontractor_invoice_origin ON subcontractor_invoice USING btree (company_id, origin_id) WHERE (origin_id IS NOT NULL);
create policy company_wall on subcontractor_invoice;
grant delete, insert, select, update on subcontractor_invoice to gusset_app;

create table subcontractor_invoice_line (
  company_id bigint not null,
  id bigint not null,
  invoice_id bigint not null,
  commitment_line_id bigint,
  change_order_line_id bigint,
  detail_id bigint,
  work_quantity numeric(14,4),
  work_amount numeric(16,2) not null default 0,
  materials_stored numeric(16,2) not null default 0,
  materials_moved numeric(16,2) not null default 0,
  work_retainage_withheld numeric(16,2) not null default 0,
  work_retainage_released numeric(16,2) not null default 0,
  materials_retainage_withheld numeric(16,2) not null default 0,
  materials_retainage_released numeric(16,2) not null default 0,
  tax numeric(16,2) not null default 0,
  comment text not null default ''::text
);
alter table subcontractor_invoice_line add CHECK (((commitment_line_id IS NULL) <> (change_order_line_id IS NULL)));
alter table subcontractor_invoice_line add CHECK (((detail_id IS NULL) OR (commitment_line_id IS NOT NULL)));
alter table subcontractor_invoice_line add FOREIGN KEY (company_id, change_order_line_id) REFERENCES commitment_change_order_line(company_id, id);
alter table subcontractor_invoice_line add FOREIGN KEY (company_id, commitment_line_id) REFERENCES commitment_line(company_id, id);
alter table subcontractor_invoice_line add FOREIGN KEY (company_id, detail_id) REFERENCES commitment_line_detail(company_id, id);
alter table subcontractor_invoice_line add FOREIGN KEY (company_id, invoice_id) REFERENCES subcontractor_invoice(company_id, id) ON DELETE CASCADE;
alter table subcontractor_invoice_line add PRIMARY KEY (company_id, id);
alter table subcontractor_invoice_line add UNIQUE NULLS NOT DISTINCT (company_id, invoice_id, commitment_line_id, change_order_line_id, detail_id);
CREATE INDEX subcontractor_invoice_line_change ON subcontractor_invoice_line USING btree (company_id, change_order_line_id);
CREATE INDEX subcontractor_invoice_line_detail ON subcontractor_invoice_line USING btree (company_id, detail_id);
CREATE INDEX subcontractor_invoice_line_item ON subcontractor_invoice_line USING btree (company_id, commitment_line_id);
create policy company_wall on subcontractor_invoice_line;
grant delete, insert, select, update on subcontractor_invoice_line to gusset_app;

create table tax_code (
  company_id bigint not null,
  id bigint not null,
  connection_id bigint not null,
  code text not null,
  name text not null default ''::text,
  rate numeric(9,6) not null default 0,
  in_erp boolean not null default true
);
alter table tax_code add FOREIGN KEY (company_id, connection_id) REFERENCES erp_connection(company_id, id);
alter table tax_code add PRIMARY KEY (company_id, id);
alter table tax_code add UNIQUE (company_id, connection_id, code);
create policy company_wall on tax_code;
grant delete, insert, select, update on tax_code to gusset_app;

create table template (
  company_id bigint not null,
  id bigint not null,
  name text not null,
  scope text not null
);
alter table template add CHECK ((scope = ANY (ARRAY['company'::text, 'project'::text])));
alter table template add FOREIGN KEY (company_id) REFERENCES company(id);
alter table template add PRIMARY KEY (company_id, id);
alter table template add UNIQUE (company_id, scope, name);
create policy company_wall on template;
grant delete, insert, select, update on template to gusset_app;

create table template_level (
  company_id bigint not null,
  template_id bigint not null,
  tool text not null,
  level text not null
);
alter table template_level add CHECK ((level = ANY (ARRAY['None'::text, 'Read Only'::text, 'Standard'::text, 'Admin'::text])));
alter table template_level add FOREIGN KEY (company_id, template_id) REFERENCES template(company_id, id) ON DELETE CASCADE;
alter table template_level add PRIMARY KEY (company_id, template_id, tool);
create policy company_wall on template_level;
grant delete, insert, select, update on template_level to gusset_app;

create table template_permission (
  company_id bigint not null,
  template_id bigint not null,
  permission text not null
);
alter table template_permission add FOREIGN KEY (company_id, template_id) REFERENCES template(company_id, id) ON DELETE CASCADE;
alter table template_permission add PRIMARY KEY (company_id, template_id, permission);
create policy company_wall on template_permission;
grant delete, insert, select, update on template_permission to gusset_app;

create table timecard (
  company_id bigint not null,
  id bigint not null,
  timesheet_id bigint not null,
  position integer not null,
  employee_id bigint not null,
  date date not null,
  cost_code_id bigint not null,
  cost_type_id bigint not null,
  pay_id text not null default ''::text,
  regular_hours numeric(5,2) not null default 0,
  overtime_hours numeric(5,2) not null default 0,
  double_hours numeric(5,2) not null default 0,
  description text not null default ''::text
);
alter table timecard add CHECK ((((regular_hours + overtime_hours) + double_hours) > (0)::numeric));
alter table timecard add CHECK ((double_hours >= (0)::numeric));
alter table timecard add CHECK ((overtime_hours >= (0)::numeric));
alter table timecard add CHECK ((regular_hours >= (0)::numeric));
alter table timecard add FOREIGN KEY (company_id, cost_code_id) REFERENCES cost_code(company_id, id);
alter table timecard add FOREIGN KEY (company_id, cost_type_id) REFERENCES cost_type(company_id, id);
alter table timecard add FOREIGN KEY (company_id, employee_id) REFERENCES employee(company_id, id);
alter table timecard add FOREIGN KEY (company_id, timesheet_id) REFERENCES timesheet(company_id, id) ON DELETE CASCADE;
alter table timecard add PRIMARY KEY (company_id, id);
alter table timecard add UNIQUE (company_id, timesheet_id, "position") DEFERRABLE INITIALLY DEFERRED;
CREATE INDEX timecard_employee ON timecard USING btree (company_id, employee_id, date);
create policy company_wall on timecard;
grant delete, insert, select, update on timecard to gusset_app;

create table timesheet (
  company_id bigint not null,
  id bigint not null,
  rev integer not null default 1,
  project_id bigint not null,
  number integer not null,
  period_start date not null,
  period_end date not null,
  status text not null default 'pending'::text,
  approved_by bigint,
  approved_at timestamp with time zone,
  erp_locked boolean not null default false,
  created_at timestamp with time zone not null default now()
);
alter table timesheet add CHECK ((period_start <= period_end));
alter table timesheet add CHECK ((status = ANY (ARRAY['pending'::text, 'approved'::text])));
alter table timesheet add FOREIGN KEY (company_id, project_id) REFERENCES project(company_id, id);
alter table timesheet add PRIMARY KEY (company_id, id);
alter table timesheet add UNIQUE (company_id, project_id, number);
create policy company_wall on timesheet;
grant delete, insert, select, update on timesheet to gusset_app;

create table vendor (
  company_id bigint not null,
  id bigint not null,
  rev integer not null default 1,
  name text not null,
  address text not null default ''::text,
  address_2 text not null default ''::text,
  city text not null default ''::text,
  state text not null default ''::text,
  zip text not null default ''::text,
  phone text not null default ''::text,
  fax text not null default ''::text,
  email text not null default ''::text,
  website text not null default ''::text,
  notes text not null default ''::text,
  is_active boolean not null default true,
  origin_id text,
  origin_code text,
  origin_data text,
  name_key text generated always as (regexp_replace(lower(name), '[^a-z0-9]'::text, ''::text, 'g'::text)) stored,
  phone_key text generated always as ("right"(regexp_replace(phone, '[^0-9]'::text, ''::text, 'g'::text), 10)) stored,
  created_at timestamp with time zone not null default now()
);
alter table vendor add PRIMARY KEY (company_id, id);
CREATE INDEX vendor_name ON vendor USING btree (company_id, name, id);
CREATE INDEX vendor_name_key ON vendor USING btree (company_id, name_key text_pattern_ops);
CREATE INDEX vendor_phone_key ON vendor USING btree (company_id, phone_key) WHERE (phone_key <> ''::text);
CREATE UNIQUE INDEX vendor_origin ON vendor USING btree (company_id, origin_id) WHERE (origin_id IS NOT NULL);
create policy company_wall on vendor;
grant delete, insert, select, update on vendor to gusset_app;

create table vendor_account (
  company_id bigint not null,
  id bigint not null,
  vendor_id bigint not null,
  connection_id bigint not null
);
alter table vendor_account add FOREIGN KEY (company_id, connection_id) REFERENCES erp_connection(company_id, id);
alter table vendor_account add FOREIGN KEY (company_id, vendor_id) REFERENCES vendor(company_id, id) ON DELETE CASCADE;
alter table vendor_account add PRIMARY KEY (company_id, id);
alter table vendor_account add UNIQUE (company_id, vendor_id, connection_id);
create policy company_wall on vendor_account;
grant delete, insert, select, update on vendor_account to gusset_app;

create table vendor_insurance (
  company_id bigint not null,
  id bigint not null,
  vendor_id bigint not null,
  insurance_type text not null,
  policy_number text not null default ''::text,
  provider text not null default ''::text,
  limit_amount numeric(18,2),
  effective_date date,
  expiration_date date,
  connection_id bigint
);
alter table vendor_insurance add CHECK ((insurance_type = ANY (ARRAY['general_liability'::text, 'automobile'::text, 'umbrella'::text, 'workers_compensation'::text])));
alter table vendor_insurance add FOREIGN KEY (company_id, vendor_id) REFERENCES vendor(company_id, id) ON DELETE CASCADE;
alter table vendor_insurance add PRIMARY KEY (company_id, id);
alter table vendor_insurance add UNIQUE NULLS NOT DISTINCT (company_id, vendor_id, connection_id, insurance_type);
create policy company_wall on vendor_insurance;
grant delete, insert, select, update on vendor_insurance to gusset_app;

create table workflow (
  company_id bigint not null,
  id bigint not null,
  kind text not null,
  item_id bigint not null,
  project_id bigint,
  rev integer not null,
  amount numeric(18,2),
  template_id bigint not null,
  template_version integer not null,
  name text not null,
  steps jsonb not null,
  status text not null,
  at integer not null default 0,
  approvals jsonb not null default '[]'::jsonb,
  due date,
  started_by bigint not null,
  started_at timestamp with time zone not null,
  moved_at timestamp with time zone not null
);
alter table workflow add CHECK ((status = ANY (ARRAY['in-review'::text, 'returned'::text, 'approved'::text, 'rejected'::text, 'withdrawn'::text])));
alter table workflow add PRIMARY KEY (company_id, id);
CREATE INDEX workflow_of_item ON workflow USING btree (company_id, kind, item_id, started_at DESC);
CREATE UNIQUE INDEX one_running_workflow ON workflow USING btree (company_id, kind, item_id) WHERE (status = 'in-review'::text);
create policy company_wall on workflow;
grant delete, insert, select, update on workflow to gusset_app;

create table workflow_decision (
  company_id bigint not null,
  workflow_id bigint not null,
  id bigint not null generated always as identity,
  made_at timestamp with time zone not null,
  person_id bigint not null,
  for_id bigint,
  step_name text not null,
  decision text not null,
  comment text not null default ''::text
);
alter table workflow_decision add CHECK ((decision = ANY (ARRAY['start'::text, 'approve'::text, 'reject'::text, 'return'::text, 'withdraw'::text, 'pass-over'::text])));
alter table workflow_decision add FOREIGN KEY (company_id, workflow_id) REFERENCES workflow(company_id, id);
alter table workflow_decision add PRIMARY KEY (company_id, workflow_id, id);
create policy company_wall on workflow_decision;
grant insert, select on workflow_decision to gusset_app;

create table workflow_substitute (
  company_id bigint not null,
  id bigint not null,
  person_id bigint not null,
  substitute_id bigint not null,
  from_day date not null,
  to_day date not null
);
alter table workflow_substitute add CHECK (((from_day <= to_day) AND (person_id <> substitute_id)));
alter table workflow_substitute add PRIMARY KEY (company_id, id);
CREATE INDEX workflow_substitute_of ON workflow_substitute USING btree (company_id, substitute_id);
create policy company_wall on workflow_substitute;
grant delete, insert, select, update on workflow_substitute to gusset_app;

create table workflow_template (
  company_id bigint not null,
  id bigint not null,
  version integer not null default 1,
  name text not null,
  kinds text[] not null,
  from_amount numeric(18,2),
  steps jsonb not null
);
alter table workflow_template add CHECK ((from_amount >= (0)::numeric));
alter table workflow_template add PRIMARY KEY (company_id, id);
alter table workflow_template add UNIQUE (company_id, name);
create policy company_wall on workflow_template;
grant delete, insert, select, update on workflow_template to gusset_app;
