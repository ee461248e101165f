-- Old code survives: only new tables. btree_gist comes with PostgreSQL, and whoever may create in the database may install it.

create extension if not exists btree_gist with schema apron;

create table fbo_units (
  workspace_id uuid not null references workspaces (workspace_id) on delete cascade,
  id text collate "C" not null,
  name text not null check (length(name) between 1 and 100),
  kind text not null check (kind in ('hangar', 'tie_down', 'ramp')),
  max_wingspan_ft double precision check (max_wingspan_ft > 0),
  max_length_ft double precision check (max_length_ft > 0),
  max_height_ft double precision check (max_height_ft > 0),
  status text not null default 'active' check (status in ('active', 'closed')),
  notes text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  version integer not null default 1,
  primary key (workspace_id, id)
);
create unique index fbo_units_name on fbo_units (workspace_id, lower(name));
create index fbo_units_order on fbo_units (workspace_id, lower(name), id);
select apron.tenant_table('fbo_units');
select apron.versioned_table('fbo_units');

create table fbo_bookings (
  workspace_id uuid not null,
  id text collate "C" not null,
  unit_id text collate "C" not null,
  customer_id text collate "C",
  movement_id text collate "C",
  tail_number text not null check (tail_number = upper(tail_number) and length(tail_number) between 2 and 12),
  aircraft_type text,
  wingspan_ft double precision check (wingspan_ft > 0),
  length_ft double precision check (length_ft > 0),
  height_ft double precision check (height_ft > 0),
  starts_at timestamptz not null,
  ends_at timestamptz not null check (ends_at > starts_at),
  status text not null default 'reserved'
    check (status in ('reserved', 'confirmed', 'checked_in', 'checked_out', 'cancelled', 'no_show')),
  checked_in_at timestamptz,
  checked_out_at timestamptz,
  cancel_reason text,
  notes text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  version integer not null default 1,
  primary key (workspace_id, id),
  foreign key (workspace_id, unit_id) references fbo_units (workspace_id, id),
  foreign key (workspace_id, customer_id) references fbo_customers (workspace_id, id),
  foreign key (workspace_id, movement_id) references fbo_movements (workspace_id, id),
  -- Half-open: one may come at the moment that another leaves. What was cancelled or did not come holds no place.
  constraint fbo_bookings_overlap exclude using gist (workspace_id with =, unit_id with =, tstzrange(starts_at, ends_at) with &&)
    where (status in ('reserved', 'confirmed', 'checked_in', 'checked_out'))
);
create index fbo_bookings_start on fbo_bookings (workspace_id, starts_at, id);
create index fbo_bookings_movement on fbo_bookings (workspace_id, movement_id) where movement_id is not null;
create index fbo_bookings_customer on fbo_bookings (workspace_id, customer_id, starts_at) where customer_id is not null;
select apron.tenant_table('fbo_bookings');
select apron.versioned_table('fbo_bookings');
