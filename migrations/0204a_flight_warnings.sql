-- Old code survives: only new tables. Flights of imports that it writes are not judged.

-- Flights that were approved by an import, so nobody was asked what was wrong with them as flown. `codes` is null until
-- they are judged; the row goes when nothing was wrong, or when somebody acknowledges it.
create table flight_warnings (
  workspace_id uuid not null references workspaces (workspace_id) on delete cascade,
  flight_id text collate "C" not null,
  import_id text collate "C" not null,
  codes text[],
  primary key (workspace_id, flight_id),
  foreign key (workspace_id, flight_id) references flights (workspace_id, id) on delete cascade
);
create index flight_warnings_unjudged on flight_warnings (workspace_id, import_id, flight_id) where codes is null;
select apron.tenant_table('flight_warnings');

-- The imports whose flights have still to be judged.
create table flight_import_checks (
  workspace_id uuid not null references workspaces (workspace_id) on delete cascade,
  id text collate "C" not null,
  created_at timestamptz not null default now(),
  primary key (workspace_id, id)
);
select apron.tenant_table('flight_import_checks');
