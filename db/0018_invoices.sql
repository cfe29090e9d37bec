-- Subcontractor invoices: billing periods, the subcontractor's own detail below a line of a commitment, what each invoice bills by line, and what
-- the ERP says of invoices and their payments (requirements INV-1 to INV-5, CFG-9).

create table billing_period (
  company_id int8 not null,
  id int8 not null,
  project_id int8 not null,
  start_date date not null,
  end_date date not null,
  -- When subcontractors must have billed.
  due_date date not null,
  status text not null default 'open' check (status in ('open', 'closed')),
  primary key (company_id, id),
  unique (company_id, project_id, start_date, end_date),
  check (end_date >= start_date),
  foreign key (company_id, project_id) references project (company_id, id) on delete cascade
);

-- The subcontractor's own schedule of values: parts of one line of the commitment, billed one by one and sent as one.
create table commitment_line_detail (
  company_id int8 not null,
  id int8 not null,
  commitment_line_id int8 not null,
  position int not null,
  description text not null,
  quantity numeric(14, 4),
  amount numeric(16, 2) not null,
  primary key (company_id, id),
  unique (company_id, commitment_line_id, position),
  foreign key (company_id, commitment_line_id) references commitment_line (company_id, id) on delete cascade
);

create table subcontractor_invoice (
  company_id int8 not null,
  id int8 not null,
  -- Rises with every edit of the invoice or of one of its lines.
  rev int not null default 1,
  project_id int8 not null,
  commitment_id int8 not null,
  period_id int8 not null,
  -- Rank among the commitment's invoices, from 1: what has a lower one was billed before.
  number int not null,
  -- The subcontractor's own.
  invoice_number text not null,
  status text not null default 'Draft' check (status in ('Draft', 'Under Review', 'Revise and Resubmit', 'Approved', 'Approved as Noted', 'Pending Owner Approval')),
  billing_date date not null,
  is_final boolean not null default false,
  comment text not null default '',
  -- Linked: nothing of it changes any more.
  erp_locked boolean not null default false,
  -- Vendor and number under which the ERP has it.
  erp_vendor_id text,
  erp_invoice_id text,
  origin_id text,
  origin_data text,
  created_at timestamptz not null default now(),
  primary key (company_id, id),
  unique (company_id, commitment_id, number),
  unique (company_id, commitment_id, invoice_number),
  foreign key (company_id, project_id) references project (company_id, id),
  foreign key (company_id, commitment_id) references commitment (company_id, id),
  foreign key (company_id, period_id) references billing_period (company_id, id)
);
create unique index subcontractor_invoice_origin on subcontractor_invoice (company_id, origin_id) where origin_id is not null;
create index subcontractor_invoice_project on subcontractor_invoice (company_id, project_id);
create index subcontractor_invoice_period on subcontractor_invoice (company_id, period_id);
create index subcontractor_invoice_erp on subcontractor_invoice (company_id, erp_vendor_id, erp_invoice_id) where erp_invoice_id is not null;

-- What an invoice bills on one line, this period only: what was billed before is summed up from the earlier invoices whenever it is asked. A line
-- without a row bills nothing.
create table subcontractor_invoice_line (
  company_id int8 not null,
  id int8 not null,
  invoice_id int8 not null,
  -- One of the two; a detail stands below a line of the commitment.
  commitment_line_id int8,
  change_order_line_id int8,
  detail_id int8,
  work_quantity numeric(14, 4),
  work_amount numeric(16, 2) not null default 0,
  -- Newly stored this period, and taken out of store into work this period.
  materials_stored numeric(16, 2) not null default 0,
  materials_moved numeric(16, 2) not null default 0,
  work_retainage_withheld numeric(16, 2) not null default 0,
  work_retainage_released numeric(16, 2) not null default 0,
  materials_retainage_withheld numeric(16, 2) not null default 0,
  materials_retainage_released numeric(16, 2) not null default 0,
  tax numeric(16, 2) not null default 0,
  comment text not null default '',
  primary key (company_id, id),
  check ((commitment_line_id is null) <> (change_order_line_id is null)),
  check (detail_id is null or commitment_line_id is not null),
  unique nulls not distinct (company_id, invoice_id, commitment_line_id, change_order_line_id, detail_id),
  foreign key (company_id, invoice_id) references subcontractor_invoice (company_id, id) on delete cascade,
  foreign key (company_id, commitment_line_id) references commitment_line (company_id, id),
  foreign key (company_id, change_order_line_id) references commitment_change_order_line (company_id, id),
  foreign key (company_id, detail_id) references commitment_line_detail (company_id, id)
);
create index subcontractor_invoice_line_item on subcontractor_invoice_line (company_id, commitment_line_id);
create index subcontractor_invoice_line_change on subcontractor_invoice_line (company_id, change_order_line_id);
create index subcontractor_invoice_line_detail on subcontractor_invoice_line (company_id, detail_id);

-- Posted invoices as the ERP has them, all of them: an invoice of ours finds its own by vendor and number.
create table erp_posted_invoice (
  company_id int8 not null,
  connection_id int8 not null,
  vendor text not null,
  invoice text not null,
  status text not null,
  amount numeric(16, 2) not null default 0,
  tax numeric(16, 2) not null default 0,
  retainage numeric(16, 2) not null default 0,
  amount_paid numeric(16, 2) not null default 0,
  accounting_date date,
  primary key (company_id, connection_id, vendor, invoice)
);

-- Payments as the ERP has them; a void stands as a row of its own, below zero.
create table erp_invoice_payment (
  company_id int8 not null,
  connection_id int8 not null,
  vendor text not null,
  invoice text not null,
  payment text not null,
  type text not null,
  bank_account text not null,
  check_number text not null,
  amount numeric(16, 2) not null default 0,
  paid_on date,
  primary key (company_id, connection_id, vendor, invoice, payment)
);
