-- What an item came to when it was accepted: what went over. The item itself may change afterwards. Null: none, or accepted before this was kept.
alter table erp_op add column amount numeric;

create function erp_op_amount_guard() returns trigger language plpgsql as $$
begin
  raise exception 'the amount approved in op % is frozen', old.op_key;
end $$;
create trigger erp_op_amount_guard before update on erp_op for each row when (old.amount is distinct from new.amount)
  execute function erp_op_amount_guard();
