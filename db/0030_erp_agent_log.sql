-- The last lines of each agent's log, as they came when somebody asked for them. The server that holds the agent's line sends the question.
create table erp_agent_log (
  company_id int8 not null,
  connection_id int8 not null,
  -- Somebody wants them and the agent has not been asked yet.
  asked_at timestamptz,
  -- When they came.
  at timestamptz,
  lines jsonb not null default '[]',
  primary key (company_id, connection_id),
  foreign key (company_id, connection_id) references erp_connection (company_id, id)
);
