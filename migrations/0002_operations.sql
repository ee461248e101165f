-- Old code survives: only new tables.

-- ── projects, services, deployments ─────────────────────────────────────────────────────────────

create table projects (
  workspace_id uuid not null references workspaces (workspace_id) on delete cascade,
  id text collate "C" not null,
  name text not null check (length(name) between 1 and 200),
  slug text collate "C" not null,
  description text,
  status text not null default 'active' check (status in ('idle', 'active')),
  customer text,
  starts_on date,
  ends_on date check (ends_on >= starts_on),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  version integer not null default 1,
  primary key (workspace_id, id)
);
create unique index projects_slug on projects (workspace_id, slug);
create index projects_name on projects (workspace_id, lower(name), id);
select apron.tenant_table('projects');
select apron.versioned_table('projects');

create table services (
  workspace_id uuid not null,
  id text collate "C" not null,
  project_id text collate "C" not null,
  name text not null check (length(name) between 1 and 200),
  kind text not null check (kind in ('survey', 'fire', 'medical', 'shuttle', 'training', 'other')),
  aircraft_type text,
  base text,
  status text not null default 'active' check (status in ('idle', 'active')),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  version integer not null default 1,
  primary key (workspace_id, id),
  foreign key (workspace_id, project_id) references projects (workspace_id, id)
);
create index services_project on services (workspace_id, project_id, id);
select apron.tenant_table('services');
select apron.versioned_table('services');

-- ── airports ────────────────────────────────────────────────────────────────────────────────────

-- Comes with the product; the same for every workspace.
create table reference_airports (
  id text collate "C" primary key,
  icao text, iata text, local_code text,
  name text not null, city text, subdivision text, country text not null,
  elevation_ft integer, latitude double precision not null, longitude double precision not null,
  timezone text
);
create index reference_airports_icao on reference_airports (icao);
create index reference_airports_iata on reference_airports (iata);
create index reference_airports_local on reference_airports (local_code);
grant select on reference_airports to apron_app, apron_system;

create table airports (
  workspace_id uuid not null references workspaces (workspace_id) on delete cascade,
  id text collate "C" not null,
  icao text, iata text, local_code text,
  name text not null check (length(name) between 1 and 200),
  city text, subdivision text, country text not null,
  elevation_ft integer check (elevation_ft between -2000 and 30000),
  latitude double precision not null check (latitude between -90 and 90),
  longitude double precision not null check (longitude between -180 and 180),
  timezone text,
  source text not null check (source in ('import', 'manual')),
  created_at timestamptz not null default now(),
  primary key (workspace_id, id),
  check (coalesce(icao, iata, local_code) is not null)
);
create unique index airports_icao on airports (workspace_id, icao) where icao is not null;
create index airports_iata on airports (workspace_id, iata);
create index airports_local on airports (workspace_id, local_code);
select apron.tenant_table('airports');

-- A workspace sees its own airports and, where it has none of that code, those of the product.
create view all_airports with (security_invoker = true) as
  select workspace_id, id, icao, iata, local_code, name, city, subdivision, country, elevation_ft, latitude, longitude,
         timezone, source, coalesce(icao, local_code, iata) as code from airports
  union all
  select null::uuid, id, icao, iata, local_code, name, city, subdivision, country, elevation_ft, latitude, longitude,
         timezone, 'built_in', coalesce(icao, local_code, iata) from reference_airports;
grant select on all_airports to apron_app, apron_system;

-- The airport that a code as people write it means: their own first, ICAO before local before IATA.
create function apron.find_airport(p_code text) returns table (
  id text, code text, name text, latitude double precision, longitude double precision, timezone text
) language sql stable rows 1 as $$
  select a.id, a.code, a.name, a.latitude, a.longitude, a.timezone from (
    select a.id, coalesce(a.icao, a.local_code, a.iata) as code, a.name, a.latitude, a.longitude, a.timezone, 1 as own,
           case p_code when a.icao then 1 when a.local_code then 2 else 3 end as kind
      from airports a where p_code in (a.icao, a.iata, a.local_code)
    union all
    select a.id, coalesce(a.icao, a.local_code, a.iata), a.name, a.latitude, a.longitude, a.timezone, 2, 1 from reference_airports a where a.icao = p_code
    union all
    select a.id, coalesce(a.icao, a.local_code, a.iata), a.name, a.latitude, a.longitude, a.timezone, 2, 2 from reference_airports a where a.local_code = p_code
    union all
    select a.id, coalesce(a.icao, a.local_code, a.iata), a.name, a.latitude, a.longitude, a.timezone, 2, 3 from reference_airports a where a.iata = p_code
  ) a order by a.own, a.kind limit 1
$$;

-- ── people ──────────────────────────────────────────────────────────────────────────────────────

create table crew (
  workspace_id uuid not null references workspaces (workspace_id) on delete cascade,
  id text collate "C" not null,
  display_name text not null check (length(display_name) between 1 and 200),
  email text,
  phone text,
  functions text[] not null default '{pilot}' check (cardinality(functions) > 0),
  employee_number text,
  certificate_number text,
  certificate_type text,
  base_airport text,
  status text not null default 'active' check (status in ('active', 'inactive')),
  user_id text collate "C" references users (id),
  notes text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  version integer not null default 1,
  primary key (workspace_id, id)
);
create unique index crew_user on crew (workspace_id, user_id) where user_id is not null;
create unique index crew_employee_number on crew (workspace_id, lower(employee_number)) where employee_number is not null;
create unique index crew_email on crew (workspace_id, lower(email)) where email is not null;
create index crew_name on crew (workspace_id, lower(display_name), id);
select apron.tenant_table('crew');
select apron.versioned_table('crew');

-- ── aircraft and their meters ───────────────────────────────────────────────────────────────────

create table aircraft (
  workspace_id uuid not null references workspaces (workspace_id) on delete cascade,
  id text collate "C" not null,
  registration text not null check (registration = upper(registration) and length(registration) between 2 and 12),
  serial_number text,
  icao24 text check (icao24 ~ '^[0-9A-F]{6}$'),
  type_designator text not null,
  make text,
  model text,
  year integer check (year between 1900 and 2100),
  category text not null default 'airplane',
  class text not null default 'single_engine_land',
  engine_type text not null default 'piston',
  seats integer check (seats between 0 and 1000),
  is_tailwheel boolean not null default false,
  is_complex boolean not null default false,
  is_high_performance boolean not null default false,
  is_taa boolean not null default false,
  is_ifr boolean not null default false,
  is_night boolean not null default false,
  status text not null default 'active' check (status in ('active', 'maintenance', 'aog', 'storage', 'retired', 'sold')),
  base_airport text,
  notes text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  version integer not null default 1,
  primary key (workspace_id, id)
);
create unique index aircraft_registration on aircraft (workspace_id, registration);
select apron.tenant_table('aircraft');
select apron.versioned_table('aircraft');

create table aircraft_registrations (
  workspace_id uuid not null,
  aircraft_id text collate "C" not null,
  registration text not null,
  since timestamptz not null default now(),
  primary key (workspace_id, aircraft_id, since),
  foreign key (workspace_id, aircraft_id) references aircraft (workspace_id, id) on delete cascade
);
select apron.tenant_table('aircraft_registrations');

-- Where each meter stands: the last line of its ledger, kept beside it because every flight asks.
create table meters (
  workspace_id uuid not null,
  aircraft_id text collate "C" not null,
  kind text not null check (kind in ('hobbs', 'tach', 'air')),
  reading_hundredths bigint not null check (reading_hundredths >= 0),
  offset_hundredths bigint not null default 0,
  last_read_at timestamptz not null,
  primary key (workspace_id, aircraft_id, kind),
  foreign key (workspace_id, aircraft_id) references aircraft (workspace_id, id) on delete cascade
);
select apron.tenant_table('meters');

create table meter_readings (
  workspace_id uuid not null,
  id text collate "C" not null,
  aircraft_id text collate "C" not null,
  kind text not null check (kind in ('hobbs', 'tach', 'air')),
  entry text not null check (entry in ('reading', 'adjustment', 'replacement')),
  reading_hundredths bigint not null check (reading_hundredths >= 0),
  offset_hundredths bigint not null,
  is_flagged boolean not null default false,
  flag_reason text,
  reason text,
  flight_id text collate "C",
  actor_id text collate "C",
  read_at timestamptz not null,
  created_at timestamptz not null default now(),
  primary key (workspace_id, id),
  foreign key (workspace_id, aircraft_id) references aircraft (workspace_id, id) on delete cascade
);
create index meter_readings_aircraft on meter_readings (workspace_id, aircraft_id, read_at desc, id desc);
create index meter_readings_flight on meter_readings (workspace_id, flight_id) where flight_id is not null;
select apron.tenant_table('meter_readings');
revoke update, delete on meter_readings from apron_app, apron_system;

-- ── deployments ─────────────────────────────────────────────────────────────────────────────────

create table deployments (
  workspace_id uuid not null,
  id text collate "C" not null,
  service_id text collate "C" not null,
  aircraft_id text collate "C" not null,
  starts_on date not null,
  ends_on date not null check (ends_on >= starts_on),
  status text not null default 'queued'
    check (status in ('queued', 'positioning', 'running', 'completed', 'aborted', 'failed', 'superseded')),
  notes text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  version integer not null default 1,
  primary key (workspace_id, id),
  foreign key (workspace_id, service_id) references services (workspace_id, id),
  foreign key (workspace_id, aircraft_id) references aircraft (workspace_id, id)
);
create index deployments_service on deployments (workspace_id, service_id, id desc);
create unique index deployments_running on deployments (workspace_id, service_id) where status = 'running';
select apron.tenant_table('deployments');
select apron.versioned_table('deployments');

create table deployment_crew (
  workspace_id uuid not null,
  deployment_id text collate "C" not null,
  crew_id text collate "C" not null,
  role text not null,
  position integer not null,
  primary key (workspace_id, deployment_id, crew_id),
  foreign key (workspace_id, deployment_id) references deployments (workspace_id, id) on delete cascade,
  foreign key (workspace_id, crew_id) references crew (workspace_id, id)
);
select apron.tenant_table('deployment_crew');

create table deployment_log (
  workspace_id uuid not null,
  id text collate "C" not null,
  deployment_id text collate "C" not null,
  at timestamptz not null default now(),
  status text not null,
  note text,
  actor_name text not null,
  primary key (workspace_id, id),
  foreign key (workspace_id, deployment_id) references deployments (workspace_id, id) on delete cascade
);
create index deployment_log_deployment on deployment_log (workspace_id, deployment_id, id);
select apron.tenant_table('deployment_log');
revoke update, delete on deployment_log from apron_app;

-- ── flights: what was flown ─────────────────────────────────────────────────────────────────────

create table flights (
  workspace_id uuid not null,
  id text collate "C" not null,
  status text not null default 'draft' check (status in ('draft', 'submitted', 'approved', 'rejected')),
  flight_type text not null default 'private',
  aircraft_id text collate "C" not null,
  project_id text collate "C",
  from_airport text not null,
  to_airport text not null,
  off_block_at timestamptz not null,
  take_off_at timestamptz,
  landing_at timestamptz,
  on_block_at timestamptz not null,
  block_minutes integer not null generated always as ((extract(epoch from on_block_at - off_block_at) / 60)::integer) stored,
  air_minutes integer generated always as ((extract(epoch from landing_at - take_off_at) / 60)::integer) stored,
  hobbs_out_hundredths bigint, hobbs_in_hundredths bigint,
  hobbs_hundredths bigint generated always as (hobbs_in_hundredths - hobbs_out_hundredths) stored,
  tach_out_hundredths bigint, tach_in_hundredths bigint,
  tach_hundredths bigint generated always as (tach_in_hundredths - tach_out_hundredths) stored,
  day_take_offs integer not null default 0, night_take_offs integer not null default 0,
  day_landings integer not null default 0, night_landings integer not null default 0,
  day_full_stop_landings integer not null default 0, night_full_stop_landings integer not null default 0,
  approaches integer not null default 0, holds integer not null default 0,
  fuel_quantity double precision, fuel_unit text, fuel_density_kg_per_l double precision,
  fuel_liters double precision, fuel_kg double precision,
  oil_quarts double precision,
  remarks text,
  created_by text collate "C",
  submitted_at timestamptz, submitted_by text collate "C", submitted_by_name text,
  approved_at timestamptz, approved_by text collate "C", approved_by_name text,
  rejected_at timestamptz, rejected_by text collate "C", rejected_by_name text,
  rejection_reason text,
  reverses_flight_id text collate "C",
  reversed_by_flight_id text collate "C",
  reversal_reason text,
  source text not null default 'logged' check (source in ('logged', 'import')),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  version integer not null default 1,
  primary key (workspace_id, id),
  foreign key (workspace_id, aircraft_id) references aircraft (workspace_id, id),
  foreign key (workspace_id, project_id) references projects (workspace_id, id),
  foreign key (workspace_id, reverses_flight_id) references flights (workspace_id, id),
  foreign key (workspace_id, reversed_by_flight_id) references flights (workspace_id, id),
  check (off_block_at <= on_block_at),
  check (take_off_at is null or (off_block_at <= take_off_at and take_off_at <= on_block_at)),
  check (landing_at is null or (off_block_at <= landing_at and landing_at <= on_block_at)),
  check (take_off_at <= landing_at),
  check (hobbs_out_hundredths <= hobbs_in_hundredths or reverses_flight_id is not null),
  check (tach_out_hundredths <= tach_in_hundredths or reverses_flight_id is not null)
);
create index flights_off_block on flights (workspace_id, off_block_at desc, id desc);
create index flights_status on flights (workspace_id, status, off_block_at desc, id desc);
create index flights_aircraft on flights (workspace_id, aircraft_id, off_block_at desc, id desc);
create index flights_project on flights (workspace_id, project_id, off_block_at desc, id desc);
create index flights_updated on flights (workspace_id, updated_at desc, id desc);
select apron.tenant_table('flights');
select apron.versioned_table('flights');

create table flight_crew (
  workspace_id uuid not null,
  flight_id text collate "C" not null,
  crew_id text collate "C" not null,
  role text not null check (role in ('pic', 'sic', 'dual', 'solo', 'instructor', 'sole_manipulator', 'examiner', 'observer')),
  position integer not null,
  primary key (workspace_id, flight_id, crew_id, role),
  foreign key (workspace_id, flight_id) references flights (workspace_id, id) on delete cascade,
  foreign key (workspace_id, crew_id) references crew (workspace_id, id)
);
create index flight_crew_person on flight_crew (workspace_id, crew_id, flight_id);
select apron.tenant_table('flight_crew');
