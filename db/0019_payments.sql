-- Payments issued against subcontractor invoices (requirement PAY-1).

create table payment (
  company_id int8 not null,
  id int8 not null,
  rev int not null default 1,
  project_id int8 not null,
  commitment_id int8 not null,
  invoice_id int8 not null,
  -- Rank among the invoice's payments, from 1: each goes to the ERP after the one before it.
  position int not null,
  number text not null,
  paid_on date not null,
  method text not null default 'check' check (method in ('check', 'credit_card', 'electronic')),
  -- Below zero on a void.
  amount numeric(16, 2) not null check (amount <> 0),
  -- The payment that this one takes back, whole.
  voids_id int8,
  notes text not null default '',
  erp_locked boolean not null default false,
  erp_reference text,
  created_at timestamptz not null default now(),
  primary key (company_id, id),
  unique (company_id, invoice_id, position),
  unique (company_id, voids_id),
  check ((voids_id is null) = (amount > 0)),
  foreign key (company_id, project_id) references project (company_id, id),
  foreign key (company_id, commitment_id) references commitment (company_id, id),
  foreign key (company_id, invoice_id) references subcontractor_invoice (company_id, id),
  foreign key (company_id, voids_id) references payment (company_id, id)
);
create index payment_project on payment (company_id, project_id);
