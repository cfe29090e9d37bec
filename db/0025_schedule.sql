-- When feeds are read by themselves (CFG-1): hours of the week and a pause beside the interval; why each read came about, and how it failed.
-- {"days": [1..7, Monday first], "from": "22:00", "to": "05:00"} in the company's time zone; null = at any time.
alter table erp_schedule add column hours jsonb;
-- {"reason": "...", "until": "2026-11-24T06:00:00.000Z" or null}; null = not paused.
alter table erp_schedule add column pause jsonb;

-- A person's move needs it: read at once, also outside its hours and while paused.
alter table erp_cursor add column soon boolean not null default false;

alter table erp_read add column cause text not null default 'schedule' check (cause in ('person', 'schedule', 'change', 'need'));
update erp_read set cause = 'person' where asked_by is not null;
-- Row of the table of failures in src/erp/read-failures.ts; the sentence itself stands in `error`.
alter table erp_read add column error_code text;
create index erp_read_latest on erp_read (company_id, asked_at desc);
