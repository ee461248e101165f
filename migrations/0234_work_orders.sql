-- Old code survives: only new tables.
create table work_orders (
  workspace_id uuid not null references workspaces (workspace_id) on delete cascade,
  id text collate "C" not null,
  number text not null,
  aircraft_id text collate "C" not null,
  title text not null,
  kind text not null check (kind in ('scheduled', 'unscheduled', 'modification')),
  priority text not null default 'routine' check (priority in ('routine', 'urgent', 'aog')),
  -- Null: internal.
  shop jsonb,
  notes text,
  planned_start_at timestamptz,
  planned_end_at timestamptz,
  opened_meters jsonb,
  closed_meters jsonb,
  status text not null default 'draft'
    check (status in ('draft', 'open', 'in_progress', 'awaiting_parts', 'pending_approval', 'completed', 'verified', 'cancelled')),
  status_reason text,
  -- Work on it took the aircraft out of service.
  took_out_of_service boolean not null default false,
  returned_to_service_at timestamptz,
  signature_id text collate "C",
  completed_by text collate "C",
  verified_by text collate "C",
  verified_by_name text,
  verified_at timestamptz,
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  alerted_at timestamptz,
  created_by_name text not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  version integer not null default 1,
  primary key (workspace_id, id),
  unique (workspace_id, number),
  check ((planned_start_at is null) = (planned_end_at is null) and planned_end_at > planned_start_at),
  foreign key (workspace_id, aircraft_id) references aircraft (workspace_id, id),
  foreign key (workspace_id, signature_id) references maintenance_signatures (workspace_id, id)
);
create index work_orders_number on work_orders (workspace_id, number desc, id desc);
create index work_orders_updated on work_orders (workspace_id, updated_at, id);
create index work_orders_aircraft on work_orders (workspace_id, aircraft_id, status);
create index work_orders_signature on work_orders (workspace_id, signature_id) where signature_id is not null;
select apron.tenant_table('work_orders');
select apron.versioned_table('work_orders');
select apron.searchable_table('work_orders', 't.number, t.title, t.notes');

create table work_order_tasks (
  workspace_id uuid not null,
  id text collate "C" not null,
  order_id text collate "C" not null,
  position integer not null,
  title text not null check (length(title) between 1 and 300),
  source text not null check (source in ('item', 'squawk', 'directive', 'component', 'free')),
  source_id text collate "C",
  reference_data text,
  is_required_inspection boolean not null default false,
  status text not null default 'open' check (status in ('open', 'done', 'not_done')),
  reason text,
  done_by text collate "C",
  done_by_name text,
  done_at timestamptz,
  inspected_by text collate "C",
  inspected_by_name text,
  inspected_at timestamptz,
  primary key (workspace_id, id),
  check ((source = 'free') = (source_id is null)),
  check (inspected_by <> done_by),
  foreign key (workspace_id, order_id) references work_orders (workspace_id, id) on delete cascade
);
create index work_order_tasks_order on work_order_tasks (workspace_id, order_id, position, id);
create index work_order_tasks_source on work_order_tasks (workspace_id, source_id) where source_id is not null;
select apron.tenant_table('work_order_tasks');

create table work_order_parts (
  workspace_id uuid not null,
  id text collate "C" not null,
  order_id text collate "C" not null,
  part_number text not null,
  serial_number text,
  description text not null,
  quantity_thousandths integer not null check (quantity_thousandths > 0),
  unit text not null,
  condition text not null check (condition in ('new', 'overhauled', 'repaired', 'serviceable', 'as_removed')),
  release_certificate jsonb,
  removed_serial_number text,
  unit_cost_minor bigint not null default 0 check (unit_cost_minor >= 0),
  primary key (workspace_id, id),
  foreign key (workspace_id, order_id) references work_orders (workspace_id, id) on delete cascade
);
create index work_order_parts_order on work_order_parts (workspace_id, order_id, id);
select apron.tenant_table('work_order_parts');

create table work_order_labour (
  workspace_id uuid not null,
  id text collate "C" not null,
  order_id text collate "C" not null,
  crew_id text collate "C" not null,
  worked_on date not null,
  minutes integer not null check (minutes between 1 and 1440),
  rate_minor bigint not null default 0 check (rate_minor >= 0),
  primary key (workspace_id, id),
  foreign key (workspace_id, order_id) references work_orders (workspace_id, id) on delete cascade,
  foreign key (workspace_id, crew_id) references crew (workspace_id, id)
);
create index work_order_labour_order on work_order_labour (workspace_id, order_id, id);
create index work_order_labour_crew on work_order_labour (workspace_id, crew_id);
select apron.tenant_table('work_order_labour');

-- A completed order is final: it can only be verified, by somebody who performed none of its required inspections. The
-- role of the migrations may delete it with its workspace.
create function apron.keep_completed_order() returns trigger language plpgsql as $$
begin
  if current_user not in ('apron_app', 'apron_system') then return coalesce(new, old); end if;
  if old.status in ('completed', 'verified') and (tg_op = 'DELETE' or not (
       old.status = 'completed' and new.status = 'verified'
       and to_jsonb(new) - array['status', 'verified_by', 'verified_by_name', 'verified_at', 'version', 'updated_at']
         = to_jsonb(old) - array['status', 'verified_by', 'verified_by_name', 'verified_at', 'version', 'updated_at']))
  then
    raise exception 'a completed work order stays as it is'
      using errcode = 'check_violation', constraint = 'completed_order', table = 'work_orders';
  end if;
  if tg_op = 'UPDATE' and new.status = 'verified' and exists (
       select from work_order_tasks k
        where k.workspace_id = new.workspace_id and k.order_id = new.id and k.is_required_inspection
          and k.done_by = new.verified_by)
  then
    raise exception 'who performed a required inspection does not verify it'
      using errcode = 'check_violation', constraint = 'same_person_inspects', table = 'work_orders';
  end if;
  return coalesce(new, old);
end $$;
create trigger keep_completed_order before update or delete on work_orders
  for each row execute function apron.keep_completed_order();

create function apron.keep_completed_line() returns trigger language plpgsql as $$
declare line jsonb := to_jsonb(coalesce(new, old));
begin
  if current_user in ('apron_app', 'apron_system') and exists (
       select from work_orders o
        where o.workspace_id = (line ->> 'workspace_id')::uuid and o.id = line ->> 'order_id'
          and o.status in ('completed', 'verified'))
  then
    raise exception 'a completed work order stays as it is'
      using errcode = 'check_violation', constraint = 'completed_order', table = 'work_orders';
  end if;
  return coalesce(new, old);
end $$;
create trigger keep_completed_line before insert or update or delete on work_order_tasks
  for each row execute function apron.keep_completed_line();
create trigger keep_completed_line before insert or update or delete on work_order_parts
  for each row execute function apron.keep_completed_line();
create trigger keep_completed_line before insert or update or delete on work_order_labour
  for each row execute function apron.keep_completed_line();
