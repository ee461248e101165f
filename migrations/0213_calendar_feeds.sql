-- Old code survives: only a new table.
create table planning_feeds (
  workspace_id uuid not null references workspaces (workspace_id) on delete cascade,
  id text collate "C" not null,
  subject_type text not null check (subject_type in ('person', 'aircraft', 'resource')),
  subject_id text collate "C" not null,
  -- The address is a password: only its hash is kept.
  token_sha256 bytea not null unique check (length(token_sha256) = 32),
  created_by text,
  last_fetched_at timestamptz,
  revoked_at timestamptz,
  created_at timestamptz not null default now(),
  primary key (workspace_id, id)
);
create index planning_feeds_created on planning_feeds (workspace_id, created_at desc, id desc);
select apron.tenant_table('planning_feeds');
