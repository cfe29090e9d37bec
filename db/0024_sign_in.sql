-- Signing in: sessions that one can list and end, second factors, single sign-on. People are of no company, and so is all of this.

-- Those begun before have no name to be ended by: people sign in once more.
delete from session;
alter table session add column id int8 not null unique;
-- How the person proved who it is: password alone, password and a second factor, or at the provider of single sign-on.
alter table session add column method text not null default 'password' check (method in ('password', 'code', 'provider'));
-- The password fitted and the second factor is still to come: until then the session opens nothing.
alter table session add column awaits_code boolean not null default false;

create table second_factor (
  person_id int8 primary key references person (id) on delete cascade,
  -- Sealed with a key that is kept outside the database.
  sealed_secret bytea not null,
  -- Null: not yet proved by a first code, and so not asked for.
  confirmed_at timestamptz,
  -- The last time step whose code was taken: none is taken twice.
  last_step int8 not null default 0
);

create table recovery_code (
  person_id int8 not null references second_factor (person_id) on delete cascade,
  code_hash bytea not null,
  primary key (person_id, code_hash)
);

-- Who somebody is at the provider. The subject is the provider's own name for a person, and lasts when the email changes.
create table person_identity (
  issuer text not null,
  subject text not null,
  person_id int8 not null references person (id) on delete cascade,
  linked_at timestamptz not null,
  primary key (issuer, subject),
  unique (issuer, person_id)
);

-- A way to the provider that was begun and not yet ended. State, nonce and verifier are derived from the browser's secret.
create table provider_sign_in (
  secret_hash bytea primary key,
  return_to text not null,
  expires_at timestamptz not null
);
