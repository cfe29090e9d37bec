-- Change orders on prime contracts with their lines and markups, and the invoices to the owner (requirements PCO-1, PCO-2, OWN-1).

create table prime_change_order (
  company_id int8 not null,
  id int8 not null,
  -- Rises with every edit of the change order, of one of its lines or markups.
  rev int not null default 1,
  project_id int8 not null,
  contract_id int8 not null,
  number text not null,
  title text not null default '',
  description text not null default '',
  status text not null default 'Draft',
  -- Civil date of the company on the day of creation. The ERP is told the day of export.
  date_created date not null,
  -- Linked: nothing of it changes any more.
  erp_locked boolean not null default false,
  erp_change_order_id text,
  created_at timestamptz not null default now(),
  primary key (company_id, id),
  unique (company_id, contract_id, number),
  foreign key (company_id, project_id) references project (company_id, id),
  foreign key (company_id, contract_id) references prime_contract (company_id, id)
);
create index prime_change_order_project on prime_change_order (company_id, project_id, number);

create table prime_change_order_line (
  company_id int8 not null,
  id int8 not null,
  change_order_id int8 not null,
  position int not null,
  -- The line of the prime contract it changes; null: it adds one.
  contract_line_id int8,
  description text not null default '',
  cost_code_id int8,
  cost_type_id int8,
  amount numeric(16, 2) not null,
  primary key (company_id, id),
  unique (company_id, change_order_id, position) deferrable initially deferred,
  foreign key (company_id, change_order_id) references prime_change_order (company_id, id) on delete cascade,
  foreign key (company_id, contract_line_id) references prime_contract_line (company_id, id),
  foreign key (company_id, cost_code_id) references cost_code (company_id, id),
  foreign key (company_id, cost_type_id) references cost_type (company_id, id)
);
create index prime_change_order_line_contract on prime_change_order_line (company_id, contract_line_id);

-- Overhead, profit, bond: in percent of the lines or as a sum, spread over the lines by their amounts.
create table prime_change_order_markup (
  company_id int8 not null,
  change_order_id int8 not null,
  position int not null,
  name text not null,
  percent numeric(7, 4),
  amount numeric(16, 2),
  primary key (company_id, change_order_id, position),
  check ((percent is null) <> (amount is null)),
  foreign key (company_id, change_order_id) references prime_change_order (company_id, id) on delete cascade
);

create table owner_invoice (
  company_id int8 not null,
  id int8 not null,
  -- Rises with every edit of the invoice or of one of its lines.
  rev int not null default 1,
  project_id int8 not null,
  contract_id int8 not null,
  -- Rank among the contract's invoices: what is previous to what.
  application int not null,
  invoice_number text not null,
  status text not null default 'draft' check (status in ('draft', 'under_review', 'revise_and_resubmit', 'approved')),
  billing_date date not null,
  period_start date,
  period_end date,
  -- Its figures as they were approved: lines and changes that come to the contract later do not alter them.
  approved_figures jsonb,
  erp_locked boolean not null default false,
  erp_invoice_id text,
  created_at timestamptz not null default now(),
  primary key (company_id, id),
  check ((status = 'approved') = (approved_figures is not null)),
  unique (company_id, contract_id, application),
  unique (company_id, contract_id, invoice_number),
  foreign key (company_id, project_id) references project (company_id, id),
  foreign key (company_id, contract_id) references prime_contract (company_id, id)
);

-- What this application adds; everything previous is the sum of the applications before it.
create table owner_invoice_line (
  company_id int8 not null,
  id int8 not null,
  invoice_id int8 not null,
  -- One of the two: a line of the contract, or a change order as a whole.
  contract_line_id int8,
  change_order_id int8,
  work_this_period numeric(16, 2) not null default 0,
  -- Stored at the end of the period, not yet in the work.
  materials_stored numeric(16, 2) not null default 0,
  -- Percent withheld of the work of this period, and of the materials stored now.
  work_retainage_percent numeric(5, 2) not null default 0 check (work_retainage_percent between 0 and 100),
  stored_retainage_percent numeric(5, 2) not null default 0 check (stored_retainage_percent between 0 and 100),
  -- Paid out in this period of what was withheld on work before.
  retainage_released numeric(16, 2) not null default 0,
  primary key (company_id, id),
  unique (company_id, invoice_id, contract_line_id),
  unique (company_id, invoice_id, change_order_id),
  check ((contract_line_id is null) <> (change_order_id is null)),
  foreign key (company_id, invoice_id) references owner_invoice (company_id, id) on delete cascade,
  foreign key (company_id, contract_line_id) references prime_contract_line (company_id, id),
  foreign key (company_id, change_order_id) references prime_change_order (company_id, id)
);
