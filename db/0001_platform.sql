-- The ground every slice stands on: the application's role, the wall between companies, people and what they may do, the history.

-- The server connects as the owner and acts as this role, which row-level security binds and which owns nothing.
do $$
begin
  if not exists (select from pg_roles where rolname = 'gusset_app') then
    create role gusset_app nologin;
  end if;
  if not pg_has_role(current_user, 'gusset_app', 'member') then
    execute format('grant gusset_app to %I', current_user);
  end if;
end $$;

grant usage on schema public to gusset_app;
alter default privileges in schema public grant select, insert, update, delete on tables to gusset_app;
alter default privileges in schema public grant usage on sequences to gusset_app;

-- Raises the wall on every table that has a company_id. Run by the migrator after each set of migrations, so that none can be forgotten.
-- The settings stand in sub-selects so that they are read once for each query and not for each row; 'all' must never reach the cast.
create function gusset_raise_walls() returns void language plpgsql as $$
declare
  one regclass;
begin
  for one in
    select c.oid from pg_class c
    join pg_attribute a on a.attrelid = c.oid and a.attname = 'company_id' and not a.attisdropped
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') order by c.relname
  loop
    execute format('alter table %s enable row level security', one);
    execute format('alter table %s force row level security', one);
    execute format('drop policy if exists company_wall on %s', one);
    execute format($policy$create policy company_wall on %s using (
      company_id = (select nullif(nullif(current_setting('gusset.company', true), 'all'), '')::int8)
      or (select current_setting('gusset.company', true) = 'all'))$policy$, one);
  end loop;
end $$;

create table company (
  id int8 primary key,
  name text not null,
  time_zone text not null default 'UTC',
  currency text not null default 'USD',
  -- adminApproversOnly: only Admins of ERP Integrations approve; fourEyes: sender and approver are two people
  settings jsonb not null default '{}',
  is_active boolean not null default true,
  created_at timestamptz not null default now()
);
alter table company enable row level security;
alter table company force row level security;
create policy company_wall on company using (
  id = (select nullif(nullif(current_setting('gusset.company', true), 'all'), '')::int8)
  or (select current_setting('gusset.company', true) = 'all'));

-- People are of no company: memberships join them to one or several. Services (API clients) are people without a password.
create table person (
  id int8 primary key,
  email text not null,
  name text not null,
  password_hash text,
  is_service boolean not null default false,
  disabled_at timestamptz,
  created_at timestamptz not null default now()
);
create unique index person_email on person (lower(email));

create table session (
  token_hash bytea primary key,
  person_id int8 not null references person (id) on delete cascade,
  created_at timestamptz not null,
  seen_at timestamptz not null,
  expires_at timestamptz not null,
  address text,
  user_agent text
);
create index session_person on session (person_id);

-- Failed signings-in by account and by address, shared by all servers.
create table login_attempt (
  key text primary key,
  failures int not null,
  last_at timestamptz not null
);

create table template (
  company_id int8 not null references company (id),
  id int8 not null,
  name text not null,
  scope text not null check (scope in ('company', 'project')),
  primary key (company_id, id),
  unique (company_id, scope, name)
);

create table template_level (
  company_id int8 not null,
  template_id int8 not null,
  tool text not null,
  level text not null check (level in ('None', 'Read Only', 'Standard', 'Admin')),
  primary key (company_id, template_id, tool),
  foreign key (company_id, template_id) references template (company_id, id) on delete cascade
);

-- Granular permissions beside the levels: 'View Direct Cost Detail', 'Create New Project'.
create table template_permission (
  company_id int8 not null,
  template_id int8 not null,
  permission text not null,
  primary key (company_id, template_id, permission),
  foreign key (company_id, template_id) references template (company_id, id) on delete cascade
);

create table membership (
  company_id int8 not null references company (id),
  person_id int8 not null references person (id),
  template_id int8,
  -- Rights in each project where the person has no template of its own; null = none there.
  project_template_id int8,
  can_push_to_accounting boolean not null default false,
  is_active boolean not null default true,
  primary key (company_id, person_id),
  foreign key (company_id, template_id) references template (company_id, id),
  foreign key (company_id, project_template_id) references template (company_id, id)
);
create index membership_person on membership (person_id);

create table project_membership (
  company_id int8 not null,
  project_id int8 not null,
  person_id int8 not null,
  template_id int8 not null,
  primary key (company_id, project_id, person_id),
  foreign key (company_id, person_id) references membership (company_id, person_id),
  foreign key (company_id, template_id) references template (company_id, id)
);
create index project_membership_person on project_membership (company_id, person_id);

create table api_client (
  company_id int8 not null references company (id),
  id int8 not null,
  person_id int8 not null references person (id),
  name text not null,
  client_id text not null unique,
  secret_hash bytea not null,
  created_at timestamptz not null default now(),
  revoked_at timestamptz,
  primary key (company_id, id)
);

create table access_token (
  token_hash bytea primary key,
  company_id int8 not null,
  api_client_id int8 not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  revoked_at timestamptz,
  foreign key (company_id, api_client_id) references api_client (company_id, id) on delete cascade
);

-- Answers kept so that a request sent twice under one key is carried out once. An answer still missing means: under way.
create table idempotency (
  person_id int8 not null references person (id),
  route text not null,
  key text not null,
  body_hash text not null,
  status int,
  reply text,
  created_at timestamptz not null,
  primary key (person_id, route, key)
);
create index idempotency_age on idempotency (created_at);

-- Who did what, when, why. Each row carries the hash of the one before it; the head row is locked while one is added.
create table history_head (
  company_id int8 primary key references company (id),
  seq int8 not null,
  hash bytea not null
);

create table history (
  company_id int8 not null references company (id),
  seq int8 not null,
  at timestamptz not null,
  actor int8,
  action text not null,
  subject_kind text not null,
  subject_id text not null,
  why text,
  body jsonb,
  prev bytea not null,
  hash bytea not null,
  primary key (company_id, seq)
);
create index history_subject on history (company_id, subject_kind, subject_id, seq);
revoke update, delete, truncate on history from gusset_app;
revoke delete, truncate on history_head from gusset_app;
revoke delete, truncate on company from gusset_app;
