-- Old code survives: only new tables.

-- A folder of a GitHub repository from which syllabi and manuals are read.
create table github_connections (
  workspace_id uuid not null references workspaces (workspace_id) on delete cascade,
  id text collate "C" not null,
  name text not null check (length(name) between 1 and 100),
  api_url text not null check (length(api_url) between 8 and 300),
  token_sealed bytea not null,
  webhook_secret_sealed bytea not null,
  repository text check (length(repository) between 3 and 200),
  branch text check (length(branch) between 1 and 250),
  syllabus_folder text check (length(syllabus_folder) between 1 and 500),
  manual_folder text check (length(manual_folder) between 1 and 500),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  version integer not null default 1,
  primary key (workspace_id, id)
);
create unique index github_connections_name on github_connections (workspace_id, lower(name));
create index github_connections_by_name on github_connections (workspace_id, lower(name), id);
select apron.tenant_table('github_connections');
select apron.versioned_table('github_connections');

-- The one sync of a connection: it waits while wanted_at is set. It has the ID of its connection.
create table github_syncs (
  workspace_id uuid not null,
  id text collate "C" not null,
  wanted_at timestamptz,
  finished_at timestamptz,
  commit_sha text,
  error text,
  primary key (workspace_id, id),
  foreign key (workspace_id, id) references github_connections (workspace_id, id) on delete cascade
);
create index github_syncs_waiting on github_syncs (wanted_at) where wanted_at is not null;
select apron.tenant_table('github_syncs');
select apron.leased_table('github_syncs');

-- A delivery of GitHub that was taken, so that the same one again does nothing.
create table github_deliveries (
  workspace_id uuid not null,
  connection_id text collate "C" not null,
  delivery_id text collate "C" not null check (length(delivery_id) between 1 and 100),
  received_at timestamptz not null default now(),
  primary key (workspace_id, connection_id, delivery_id),
  foreign key (workspace_id, connection_id) references github_connections (workspace_id, id) on delete cascade
);
create index github_deliveries_received on github_deliveries (received_at);
select apron.tenant_table('github_deliveries');

-- A manual that was read from a repository. It outlives its connection.
create table training_documents (
  workspace_id uuid not null references workspaces (workspace_id) on delete cascade,
  id text collate "C" not null,
  title text not null check (length(title) between 1 and 200),
  path text not null check (length(path) between 1 and 500),
  repository text not null,
  commit_sha text not null,
  connection_id text collate "C",
  file_id text collate "C" not null,
  withdrawn_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  version integer not null default 1,
  primary key (workspace_id, id),
  foreign key (workspace_id, file_id) references files (workspace_id, id),
  foreign key (workspace_id, connection_id) references github_connections (workspace_id, id)
    on delete set null (connection_id)
);
create index training_documents_by_title on training_documents (workspace_id, lower(title), id);
create index training_documents_file on training_documents (workspace_id, file_id);
create index training_documents_connection on training_documents (workspace_id, connection_id);
select apron.tenant_table('training_documents');
select apron.versioned_table('training_documents');
select apron.searchable_table('training_documents', 't.title, t.path');

-- What the last sync made of a file of the repository.
create table github_files (
  workspace_id uuid not null,
  connection_id text collate "C" not null,
  path text collate "C" not null check (length(path) between 1 and 500),
  kind text not null check (kind in ('syllabus', 'manual')),
  blob_sha text not null,
  outcome text not null check (outcome in ('read', 'refused')),
  problems jsonb not null default '[]',
  program_id text collate "C",
  revision_id text collate "C",
  revision_version integer,
  document_id text collate "C",
  read_at timestamptz not null default now(),
  primary key (workspace_id, connection_id, path),
  foreign key (workspace_id, connection_id) references github_connections (workspace_id, id) on delete cascade,
  foreign key (workspace_id, program_id) references training_programs (workspace_id, id)
    on delete set null (program_id),
  foreign key (workspace_id, revision_id) references training_revisions (workspace_id, id)
    on delete set null (revision_id),
  foreign key (workspace_id, document_id) references training_documents (workspace_id, id)
    on delete set null (document_id)
);
create index github_files_program on github_files (workspace_id, program_id);
create index github_files_revision on github_files (workspace_id, revision_id);
create index github_files_document on github_files (workspace_id, document_id);
select apron.tenant_table('github_files');
