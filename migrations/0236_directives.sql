-- Old code survives: only new tables.
create table directives (
  workspace_id uuid not null references workspaces (workspace_id) on delete cascade,
  id text collate "C" not null,
  kind text not null check (kind in ('ad', 'sb', 'other')),
  authority text not null,
  number text not null,
  title text not null,
  effective_on date not null,
  applies_to jsonb not null,
  supersedes_id text collate "C",
  notes text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  version integer not null default 1,
  primary key (workspace_id, id),
  foreign key (workspace_id, supersedes_id) references directives (workspace_id, id)
);
create unique index directives_number on directives (workspace_id, authority, kind, number);
create index directives_effective on directives (workspace_id, effective_on desc, id desc);
create index directives_supersedes on directives (workspace_id, supersedes_id) where supersedes_id is not null;
select apron.tenant_table('directives');
select apron.versioned_table('directives');
select apron.searchable_table('directives', 't.authority, t.number, t.title');

create table directive_applicabilities (
  workspace_id uuid not null references workspaces (workspace_id) on delete cascade,
  id text collate "C" not null,
  directive_id text collate "C" not null,
  aircraft_id text collate "C",
  component_id text collate "C",
  status text not null check (status in ('open', 'complied', 'recurring', 'not_applicable')),
  reason text,
  method text,
  complied_on date,
  -- The maintenance item that follows a recurring one.
  item_id text collate "C",
  signature_id text collate "C",
  decided_by_name text not null,
  decided_at timestamptz not null default now(),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  version integer not null default 1,
  primary key (workspace_id, id),
  check (num_nonnulls(aircraft_id, component_id) = 1),
  check (status <> 'not_applicable' or length(reason) >= 20),
  foreign key (workspace_id, directive_id) references directives (workspace_id, id),
  foreign key (workspace_id, aircraft_id) references aircraft (workspace_id, id),
  foreign key (workspace_id, component_id) references components (workspace_id, id),
  foreign key (workspace_id, item_id) references maintenance_items (workspace_id, id),
  foreign key (workspace_id, signature_id) references maintenance_signatures (workspace_id, id)
);
create unique index directive_applicabilities_subject on directive_applicabilities
  (workspace_id, directive_id, (coalesce(aircraft_id, component_id)));
create index directive_applicabilities_aircraft on directive_applicabilities (workspace_id, aircraft_id) where aircraft_id is not null;
create index directive_applicabilities_component on directive_applicabilities (workspace_id, component_id) where component_id is not null;
create index directive_applicabilities_item on directive_applicabilities (workspace_id, item_id) where item_id is not null;
create index directive_applicabilities_signature on directive_applicabilities (workspace_id, signature_id) where signature_id is not null;
create index directive_applicabilities_decided on directive_applicabilities (workspace_id, decided_at desc, id desc);
select apron.tenant_table('directive_applicabilities');
select apron.versioned_table('directive_applicabilities');
