-- Old code survives: only a new table.
create table deferrals (
  workspace_id uuid not null references workspaces (workspace_id) on delete cascade,
  id text collate "C" not null,
  squawk_id text collate "C" not null,
  aircraft_id text collate "C" not null,
  route text not null check (route in ('mel', 'nef', '91_213_d')),
  category text check (category in ('A', 'B', 'C', 'D')),
  mel_item text,
  discovered_on date not null,
  interval_count integer check (interval_count > 0),
  interval_unit text check (interval_unit in ('days', 'flights', 'hours')),
  expires_on date,
  -- The meter that hours are counted by, and where it stands when they have run out.
  counter text check (counter in ('air', 'hobbs', 'tach')),
  expires_at_hundredths bigint,
  operations_procedure text,
  maintenance_procedure_done boolean not null default false,
  placard text,
  limitations text[] not null default '{}',
  max_altitude_ft integer,
  answers jsonb,
  deactivation text check (deactivation in ('removed', 'deactivated')),
  deferred_by text not null,
  extension jsonb,
  status text not null default 'active' check (status in ('active', 'extended', 'expired', 'cleared')),
  zone text not null,
  -- Of 3, 1 and 0 days before it expires, the last that an alert was sent for.
  alerted_days integer,
  judge_at timestamptz not null default now(),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  version integer not null default 1,
  primary key (workspace_id, id),
  check (expires_on >= discovered_on),
  check ((interval_count is null) = (interval_unit is null)),
  foreign key (workspace_id, squawk_id) references squawks (workspace_id, id),
  foreign key (workspace_id, aircraft_id) references aircraft (workspace_id, id)
);
create unique index deferrals_living on deferrals (workspace_id, squawk_id) where status in ('active', 'extended');
create index deferrals_squawk on deferrals (workspace_id, squawk_id);
create index deferrals_aircraft on deferrals (workspace_id, aircraft_id, status);
create index deferrals_expires on deferrals (workspace_id, (coalesce(expires_on, '9999-12-31')), id);
create index deferrals_due on deferrals (judge_at) where status in ('active', 'extended');
select apron.tenant_table('deferrals');
select apron.versioned_table('deferrals');
