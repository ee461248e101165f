-- Old code survives: a new table, and columns that may be empty.
create table planning_series (
  workspace_id uuid not null references workspaces (workspace_id) on delete cascade,
  id text collate "C" not null,
  rule text not null,
  timezone text not null,
  starts_on date not null,
  start_local_time text not null check (start_local_time ~ '^([01][0-9]|2[0-3]):[0-5][0-9]$'),
  duration_minutes integer not null check (duration_minutes between 1 and 44640),
  except_on date[] not null default '{}',
  on_conflict text not null check (on_conflict in ('refuse', 'skip')),
  title text not null,
  project_id text collate "C",
  status text not null default 'active' check (status in ('active', 'cancelled')),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  version integer not null default 1,
  primary key (workspace_id, id),
  foreign key (workspace_id, project_id) references projects (workspace_id, id)
);
create index planning_series_start on planning_series (workspace_id, starts_on desc, id desc);
select apron.tenant_table('planning_series');
select apron.versioned_table('planning_series');

alter table planning_sessions add column series_id text collate "C";
alter table planning_sessions add column occurrence_on date;
alter table planning_sessions add foreign key (workspace_id, series_id) references planning_series (workspace_id, id);
create unique index planning_sessions_occurrence on planning_sessions (workspace_id, series_id, occurrence_on)
  where series_id is not null;
