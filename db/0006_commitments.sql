-- Commitments: subcontracts and purchase orders with their schedule of values (requirements COM-1 to COM-4).

create table commitment (
  company_id int8 not null,
  id int8 not null,
  -- Rises with every edit of the commitment or of one of its lines.
  rev int not null default 1,
  project_id int8 not null,
  type text not null check (type in ('subcontract', 'purchase-order')),
  number text not null,
  title text not null default '',
  description text not null default '',
  vendor_id int8,
  status text not null default 'Draft',
  accounting_method text not null default 'amount' check (accounting_method in ('amount', 'unit')),
  retainage_percent numeric(5, 2) not null default 0 check (retainage_percent between 0 and 100),
  executed boolean not null default false,
  private boolean not null default true,
  -- Civil date of the company on the day of creation: the date the ERP is told.
  date_created date not null,
  contract_date date,
  start_date date,
  estimated_completion_date date,
  actual_completion_date date,
  delivery_date date,
  inclusions text not null default '',
  exclusions text not null default '',
  payment_terms text not null default '',
  -- Linked: company, title, status, default retainage and schedule of values no longer change.
  erp_locked boolean not null default false,
  erp_commitment_id text,
  -- Null: not known.
  erp_posted boolean,
  origin_id text,
  origin_code text,
  origin_data text,
  created_at timestamptz not null default now(),
  primary key (company_id, id),
  unique (company_id, project_id, type, number),
  foreign key (company_id, project_id) references project (company_id, id),
  foreign key (company_id, vendor_id) references vendor (company_id, id)
);
create unique index commitment_origin on commitment (company_id, origin_id) where origin_id is not null;
create index commitment_vendor on commitment (company_id, vendor_id);

create table commitment_line (
  company_id int8 not null,
  id int8 not null,
  commitment_id int8 not null,
  -- Rank in the schedule of values, from 1, without gaps: the ERP's item number.
  position int not null,
  -- The contract's own name of the line, such as a bid item: R-6.
  item text not null default '',
  description text not null default '',
  -- Short forms for an ERP that holds less text; empty: the description and the unit themselves are sent.
  erp_description text not null default '',
  erp_uom text not null default '',
  cost_code_id int8,
  cost_type_id int8,
  quantity numeric(14, 4),
  unit_cost numeric(16, 4),
  uom text not null default '',
  amount numeric(16, 2) not null,
  origin_id text,
  origin_data text,
  primary key (company_id, id),
  -- Deferred: places are swapped within one transaction.
  unique (company_id, commitment_id, position) deferrable initially deferred,
  foreign key (company_id, commitment_id) references commitment (company_id, id) on delete cascade,
  foreign key (company_id, cost_code_id) references cost_code (company_id, id),
  foreign key (company_id, cost_type_id) references cost_type (company_id, id)
);
create index commitment_line_code on commitment_line (company_id, cost_code_id, cost_type_id);
create unique index commitment_line_origin on commitment_line (company_id, commitment_id, origin_id) where origin_id is not null;

alter table commitment enable row level security;
alter table commitment force row level security;
create policy company_wall on commitment using (company_id = nullif(current_setting('gusset.company', true), '')::int8 or current_setting('gusset.company', true) = 'all');
alter table commitment_line enable row level security;
alter table commitment_line force row level security;
create policy company_wall on commitment_line using (company_id = nullif(current_setting('gusset.company', true), '')::int8 or current_setting('gusset.company', true) = 'all');
