-- Companies: the directory of firms we contract with; linked ones are the ERP's vendors (requirements VEN-1 to VEN-4).

create table vendor (
  company_id int8 not null,
  id int8 not null,
  -- Rises with every edit.
  rev int not null default 1,
  name text not null,
  address text not null default '',
  address_2 text not null default '',
  city text not null default '',
  state text not null default '',
  zip text not null default '',
  phone text not null default '',
  fax text not null default '',
  email text not null default '',
  website text not null default '',
  notes text not null default '',
  is_active boolean not null default true,
  -- An integrator's own key and data; a linked company shows the ERP's ID in place of origin_id.
  origin_id text,
  origin_code text,
  origin_data text,
  -- For finding the same firm under a like name or the same telephone.
  name_key text generated always as (regexp_replace(lower(name), '[^a-z0-9]', '', 'g')) stored,
  phone_key text generated always as (right(regexp_replace(phone, '[^0-9]', '', 'g'), 10)) stored,
  created_at timestamptz not null default now(),
  primary key (company_id, id)
);
create unique index vendor_origin on vendor (company_id, origin_id) where origin_id is not null;
create index vendor_name on vendor (company_id, name, id);
create index vendor_name_key on vendor (company_id, name_key text_pattern_ops);
create index vendor_phone_key on vendor (company_id, phone_key) where phone_key <> '';

alter table vendor enable row level security;
alter table vendor force row level security;
create policy company_wall on vendor using (company_id = nullif(current_setting('gusset.company', true), '')::int8 or current_setting('gusset.company', true) = 'all');
