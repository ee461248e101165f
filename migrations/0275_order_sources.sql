-- Old code survives: new columns that may be empty, and a new table.
alter table work_order_tasks
  -- How it was done: the method of compliance of a directive, the work on a component.
  add column method text check (length(method) between 1 and 2000),
  add column component_work text check (component_work in ('inspection', 'overhaul', 'removal', 'installation')),
  add column component_position text check (length(component_position) between 1 and 60),
  add check (component_work is null or source = 'component'),
  add check (component_position is null or component_work = 'installation');

alter table directive_applicabilities
  -- The totals of the meters at the last compliance, and the work order that it was a task of.
  add column complied_meters jsonb,
  add column order_id text collate "C",
  add foreign key (workspace_id, order_id) references work_orders (workspace_id, id);
create index directive_applicabilities_order on directive_applicabilities (workspace_id, order_id) where order_id is not null;

-- What was done with a component, for good.
create table component_works (
  workspace_id uuid not null references workspaces (workspace_id) on delete cascade,
  id text collate "C" not null,
  component_id text collate "C" not null,
  -- Null: it was installed nowhere.
  aircraft_id text collate "C",
  order_id text collate "C" not null,
  work text not null check (work in ('inspection', 'overhaul')),
  method text not null check (length(method) between 1 and 2000),
  done_at timestamptz not null,
  -- Its times when the work was done: an overhaul sets the time since overhaul back to 0.
  tsn_hundredths bigint,
  tso_hundredths bigint,
  csn integer,
  air_total_hundredths bigint,
  signature_id text collate "C" not null,
  created_at timestamptz not null default now(),
  primary key (workspace_id, id),
  foreign key (workspace_id, component_id) references components (workspace_id, id),
  foreign key (workspace_id, aircraft_id) references aircraft (workspace_id, id),
  foreign key (workspace_id, order_id) references work_orders (workspace_id, id),
  foreign key (workspace_id, signature_id) references maintenance_signatures (workspace_id, id)
);
create index component_works_component on component_works (workspace_id, component_id, done_at desc, id desc);
create index component_works_done on component_works (workspace_id, done_at desc, id desc);
create index component_works_aircraft on component_works (workspace_id, aircraft_id) where aircraft_id is not null;
create index component_works_order on component_works (workspace_id, order_id);
create index component_works_signature on component_works (workspace_id, signature_id);
select apron.tenant_table('component_works');
revoke update, delete on component_works from apron_app, apron_system;
