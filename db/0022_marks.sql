-- Records in the ERP that carry a mark of ours and belong to nothing accepted here (export protocol, I4): what a restored server no longer knows.
create table erp_orphan (
  company_id int8 not null,
  connection_id int8 not null,
  feed text not null,
  mark text not null,
  -- Where it stands in the ERP, by the ERP's own key.
  record text not null,
  found_at timestamptz not null,
  -- A person has seen it and let exports go on.
  seen_at timestamptz,
  primary key (company_id, connection_id, feed, mark, record)
);
