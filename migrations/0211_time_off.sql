-- Old code survives: only a new table.
create table time_off (
  workspace_id uuid not null references workspaces (workspace_id) on delete cascade,
  id text collate "C" not null,
  crew_id text collate "C" not null,
  starts_at timestamptz not null,
  ends_at timestamptz not null check (ends_at > starts_at and ends_at - starts_at <= interval '31 days'),
  kind text not null check (kind in ('leave', 'sick', 'training', 'other')),
  status text not null default 'requested' check (status in ('requested', 'approved', 'declined', 'cancelled')),
  reason text,
  decided_at timestamptz,
  decided_by_name text,
  -- What the schedule shows of it.
  session_id text collate "C",
  created_by text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  version integer not null default 1,
  primary key (workspace_id, id),
  foreign key (workspace_id, crew_id) references crew (workspace_id, id),
  foreign key (workspace_id, session_id) references planning_sessions (workspace_id, id)
);
create index time_off_start on time_off (workspace_id, starts_at desc, id desc);
create index time_off_person on time_off (workspace_id, crew_id, starts_at);
select apron.tenant_table('time_off');
select apron.versioned_table('time_off');
