-- The pipeline: connections, the inbox, ops (export protocol 3.4, 3.5), links, staged records, reads, settings.
-- Company first in every key; the migrator raises the wall between companies on each table. Times are the server's. Only src/erp/ writes here.

-- One ERP company file that one agent serves. What the agent says about itself stands in erp_agent (0009).
create table erp_connection (
  company_id int8 not null,
  id int8 not null,
  connector text not null,
  name text not null,
  created_at timestamptz not null default now(),
  -- What the adapter's self-test found out about the site (export protocol 3.7).
  certificate jsonb not null default '{"readAfterWriteMs": null, "atomicFile": false, "duplicateRefused": false}',
  -- The highest the ERP's counters were ever seen: falling below means that a backup of the ERP was restored.
  high_water jsonb not null default '{}',
  -- Per table of the ERP: changes whenever its rows may have. What changed is read at once.
  table_stamps jsonb not null default '{}',
  connected boolean not null default false,
  queue_depth int not null default 0,
  busy boolean not null default false,
  erp_reachable boolean not null default false,
  last_warning text,
  last_warning_at timestamptz,
  primary key (company_id, id)
);

-- An item's place in the approver's inbox, before an op is born and after one ended.
create table erp_item (
  company_id int8 not null,
  kind text not null,
  item_id int8 not null,
  connection_id int8 not null,
  state text not null check (state in ('SENT', 'RETRIEVED', 'REJECTED', 'ACCEPTED')),
  -- Of the item when it was sent; acceptance compares with the present one.
  rev int not null,
  intent_no int not null default 1,
  -- The op of the last accepted intent.
  op_key text,
  sent_by int8 not null,
  sent_at timestamptz not null,
  moved_by int8 not null,
  moved_at timestamptz not null,
  reason text,
  answers jsonb not null default '{}',
  primary key (company_id, kind, item_id),
  foreign key (company_id, connection_id) references erp_connection (company_id, id),
  check (state <> 'ACCEPTED' or op_key is not null)
);
create index erp_item_inbox on erp_item (company_id, kind, state, moved_at desc);

-- What lists show of an item: taken when it is sent, accepted, linked or changed by the ERP.
create table erp_summary (
  company_id int8 not null,
  kind text not null,
  item_id int8 not null,
  project_id int8,
  project_name text not null default '',
  number text not null,
  title text not null,
  amount numeric,
  path text not null,
  columns jsonb not null default '{}',
  primary key (company_id, kind, item_id)
);

-- One accepted intent. The row is the workflow: state, due time, lease and evidence stand beside what was approved.
create table erp_op (
  company_id int8 not null,
  op_key text not null,
  connection_id int8 not null,
  marker text not null,
  kind text not null,
  item_id int8 not null,
  intent_no int not null,
  parent_op_key text,
  -- Frozen (R1): what was approved.
  rev int not null,
  seen_rev int not null,
  document jsonb not null,
  rendering jsonb not null,
  payload_sha256 text not null,
  natural_key text,
  -- Finished unlinks of this key before this op: a key is free again after each.
  key_round int not null default 0,
  answers jsonb not null,
  sent_by int8 not null,
  approved_by int8 not null,
  created_at timestamptz not null,
  -- The core's own facts (src/erp/ops.ts).
  state text not null check (state in ('QUEUED', 'LEASED', 'RUNNING', 'UNCERTAIN', 'NEEDS_HUMAN', 'CONFIRMED', 'REFUSED', 'CANCELLED')),
  epoch int8 not null default 0,
  attempts int not null default 0,
  lease_until timestamptz,
  not_after timestamptz,
  due_at timestamptz,
  may_have_run boolean not null default false,
  human_reason text check (human_reason in ('different', 'partial', 'unverified', 'unknown', 'ghost', 'frozen')),
  probing text check (probing in ('sweep', 'adopt', 'void')),
  -- Beside them. A person asked for a probe: the server that holds the agent's line sends it.
  asked_probe text check (asked_probe in ('adopt', 'void')),
  asked_by int8,
  waiting_for text,
  evidence jsonb,
  evidence_at timestamptz,
  reason text,
  changed_at timestamptz not null,
  primary key (company_id, op_key),
  unique (company_id, marker),
  unique (company_id, kind, item_id, intent_no),
  foreign key (company_id, connection_id) references erp_connection (company_id, id),
  check (rev = seen_rev),
  check ((state = 'NEEDS_HUMAN') = (human_reason is not null))
);
-- A ghost (R12) is an old op come back; it may stand beside a newer one of its item until a person has looked.
create unique index one_open_op on erp_op (company_id, kind, item_id)
  where state in ('QUEUED', 'LEASED', 'RUNNING', 'UNCERTAIN', 'NEEDS_HUMAN') and human_reason is distinct from 'ghost';
create unique index key_once on erp_op (company_id, connection_id, kind, natural_key, key_round)
  where natural_key is not null and state not in ('REFUSED', 'CANCELLED') and human_reason is distinct from 'ghost';
create index erp_op_due on erp_op (due_at) where due_at is not null;
create index erp_op_due_here on erp_op (company_id, connection_id, due_at) where due_at is not null;
create index erp_op_in_flight on erp_op (company_id, connection_id) where state in ('LEASED', 'RUNNING');
create index erp_op_waiting on erp_op (company_id) where state = 'QUEUED' and waiting_for is not null;
create index erp_op_open on erp_op (company_id, kind, state) where state not in ('CONFIRMED', 'CANCELLED');

-- Export protocol 3.4 and 3.5, held by the database itself: listed transitions only, what was approved never changes, CONFIRMED stays,
-- epochs never fall (I15).
create function erp_op_guard() returns trigger language plpgsql as $$
begin
  if old.state = 'CONFIRMED' then
    raise exception 'op % is CONFIRMED and cannot be changed', old.op_key;
  end if;
  if old.state <> new.state and not (case old.state
      when 'QUEUED' then new.state in ('LEASED', 'CANCELLED', 'CONFIRMED', 'NEEDS_HUMAN')
      when 'LEASED' then new.state in ('RUNNING', 'UNCERTAIN', 'CONFIRMED', 'REFUSED', 'QUEUED', 'NEEDS_HUMAN')
      when 'RUNNING' then new.state in ('UNCERTAIN', 'CONFIRMED', 'REFUSED', 'QUEUED', 'NEEDS_HUMAN')
      when 'UNCERTAIN' then new.state in ('LEASED', 'CONFIRMED', 'REFUSED', 'QUEUED', 'NEEDS_HUMAN')
      when 'NEEDS_HUMAN' then new.state in ('CONFIRMED', 'REFUSED', 'QUEUED')
      when 'REFUSED' then new.state in ('NEEDS_HUMAN')
      when 'CANCELLED' then new.state in ('NEEDS_HUMAN')
      else false end) then
    raise exception 'op % cannot go from % to %', old.op_key, old.state, new.state;
  end if;
  if new.epoch < old.epoch then
    raise exception 'the epoch of op % cannot fall from % to %', old.op_key, old.epoch, new.epoch;
  end if;
  if (new.company_id, new.op_key, new.connection_id, new.marker, new.kind, new.item_id, new.intent_no, new.parent_op_key, new.rev, new.seen_rev,
      new.document, new.rendering, new.payload_sha256, new.natural_key, new.key_round, new.answers, new.sent_by, new.approved_by, new.created_at)
    is distinct from
     (old.company_id, old.op_key, old.connection_id, old.marker, old.kind, old.item_id, old.intent_no, old.parent_op_key, old.rev, old.seen_rev,
      old.document, old.rendering, old.payload_sha256, old.natural_key, old.key_round, old.answers, old.sent_by, old.approved_by, old.created_at) then
    raise exception 'what was approved in op % is frozen', old.op_key;
  end if;
  return new;
end $$;
create trigger erp_op_guard before update on erp_op for each row execute function erp_op_guard();

create function erp_op_born() returns trigger language plpgsql as $$
begin
  if new.state <> 'QUEUED' or new.epoch <> 0 then
    raise exception 'op % must be born QUEUED with epoch 0', new.op_key;
  end if;
  return new;
end $$;
create trigger erp_op_born before insert on erp_op for each row execute function erp_op_born();

-- The time line people see: every step, who or what took it, in words, with the ERP's own.
create table erp_op_event (
  company_id int8 not null,
  op_key text not null,
  id int8 generated always as identity,
  at timestamptz not null,
  actor int8,
  by_agent boolean not null default false,
  from_state text,
  to_state text not null,
  epoch int8 not null,
  sentence text not null,
  raw text,
  primary key (company_id, op_key, id),
  foreign key (company_id, op_key) references erp_op (company_id, op_key)
);

-- What is the same thing on both sides: unique both ways. A link is "Synced".
create table erp_link (
  company_id int8 not null,
  kind text not null,
  item_id int8 not null,
  connection_id int8 not null,
  erp_id text not null,
  erp_data jsonb not null default '{}',
  status text not null default 'LINKED' check (status in ('LINKED', 'DRIFTED', 'MISSING', 'UNLINK_ASKED')),
  -- The op that brought it there; null when it was imported or linked by hand.
  op_key text,
  linked_by int8,
  linked_at timestamptz not null default now(),
  -- A look at the ERP's record (reconcile, unlink) is under way until then; its epoch, for the op itself never changes again.
  probe_epoch int8 not null default 0,
  probe_until timestamptz,
  checked_at timestamptz,
  check_due_at timestamptz,
  findings jsonb,
  sentence text,
  asked_by int8,
  reason text,
  primary key (company_id, kind, item_id),
  unique (company_id, connection_id, kind, erp_id),
  foreign key (company_id, connection_id) references erp_connection (company_id, id),
  foreign key (company_id, op_key) references erp_op (company_id, op_key)
);
create index erp_link_op on erp_link (company_id, op_key) where op_key is not null;
create index erp_link_check on erp_link (company_id, connection_id, check_due_at) where check_due_at is not null;

create table erp_unlink_log (
  company_id int8 not null,
  id int8 generated always as identity,
  kind text not null,
  item_id int8 not null,
  connection_id int8 not null,
  erp_id text not null,
  op_key text,
  linked_at timestamptz not null,
  unlinked_at timestamptz not null,
  unlinked_by int8,
  reason text,
  primary key (company_id, id)
);
create index erp_unlink_log_key on erp_unlink_log (company_id, connection_id, kind, erp_id);
create index erp_unlink_log_item on erp_unlink_log (company_id, kind, item_id);

-- The only way a link ends: it is written into the log in the same breath. The application itself may not delete links.
create function erp_end_link(company int8, of_kind text, item int8, at timestamptz, actor int8, why text) returns boolean
language plpgsql security definer set search_path = public as $$
begin
  -- It acts as the owner, whom the wall between companies may not bind.
  if coalesce(current_setting('gusset.company', true), '') not in (company::text, 'all') then
    return false;
  end if;
  insert into erp_unlink_log (company_id, kind, item_id, connection_id, erp_id, op_key, linked_at, unlinked_at, unlinked_by, reason)
    select company_id, kind, item_id, connection_id, erp_id, op_key, linked_at, at, actor, why
    from erp_link where company_id = company and kind = of_kind and item_id = item;
  delete from erp_link where company_id = company and kind = of_kind and item_id = item;
  return found;
end $$;

-- Records of the ERP that wait for a person.
create table erp_staged (
  company_id int8 not null,
  connection_id int8 not null,
  kind text not null,
  erp_id text not null,
  title text not null,
  data jsonb not null,
  content_hash int8 not null,
  state text not null check (state in ('staged', 'imported', 'linked', 'archived', 'invalid')),
  item_id int8,
  -- The ERP no longer has it.
  gone boolean not null default false,
  reason text,
  first_seen_at timestamptz not null,
  changed_at timestamptz not null,
  moved_by int8,
  primary key (company_id, connection_id, kind, erp_id),
  foreign key (company_id, connection_id) references erp_connection (company_id, id)
);
create index erp_staged_waiting on erp_staged (company_id, kind, state);

create table erp_read (
  company_id int8 not null,
  read_id text not null,
  connection_id int8 not null,
  feed text not null,
  mode text not null check (mode in ('changed', 'full')),
  state text not null check (state in ('asked', 'running', 'done', 'failed', 'cancelled')),
  asked_by int8,
  asked_at timestamptz not null,
  started_at timestamptz,
  last_page_at timestamptz,
  ended_at timestamptz,
  changed_since text,
  pages int not null default 0,
  rows int8 not null default 0,
  -- Rows the ERP's table had at the agent's last hello; null when unknown.
  expected int8,
  -- Keys kept in erp_seen for the end of a full pass.
  seen int8 not null default 0,
  inserted int8 not null default 0,
  changed int8 not null default 0,
  unchanged int8 not null default 0,
  vanished int8 not null default 0,
  unsyncable int8 not null default 0,
  erp_now text,
  error text,
  primary key (company_id, read_id),
  foreign key (company_id, connection_id) references erp_connection (company_id, id)
);
create unique index one_open_read on erp_read (company_id, connection_id, feed) where state in ('asked', 'running');
create index erp_read_open on erp_read (company_id, connection_id, state) where state in ('asked', 'running');
create index erp_read_last on erp_read (company_id, connection_id, feed, asked_at desc);

-- Keys met by a full pass, page by page. Not logged: after a crash it is empty, which the count on erp_read gives away.
create unlogged table erp_seen (
  company_id int8 not null,
  read_id text not null,
  keys text[] not null
);
create index erp_seen_read on erp_seen (company_id, read_id);

create table erp_cursor (
  company_id int8 not null,
  connection_id int8 not null,
  feed text not null,
  -- The ERP's own time of the last read's start less the overlap; null = read everything.
  erp_time text,
  last_read_at timestamptz,
  last_full_at timestamptz,
  last_full_rows int8,
  failures int not null default 0,
  next_due_at timestamptz,
  -- Something was linked whose rows earlier reads had dropped: the next read takes everything.
  whole_again boolean not null default false,
  -- The ERP's table was written since the last read began: when that one ends, the next one is due at once.
  read_again boolean not null default false,
  primary key (company_id, connection_id, feed),
  foreign key (company_id, connection_id) references erp_connection (company_id, id)
);

create table erp_unsyncable (
  company_id int8 not null,
  connection_id int8 not null,
  feed text not null,
  erp_key text not null,
  reason text not null,
  raw text not null,
  since timestamptz not null,
  read_id text not null,
  primary key (company_id, connection_id, feed, erp_key)
);

create table erp_setting (
  company_id int8 not null,
  key text not null,
  value jsonb not null,
  set_by int8 not null,
  set_at timestamptz not null,
  primary key (company_id, key)
);

create table erp_schedule (
  company_id int8 not null,
  connection_id int8 not null,
  feed text not null,
  -- 0 = by hand only.
  every_minutes int not null check (every_minutes between 0 and 10080),
  set_by int8 not null,
  set_at timestamptz not null,
  primary key (company_id, connection_id, feed),
  foreign key (company_id, connection_id) references erp_connection (company_id, id)
);

-- R15: the company's queue stands still until a person lifts it.
create table erp_freeze (
  company_id int8 not null,
  id int8 generated always as identity,
  sentence text not null,
  op_key text,
  frozen_at timestamptz not null,
  lifted_by int8,
  lifted_at timestamptz,
  lift_reason text,
  primary key (company_id, id)
);
create unique index one_freeze on erp_freeze (company_id) where lifted_at is null;

-- What the nightly "books agree" job found; no findings = they agree.
create table erp_books_check (
  company_id int8 not null,
  at timestamptz not null,
  findings jsonb not null,
  primary key (company_id, at)
);

-- R3: rises with every restore of this database; the high bits of every epoch. One row, of no company.
create table erp_generation (
  only_row boolean primary key default true check (only_row),
  generation int not null default 0 check (generation between 0 and 1048575),
  raised_at timestamptz,
  reason text
);
insert into erp_generation default values;

-- Proof is not to be deleted by the application (export protocol 3.5).
revoke delete, truncate on erp_op, erp_op_event, erp_link, erp_unlink_log, erp_freeze, erp_books_check, erp_generation from gusset_app;
revoke update on erp_op_event, erp_unlink_log, erp_books_check from gusset_app;
