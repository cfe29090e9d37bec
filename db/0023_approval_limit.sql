-- The largest amount, in the company's currency, that a member with Can Push to Accounting may accept; null = any.
alter table membership add column approval_limit numeric check (approval_limit >= 0);
