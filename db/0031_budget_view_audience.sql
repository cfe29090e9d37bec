-- Who sees a budget view and the snapshots taken of it: permission templates of the project; none named = everyone who may read the budget.
alter table budget_view add column seen_by int8[] not null default '{}';
alter table budget_snapshot add column seen_by int8[] not null default '{}';
