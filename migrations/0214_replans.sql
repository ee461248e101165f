-- Old code survives: only a new table.
-- The bookings of an aircraft that cannot be had for a time, with what is possible in their place.
create table planning_replans (
  workspace_id uuid not null references workspaces (workspace_id) on delete cascade,
  id text collate "C" not null,
  aircraft_id text collate "C" not null,
  starts_at timestamptz not null,
  ends_at timestamptz not null check (ends_at > starts_at and ends_at - starts_at <= interval '31 days'),
  status text not null default 'open' check (status in ('open', 'applied')),
  bookings jsonb not null,
  other_plans jsonb not null,
  created_by text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  version integer not null default 1,
  primary key (workspace_id, id),
  foreign key (workspace_id, aircraft_id) references aircraft (workspace_id, id)
);
create index planning_replans_aircraft on planning_replans (workspace_id, aircraft_id, created_at desc);
select apron.tenant_table('planning_replans');
select apron.versioned_table('planning_replans');
