-- Tax groups of the ERP as tax codes (CFG-11, COM-1), what the ERP says of commitments (COM-3), billed rates (BRT-1), voided direct costs (DCT-1)
-- and the rest that a limit of the ERP asks for (CON-5).

-- Nothing is sent before; null or past: no rest.
alter table erp_connection add column waits_until timestamptz, add column waits_because text;

create table tax_code (
  company_id int8 not null,
  id int8 not null,
  connection_id int8 not null,
  code text not null,
  name text not null default '',
  -- Percent: 8.625 is 8.625 percent.
  rate numeric(9, 6) not null default 0,
  -- False: the ERP no longer has it; documents may still name it.
  in_erp boolean not null default true,
  primary key (company_id, id),
  unique (company_id, connection_id, code),
  foreign key (company_id, connection_id) references erp_connection (company_id, id)
);

-- Default of new lines.
alter table commitment add column tax_code_id int8,
  add foreign key (company_id, tax_code_id) references tax_code (company_id, id);
alter table commitment_line add column tax_code_id int8,
  -- The rate the ERP was told, once it has the line; before that the code's own rate holds.
  add column erp_tax_rate numeric(9, 6),
  add foreign key (company_id, tax_code_id) references tax_code (company_id, id);
create index commitment_tax_code on commitment (company_id, tax_code_id) where tax_code_id is not null;
create index commitment_line_tax_code on commitment_line (company_id, tax_code_id) where tax_code_id is not null;

-- Every commitment the ERP has, by its code there: a fact about ours may arrive before the link does.
create table commitment_in_erp (
  company_id int8 not null,
  connection_id int8 not null,
  erp_id text not null,
  posted boolean not null,
  primary key (company_id, connection_id, erp_id)
);
alter table commitment drop column erp_posted;

-- A cost that went through the Billing module names its work in progress; null: none.
alter table direct_cost add column wip_id int8;

-- What the Billing module makes of a cost, under its number there.
create table billed_rate (
  company_id int8 not null,
  connection_id int8 not null,
  wip_id int8 not null,
  units numeric(18, 4),
  rate numeric(18, 4),
  amount numeric(18, 2) not null,
  primary key (company_id, connection_id, wip_id)
);

-- Transactions that the ERP no longer has: they count nowhere, and people can still see what became of them.
create table direct_cost_voided (
  company_id int8 not null,
  id int8 not null,
  line_id int8 not null,
  run int8 not null,
  sequence int4 not null,
  transaction_type text not null,
  direct_cost_type text not null,
  accounting_date date,
  description text,
  units numeric(18, 4),
  unit_cost numeric(18, 4),
  amount numeric(18, 2) not null,
  vendor text,
  invoice text,
  wip_id int8,
  voided_at timestamptz not null,
  primary key (company_id, id)
);
create index direct_cost_voided_line on direct_cost_voided (company_id, line_id);
