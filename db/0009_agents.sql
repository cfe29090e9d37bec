-- Agents: who may speak for a connection's ERP, and the one-time codes by which they enrol.

create table erp_agent (
  company_id int8 not null,
  connection_id int8 not null,
  id int8 not null,
  name text not null,
  -- Ed25519, base64 of the SPKI form; the private half never leaves the agent's machine.
  public_key text not null,
  enrolled_at timestamptz not null,
  revoked_at timestamptz,
  -- What the agent said at its last hello.
  agent_version text,
  erp_product text,
  erp_version text,
  erp_folder text,
  -- How far the ERP's books have come; falling back means that somebody restored a backup.
  high_water jsonb,
  last_contact timestamptz,
  -- The server that holds its line.
  server_name text,
  primary key (company_id, id)
);
-- An agent introduces itself by its id alone, before its company is known.
create unique index erp_agent_id on erp_agent (id);
-- One agent in service for each connection.
create unique index erp_agent_in_service on erp_agent (company_id, connection_id) where revoked_at is null;
alter table erp_agent enable row level security;
alter table erp_agent force row level security;
create policy company_wall on erp_agent using (company_id = nullif(current_setting('gusset.company', true), '')::int8 or current_setting('gusset.company', true) = 'all');

create table erp_enrolment (
  company_id int8 not null,
  -- SHA-256; the code itself was shown once and is nowhere.
  code_hash bytea not null,
  connection_id int8 not null,
  created_by int8 not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  used_at timestamptz,
  primary key (company_id, code_hash)
);
create unique index erp_enrolment_code on erp_enrolment (code_hash);
alter table erp_enrolment enable row level security;
alter table erp_enrolment force row level security;
create policy company_wall on erp_enrolment using (company_id = nullif(current_setting('gusset.company', true), '')::int8 or current_setting('gusset.company', true) = 'all');
