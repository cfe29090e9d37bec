-- Notices: what a person is told in the page and by mail; the mails' outbox; comments on items. Only src/notices/ writes here.

-- How far the history was read for notices: moved in the transaction that inserts them, so each row is told once. Also the company's last day of summaries.
create table notice_cursor (
  company_id int8 primary key references company (id),
  seq int8 not null default 0,
  summary_day date
);
-- Nobody is told of what happened before notices were there.
insert into notice_cursor (company_id, seq) select company_id, seq from history_head;

-- Where a person's choice differs from the table's own (src/notices/model.ts).
create table notice_choice (
  company_id int8 not null,
  person_id int8 not null,
  event text not null,
  page boolean not null,
  email boolean not null,
  summary boolean not null,
  primary key (company_id, person_id, event),
  foreign key (company_id, person_id) references membership (company_id, person_id) on delete cascade
);

create table item_comment (
  company_id int8 not null,
  id int8 not null,
  kind text not null,
  item_id int8 not null,
  author_id int8 not null references person (id),
  text text not null,
  mentions int8[] not null default '{}',
  at timestamptz not null,
  primary key (company_id, id)
);
create index item_comment_item on item_comment (company_id, kind, item_id, id);

-- The outbox. Notices gather on a mail until it is first tried; a summary is written when it is sent.
create table notice_mail (
  company_id int8 not null,
  id int8 not null,
  person_id int8 not null references person (id),
  summary boolean not null default false,
  attempts int not null default 0,
  -- While it is being tried: when another server may try.
  due_at timestamptz not null,
  made_at timestamptz not null,
  ended_at timestamptz,
  outcome text check (outcome in ('sent', 'nothing to say', 'refused', 'given up')),
  -- The mail server's words at the last try.
  problem text,
  primary key (company_id, id),
  check ((ended_at is null) = (outcome is null))
);
create unique index notice_mail_gathering on notice_mail (company_id, person_id) where attempts = 0 and ended_at is null and not summary;
create index notice_mail_due on notice_mail (due_at) where ended_at is null;
create index notice_mail_last on notice_mail (company_id, person_id, id desc);

create table notice (
  company_id int8 not null,
  id int8 not null,
  person_id int8 not null references person (id),
  event text not null,
  -- What it is about, and of which project: whoever may no longer see that is not shown it either.
  kind text not null,
  item_id int8 not null,
  project_id int8,
  comment_id int8,
  title text not null,
  text text not null,
  path text not null,
  at timestamptz not null,
  in_page boolean not null,
  read_at timestamptz,
  mail_id int8,
  summary_due boolean not null default false,
  primary key (company_id, id),
  foreign key (company_id, comment_id) references item_comment (company_id, id) on delete cascade
);
create index notice_page on notice (company_id, person_id, id desc) where in_page;
create index notice_unread on notice (company_id, person_id) where in_page and read_at is null;
create index notice_mailed on notice (company_id, mail_id) where mail_id is not null;
create index notice_summary on notice (company_id, person_id) where summary_due;
create index notice_comment on notice (company_id, comment_id) where comment_id is not null;

-- Connections whose agent was told to be silent, until it is back.
create table notice_silence (
  company_id int8 not null,
  connection_id int8 not null,
  since timestamptz not null,
  primary key (company_id, connection_id),
  foreign key (company_id, connection_id) references erp_connection (company_id, id)
);
