-- Workflows (CFG-3, CFG-4): who decides about an item before it goes to the ERP.

create table workflow_template (
  company_id int8 not null,
  id int8 not null,
  -- Rises with every change; a running workflow keeps the steps it was started with.
  version int not null default 1,
  name text not null,
  kinds text[] not null,
  -- Amounts at or above it need this workflow whatever the direct export of the kind; null = where Send exports after a workflow.
  from_amount numeric(18, 2) check (from_amount >= 0),
  steps jsonb not null,
  primary key (company_id, id),
  unique (company_id, name)
);

create table workflow (
  company_id int8 not null,
  id int8 not null,
  kind text not null,
  item_id int8 not null,
  project_id int8,
  -- Of the item as it was at the start: what is decided about, and the only revision that may be sent.
  rev int not null,
  amount numeric(18, 2),
  -- The frozen copy of the template.
  template_id int8 not null,
  template_version int not null,
  name text not null,
  steps jsonb not null,
  status text not null check (status in ('in-review', 'returned', 'approved', 'rejected', 'withdrawn')),
  -- The step it stands at, from 0, and the approvals that count: [{step, person}].
  at int not null default 0,
  approvals jsonb not null default '[]',
  due date,
  started_by int8 not null,
  started_at timestamptz not null,
  moved_at timestamptz not null,
  primary key (company_id, id)
);
create unique index one_running_workflow on workflow (company_id, kind, item_id) where status = 'in-review';
create index workflow_of_item on workflow (company_id, kind, item_id, started_at desc);

-- Every decision ever made, also those that no longer count.
create table workflow_decision (
  company_id int8 not null,
  workflow_id int8 not null,
  id int8 generated always as identity,
  made_at timestamptz not null,
  person_id int8 not null,
  -- Whom the person stood for; null = only for oneself.
  for_id int8,
  step_name text not null,
  decision text not null check (decision in ('start', 'approve', 'reject', 'return', 'withdraw', 'pass-over')),
  comment text not null default '',
  primary key (company_id, workflow_id, id),
  foreign key (company_id, workflow_id) references workflow (company_id, id)
);
revoke update, delete, truncate on workflow_decision from gusset_app;

-- Who decides in a person's place, from a day to a day, both included.
create table workflow_substitute (
  company_id int8 not null,
  id int8 not null,
  person_id int8 not null,
  substitute_id int8 not null,
  from_day date not null,
  to_day date not null,
  primary key (company_id, id),
  check (from_day <= to_day and person_id <> substitute_id)
);
create index workflow_substitute_of on workflow_substitute (company_id, substitute_id);
