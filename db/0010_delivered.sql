-- What the agent remembers having delivered: the read up to whose end both sides agree. Null while a read is under way, and after one that failed.
alter table erp_cursor add column agent_has text;
