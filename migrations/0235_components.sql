-- Old code survives: only new tables.
create table components (
  workspace_id uuid not null references workspaces (workspace_id) on delete cascade,
  id text collate "C" not null,
  kind text not null check (kind in ('engine', 'propeller', 'rotor', 'gear', 'appliance', 'life_limited_part')),
  part_number text not null,
  serial_number text,
  description text,
  manufacturer text,
  life_limit_hundredths bigint check (life_limit_hundredths > 0),
  life_limit_cycles integer check (life_limit_cycles > 0),
  overhaul_hundredths bigint check (overhaul_hundredths > 0),
  overhaul_months integer check (overhaul_months > 0),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  version integer not null default 1,
  primary key (workspace_id, id),
  check (serial_number is not null or (life_limit_hundredths is null and life_limit_cycles is null))
);
create unique index components_serial on components (workspace_id, part_number, serial_number) where serial_number is not null;
create index components_part on components (workspace_id, part_number, id);
select apron.tenant_table('components');
select apron.versioned_table('components');
select apron.searchable_table('components', 't.part_number, t.serial_number, t.description, t.manufacturer');

create table component_installations (
  workspace_id uuid not null references workspaces (workspace_id) on delete cascade,
  id text collate "C" not null,
  component_id text collate "C" not null,
  aircraft_id text collate "C" not null,
  position text not null,
  installed_at timestamptz not null,
  removed_at timestamptz check (removed_at > installed_at),
  tsn_at_install_hundredths bigint not null check (tsn_at_install_hundredths >= 0),
  tso_at_install_hundredths bigint check (tso_at_install_hundredths >= 0),
  csn_at_install integer check (csn_at_install >= 0),
  air_total_at_install_hundredths bigint not null,
  cycles_at_install_hundredths bigint,
  air_total_at_removal_hundredths bigint,
  cycles_at_removal_hundredths bigint,
  removal_reason text,
  installed_by_name text not null,
  created_at timestamptz not null default now(),
  primary key (workspace_id, id),
  foreign key (workspace_id, component_id) references components (workspace_id, id),
  foreign key (workspace_id, aircraft_id) references aircraft (workspace_id, id),
  -- A component is in one place at a time, and a position holds one.
  constraint component_in_one_place exclude using gist
    (workspace_id with =, component_id with =, tstzrange(installed_at, removed_at) with &&),
  constraint component_position exclude using gist
    (workspace_id with =, aircraft_id with =, lower(position) with =, tstzrange(installed_at, removed_at) with &&)
);
create index component_installations_component on component_installations (workspace_id, component_id, installed_at desc, id desc);
create index component_installations_aircraft on component_installations (workspace_id, aircraft_id, installed_at desc, id desc);
create index component_installations_installed on component_installations (workspace_id, installed_at desc, id desc);
select apron.tenant_table('component_installations');
