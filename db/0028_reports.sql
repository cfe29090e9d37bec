-- Reports on a schedule (RPT-1): which report, narrowed how, as what file, when, to whom. The row is the workflow: it says when it is due and how the last try went.
create table report_schedule (
  company_id int8 not null,
  id int8 not null,
  report text not null,
  -- Null: the company's report.
  project_id int8,
  -- What narrows, groups and sorts it, by the names of the address.
  question jsonb not null default '{}',
  format text not null check (format in ('csv', 'xlsx')),
  frequency text not null check (frequency in ('daily', 'weekly', 'monthly')),
  -- 1 Monday to 7 Sunday, or the day of the month; null when daily.
  day int,
  -- On the wall of the company's office.
  hour int not null check (hour between 0 and 23),
  -- People; their rights are looked at again each time it is sent.
  recipients int8[] not null,
  created_by int8 not null,
  created_at timestamptz not null,
  due_at timestamptz not null,
  -- Tries since it was due; a server that has it in hand moves due_at to the end of its lease.
  attempts int not null default 0,
  last_sent_at timestamptz,
  -- Why the last try sent nothing, or not to everybody.
  problem text,
  primary key (company_id, id),
  foreign key (company_id) references company (id),
  foreign key (company_id, project_id) references project (company_id, id) on delete cascade,
  check (case frequency when 'daily' then day is null when 'weekly' then day between 1 and 7 else day between 1 and 28 end)
);
create index report_schedule_due on report_schedule (due_at);
create index report_schedule_project on report_schedule (company_id, project_id);
