-- Old code survives: only a new table, which it does not write.

-- Flights and bookings of which a part has its charge, and another part waits for a price or a reading.
create table finance_charged_in_part (
  workspace_id uuid not null references workspaces (workspace_id) on delete cascade,
  source_id text collate "C" not null,
  created_at timestamptz not null default now(),
  primary key (workspace_id, source_id)
);
select apron.tenant_table('finance_charged_in_part');
