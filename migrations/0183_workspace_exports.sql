-- Old code survives: only a new table.
-- A workspace leaves as one archive, which a background job writes into the file store under the ID of its row.
create table workspace_exports (
  workspace_id uuid not null references workspaces (workspace_id) on delete cascade,
  id text collate "C" not null,
  status text not null default 'running' check (status in ('running', 'completed', 'failed')),
  progress integer not null default 0 check (progress between 0 and 100),
  size_bytes bigint check (size_bytes >= 0),
  error text,
  created_by text not null,
  created_at timestamptz not null default now(),
  finished_at timestamptz,
  primary key (workspace_id, id)
);
-- One at a time.
create unique index workspace_exports_running on workspace_exports (workspace_id) where status = 'running';
create index workspace_exports_created on workspace_exports (workspace_id, created_at desc, id desc);
create index workspace_exports_finished on workspace_exports (finished_at) where finished_at is not null;
select apron.tenant_table('workspace_exports');
select apron.leased_table('workspace_exports');
