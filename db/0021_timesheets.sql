-- Time (TIM-1): the ERP's employees, and timesheets of a pay period of a project with their timecards.

create table employee (
  company_id int8 not null,
  id int8 not null,
  connection_id int8 not null,
  -- The ERP's ID.
  code text not null,
  name text not null default '',
  -- The ERP's own pay ID of the employee: holds where a timecard names none.
  pay_id text not null default '',
  active boolean not null default true,
  primary key (company_id, id),
  unique (company_id, connection_id, code),
  foreign key (company_id, connection_id) references erp_connection (company_id, id)
);

create table timesheet (
  company_id int8 not null,
  id int8 not null,
  -- Rises with every edit of the timesheet or of one of its timecards.
  rev int not null default 1,
  project_id int8 not null,
  number int not null,
  period_start date not null,
  period_end date not null,
  status text not null default 'pending' check (status in ('pending', 'approved')),
  approved_by int8,
  approved_at timestamptz,
  -- Linked: it no longer changes.
  erp_locked boolean not null default false,
  created_at timestamptz not null default now(),
  primary key (company_id, id),
  unique (company_id, project_id, number),
  check (period_start <= period_end),
  foreign key (company_id, project_id) references project (company_id, id)
);

create table timecard (
  company_id int8 not null,
  id int8 not null,
  timesheet_id int8 not null,
  -- From 1, without gaps: how the ERP's time entry is told from the others of the timesheet.
  position int not null,
  employee_id int8 not null,
  date date not null,
  cost_code_id int8 not null,
  cost_type_id int8 not null,
  -- Empty: the employee's own.
  pay_id text not null default '',
  regular_hours numeric(5, 2) not null default 0 check (regular_hours >= 0),
  overtime_hours numeric(5, 2) not null default 0 check (overtime_hours >= 0),
  double_hours numeric(5, 2) not null default 0 check (double_hours >= 0),
  description text not null default '',
  primary key (company_id, id),
  unique (company_id, timesheet_id, position) deferrable initially deferred,
  check (regular_hours + overtime_hours + double_hours > 0),
  foreign key (company_id, timesheet_id) references timesheet (company_id, id) on delete cascade,
  foreign key (company_id, employee_id) references employee (company_id, id),
  foreign key (company_id, cost_code_id) references cost_code (company_id, id),
  foreign key (company_id, cost_type_id) references cost_type (company_id, id)
);
create index timecard_employee on timecard (company_id, employee_id, date);
