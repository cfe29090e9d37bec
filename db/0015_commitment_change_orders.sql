-- Change orders on commitments, and their lines (requirements CCO-1 to CCO-4).

create table commitment_change_order (
  company_id int8 not null,
  id int8 not null,
  -- Rises with every edit of the change order or of one of its lines.
  rev int not null default 1,
  project_id int8 not null,
  commitment_id int8 not null,
  number text not null,
  title text not null default '',
  description text not null default '',
  status text not null default 'Draft',
  change_reason text not null default '',
  executed boolean not null default false,
  private boolean not null default true,
  -- Days; negative: the work ends sooner.
  schedule_impact_days int,
  -- Civil date of the company on the day of creation. The ERP is told the day of export.
  date_created date not null,
  due_date date,
  reviewed_date date,
  signed_date date,
  -- Linked: number, title, status and lines no longer change.
  erp_locked boolean not null default false,
  erp_change_order_id text,
  origin_id text,
  origin_code text,
  origin_data text,
  created_at timestamptz not null default now(),
  primary key (company_id, id),
  unique (company_id, commitment_id, number),
  foreign key (company_id, project_id) references project (company_id, id),
  foreign key (company_id, commitment_id) references commitment (company_id, id)
);
create unique index commitment_change_order_origin on commitment_change_order (company_id, origin_id) where origin_id is not null;
create index commitment_change_order_project on commitment_change_order (company_id, project_id, number);

create table commitment_change_order_line (
  company_id int8 not null,
  id int8 not null,
  change_order_id int8 not null,
  -- Rank in the change order, from 1, without gaps.
  position int not null,
  -- The item of the commitment this line changes; null: the line adds a new item to the commitment.
  commitment_line_id int8,
  -- The number the added item has among the commitment's items in the ERP, kept for it when the line is written; null: the line changes an item.
  erp_item_number int,
  item text not null default '',
  description text not null default '',
  erp_description text not null default '',
  erp_uom text not null default '',
  -- Of an added item; null on a change of an item, whose own they are: coalesce(l.cost_code_id, commitment_line.cost_code_id).
  cost_code_id int8,
  cost_type_id int8,
  -- Signed, like the amount: what is added to the item, or taken from it.
  quantity numeric(14, 4),
  unit_cost numeric(16, 4),
  uom text not null default '',
  amount numeric(16, 2) not null,
  origin_id text,
  origin_data text,
  primary key (company_id, id),
  -- Deferred: places are swapped within one transaction.
  unique (company_id, change_order_id, position) deferrable initially deferred,
  check (commitment_line_id is null or (erp_item_number is null and cost_code_id is null and cost_type_id is null)),
  foreign key (company_id, change_order_id) references commitment_change_order (company_id, id) on delete cascade,
  foreign key (company_id, commitment_line_id) references commitment_line (company_id, id),
  foreign key (company_id, cost_code_id) references cost_code (company_id, id),
  foreign key (company_id, cost_type_id) references cost_type (company_id, id)
);
create index commitment_change_order_line_item on commitment_change_order_line (company_id, commitment_line_id);
create index commitment_change_order_line_code on commitment_change_order_line (company_id, cost_code_id, cost_type_id);
create unique index commitment_change_order_line_origin on commitment_change_order_line (company_id, change_order_id, origin_id) where origin_id is not null;

-- A person had what is missing in the ERP sent (export protocol 3.4, complete): commands import what a look finds missing.
alter table erp_op add column completing boolean not null default false;
