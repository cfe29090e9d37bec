-- Several ERP company files in one company (decision 0013), and who may make companies.

-- What stands there already is brought along in all companies: the wall between them binds the owner too,
-- and only as raised by this function does it know the word 'all'.
select gusset_raise_walls();
select set_config('gusset.company', 'all', true);

-- Whose books the project belongs to: chosen, or the link's. Null: see project_connection.
alter table project add column connection_id int8,
  add foreign key (company_id, connection_id) references erp_connection (company_id, id);
update project p set connection_id = l.connection_id from erp_link l where l.company_id = p.company_id and l.kind = 'job' and l.item_id = p.id;

-- Two files may have a job of the same number.
drop index project_number;
create unique index project_number on project (company_id, coalesce(connection_id, 0), number) where number <> '';

-- The ERP company file of a project: its own, else the company's only one, else that of the standard cost codes put on it; null: it must be chosen.
create function project_connection(of_company int8, of_project int8) returns int8 language sql stable as $$
  select coalesce((select p.connection_id from project p where p.company_id = of_company and p.id = of_project),
    (select min(c.id) from erp_connection c where c.company_id = of_company having count(*) = 1),
    (select min(s.connection_id) from cost_code k join standard_cost_code s on s.company_id = k.company_id and s.id = k.standard_cost_code_id
     where k.company_id = of_company and k.project_id = of_project))
$$;

-- A company of the directory in a further ERP company file: an item of its own, for its vendor there has an ID, an export and a link of its own.
-- In the first file the item is the company itself, with or without a row.
create table vendor_account (
  company_id int8 not null,
  id int8 not null,
  vendor_id int8 not null,
  connection_id int8 not null,
  primary key (company_id, id),
  unique (company_id, vendor_id, connection_id),
  foreign key (company_id, vendor_id) references vendor (company_id, id) on delete cascade,
  foreign key (company_id, connection_id) references erp_connection (company_id, id)
);

-- The item that stands for a company of the directory in a file, and the way back.
create function vendor_item(of_company int8, of_vendor int8, of_connection int8) returns int8 language sql stable as $$
  select coalesce((select a.id from vendor_account a where a.company_id = of_company and a.vendor_id = of_vendor and a.connection_id = of_connection), of_vendor)
$$;
create function vendor_of_item(of_company int8, of_item int8) returns int8 language sql stable as $$
  select coalesce((select a.vendor_id from vendor_account a where a.company_id = of_company and a.id = of_item), of_item)
$$;

-- Each file says of its own vendor what insurance it has.
alter table vendor_insurance add column connection_id int8;
update vendor_insurance i set connection_id = l.connection_id
  from erp_link l where l.company_id = i.company_id and l.kind = 'company' and l.item_id = i.vendor_id;
alter table vendor_insurance drop constraint vendor_insurance_company_id_vendor_id_insurance_type_key,
  add unique nulls not distinct (company_id, vendor_id, connection_id, insurance_type);

-- Makes companies of this installation: the first person, and whoever is made one.
alter table person add column installation_admin boolean not null default false;
update person set installation_admin = true where id = (select min(id) from person where not is_service);
