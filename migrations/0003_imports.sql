-- Old code survives: only tables of their own are added.

create table imports (
  workspace_id uuid not null references workspaces (workspace_id) on delete cascade,
  id text collate "C" not null,                 -- also the name of the file in the store
  kind text not null,
  filename text not null check (length(filename) <= 200),
  size_bytes bigint not null,
  status text not null default 'analysing'
    check (status in ('analysing', 'ready', 'running', 'completed', 'failed', 'cancelled')),
  encoding text not null,
  separator text not null,
  header_row integer not null,
  skips_separator_line boolean not null,
  columns jsonb not null,                       -- [{index, header, samples}]
  mapping jsonb not null,                       -- {field: index of its column, or null}
  stated jsonb not null default '{}',           -- the options that a person chose
  options jsonb not null default '{}',          -- all of them, with what the file showed
  preview jsonb not null default '[]',
  good_rows_only boolean not null default false,
  total_rows integer not null default 0,
  good_rows integer not null default 0,
  bad_rows integer not null default 0,
  done_rows integer not null default 0,
  imported_rows integer not null default 0,
  skipped_rows integer not null default 0,
  last_row integer not null default 0,          -- of the file: where an interrupted run goes on
  error text,
  created_by text collate "C",
  actor_name text not null,
  created_at timestamptz not null default now(),
  started_at timestamptz,
  finished_at timestamptz,
  attempts integer not null default 0,
  lease_token uuid,
  lease_until timestamptz,
  primary key (workspace_id, id)
);
create index imports_by_time on imports (workspace_id, created_at desc, id desc);
create index imports_queue on imports (created_at) where status in ('analysing', 'running');
select apron.tenant_table('imports');

-- One row of the file, with all that is wrong with it: [{field, column, value, message}].
create table import_problems (
  workspace_id uuid not null,
  import_id text collate "C" not null,
  "row" integer not null,
  problems jsonb not null,
  primary key (workspace_id, import_id, "row"),
  foreign key (workspace_id, import_id) references imports (workspace_id, id) on delete cascade
);
select apron.tenant_table('import_problems');
