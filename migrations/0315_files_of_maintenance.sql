-- Old code survives it: new tables, which it does not read.
-- The papers of maintenance: the text of a directive, photographs and release certificates of an order, the release
-- certificate with which a component was installed.
create table directive_files (
  workspace_id uuid not null,
  directive_id text collate "C" not null,
  file_id text collate "C" not null,
  primary key (workspace_id, directive_id, file_id),
  foreign key (workspace_id, directive_id) references directives (workspace_id, id) on delete cascade,
  foreign key (workspace_id, file_id) references files (workspace_id, id)
);
select apron.tenant_table('directive_files');

create table work_order_files (
  workspace_id uuid not null,
  order_id text collate "C" not null,
  file_id text collate "C" not null,
  primary key (workspace_id, order_id, file_id),
  foreign key (workspace_id, order_id) references work_orders (workspace_id, id) on delete cascade,
  foreign key (workspace_id, file_id) references files (workspace_id, id)
);
select apron.tenant_table('work_order_files');
create trigger keep_completed_line before insert or update or delete on work_order_files
  for each row execute function apron.keep_completed_line();

create table component_installation_files (
  workspace_id uuid not null,
  installation_id text collate "C" not null,
  file_id text collate "C" not null,
  primary key (workspace_id, installation_id, file_id),
  foreign key (workspace_id, installation_id) references component_installations (workspace_id, id) on delete cascade,
  foreign key (workspace_id, file_id) references files (workspace_id, id)
);
select apron.tenant_table('component_installation_files');
