-- A database that was put back from a backup says so itself, until the server has marked everything unfinished as to be looked up.
alter table erp_generation add column unfinished boolean not null default false;
