-- Old code survives: only new tables.
create table trips (
  workspace_id uuid not null references workspaces (workspace_id) on delete cascade,
  id text collate "C" not null,
  number text not null,
  type text not null check (type in ('charter', 'owner', 'maintenance', 'positioning', 'training', 'estimate',
    'aircraft_note', 'calendar_note')),
  operation text check (operation in ('91', '91_instruction_for_hire', '135', 'ncc', 'nco', 'cat', 'spo')),
  status text not null default 'draft' check (status in ('draft', 'quoted', 'requested', 'confirmed', 'scheduled',
    'released', 'filed', 'dispatched', 'active', 'close_out', 'completed', 'cancelled')),
  project_id text collate "C",
  customer_name text,
  notes text,
  cancel_reason text,
  -- From the first off block to the last on block, kept by the trigger below; a trip without times is ordered by its creation.
  starts_at timestamptz not null default now(),
  ends_at timestamptz not null default now(),
  created_by text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  version integer not null default 1,
  primary key (workspace_id, id),
  foreign key (workspace_id, project_id) references projects (workspace_id, id)
);
create unique index trips_number on trips (workspace_id, number);
create index trips_start on trips (workspace_id, starts_at, id);
create index trips_project on trips (workspace_id, project_id) where project_id is not null;
select apron.tenant_table('trips');
select apron.versioned_table('trips');
select apron.searchable_table('trips', 't.number, t.customer_name, t.notes');

create table trip_legs (
  workspace_id uuid not null,
  id text collate "C" not null,
  trip_id text collate "C" not null,
  position integer not null,
  from_airport text,
  to_airport text,
  planned_off_block_at timestamptz,
  planned_on_block_at timestamptz,
  aircraft_id text collate "C",
  passenger_count integer not null default 0 check (passenger_count between 0 and 900),
  actual_off_block_at timestamptz,
  actual_on_block_at timestamptz,
  flight_id text collate "C",
  primary key (workspace_id, id),
  foreign key (workspace_id, trip_id) references trips (workspace_id, id) on delete cascade,
  foreign key (workspace_id, aircraft_id) references aircraft (workspace_id, id),
  foreign key (workspace_id, flight_id) references flights (workspace_id, id) on delete set null (flight_id),
  constraint trip_legs_position unique (workspace_id, trip_id, position) deferrable initially deferred,
  constraint trip_legs_order check (planned_on_block_at > planned_off_block_at),
  constraint trip_legs_length check (planned_on_block_at - planned_off_block_at <= interval '24 hours'),
  constraint trip_legs_actual check (actual_on_block_at >= actual_off_block_at)
);
create index trip_legs_aircraft on trip_legs (workspace_id, aircraft_id, planned_off_block_at);
create index trip_legs_flight on trip_legs (workspace_id, flight_id) where flight_id is not null;
select apron.tenant_table('trip_legs');

create table trip_leg_crew (
  workspace_id uuid not null,
  leg_id text collate "C" not null,
  crew_id text collate "C" not null,
  role text not null check (role in ('pic', 'sic', 'cabin', 'observer')),
  position integer not null,
  primary key (workspace_id, leg_id, crew_id),
  foreign key (workspace_id, leg_id) references trip_legs (workspace_id, id) on delete cascade,
  foreign key (workspace_id, crew_id) references crew (workspace_id, id)
);
create index trip_leg_crew_person on trip_leg_crew (workspace_id, crew_id);
select apron.tenant_table('trip_leg_crew');

create table trip_passengers (
  workspace_id uuid not null,
  id text collate "C" not null,
  trip_id text collate "C" not null,
  position integer not null,
  name text not null check (length(name) between 1 and 200),
  weight_kg numeric(5, 1) check (weight_kg between 0 and 500),
  document_number text,
  notes text,
  primary key (workspace_id, id),
  foreign key (workspace_id, trip_id) references trips (workspace_id, id) on delete cascade
);
create index trip_passengers_trip on trip_passengers (workspace_id, trip_id, position);
select apron.tenant_table('trip_passengers');

-- The span of the trip, and the order of its legs, once all of them are written.
create function apron.check_trip_legs() returns trigger language plpgsql as $$
declare
  trip text := coalesce(new.trip_id, old.trip_id);
  workspace uuid := coalesce(new.workspace_id, old.workspace_id);
begin
  if exists (
    select from (select planned_off_block_at as off_block,
                        lag(planned_on_block_at) over (order by position) as before
                   from trip_legs where workspace_id = workspace and trip_id = trip) legs
     where legs.off_block < legs.before)
  then
    raise exception 'a leg begins before the one before it ends'
      using errcode = 'check_violation', constraint = 'trip_legs_sequence', table = 'trip_legs';
  end if;
  update trips t
     set starts_at = span.begins, ends_at = span.ends
    from (select min(planned_off_block_at) as begins, max(planned_on_block_at) as ends
            from trip_legs where workspace_id = workspace and trip_id = trip) span
   where t.workspace_id = workspace and t.id = trip and span.begins is not null and span.ends is not null
     and (t.starts_at, t.ends_at) is distinct from (span.begins, span.ends);
  return null;
end $$;
create trigger check_trip_legs after insert or update or delete on trip_legs
  for each row execute function apron.check_trip_legs();

create table trip_releases (
  workspace_id uuid not null,
  id text collate "C" not null,
  trip_id text collate "C" not null,
  items jsonb not null,
  inputs_sha256 text not null check (inputs_sha256 ~ '^[0-9a-f]{64}$'),
  is_single_pilot boolean not null,
  released_by_name text,
  dispatcher_user_id text collate "C",
  dispatcher_name text,
  dispatcher_at timestamptz,
  pic_user_id text collate "C",
  pic_name text,
  pic_at timestamptz,
  voided_at timestamptz,
  void_reason text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  version integer not null default 1,
  primary key (workspace_id, id),
  foreign key (workspace_id, trip_id) references trips (workspace_id, id) on delete cascade,
  constraint trip_releases_two_people check (dispatcher_user_id <> pic_user_id or is_single_pilot),
  check ((voided_at is null) = (void_reason is null))
);
create unique index trip_releases_living on trip_releases (workspace_id, trip_id) where voided_at is null;
create index trip_releases_trip on trip_releases (workspace_id, trip_id, created_at desc);
select apron.tenant_table('trip_releases');
select apron.versioned_table('trip_releases');
revoke delete on trip_releases from apron_app, apron_system;

create table trip_requests (
  workspace_id uuid not null references workspaces (workspace_id) on delete cascade,
  id text collate "C" not null,
  from_place text not null,
  to_place text not null,
  wanted_at timestamptz not null,
  passenger_count integer not null check (passenger_count between 0 and 900),
  contact text not null,
  notes text,
  status text not null default 'created' check (status in ('created', 'quoted', 'accepted', 'declined', 'expired')),
  quote_minor bigint check (quote_minor >= 0),
  currency text check (currency ~ '^[A-Z]{3}$'),
  valid_until timestamptz,
  trip_id text collate "C",
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  version integer not null default 1,
  primary key (workspace_id, id),
  foreign key (workspace_id, trip_id) references trips (workspace_id, id),
  constraint trip_requests_quote check ((quote_minor is null) = (currency is null))
);
create index trip_requests_wanted on trip_requests (workspace_id, wanted_at, id);
create index trip_requests_valid on trip_requests (workspace_id, valid_until) where status = 'quoted';
select apron.tenant_table('trip_requests');
select apron.versioned_table('trip_requests');

create table frat_forms (
  workspace_id uuid not null references workspaces (workspace_id) on delete cascade,
  id text collate "C" not null,
  version integer not null check (version > 0),
  questions jsonb not null,
  yellow_at integer not null check (yellow_at > 0),
  red_at integer not null,
  created_by_name text,
  created_at timestamptz not null default now(),
  primary key (workspace_id, id),
  constraint frat_forms_version unique (workspace_id, version),
  check (red_at > yellow_at)
);
select apron.tenant_table('frat_forms');
-- An assessment is read by the version of its form.
revoke update, delete on frat_forms from apron_app, apron_system;

create table frat_assessments (
  workspace_id uuid not null,
  id text collate "C" not null,
  form_version integer not null,
  trip_id text collate "C",
  session_id text collate "C",
  answers jsonb not null,
  score integer not null,
  band text not null check (band in ('green', 'yellow', 'red')),
  mitigation text,
  created_by text collate "C",
  created_by_name text,
  second_user_id text collate "C",
  second_name text,
  second_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  version integer not null default 1,
  primary key (workspace_id, id),
  foreign key (workspace_id, form_version) references frat_forms (workspace_id, version),
  foreign key (workspace_id, trip_id) references trips (workspace_id, id),
  foreign key (workspace_id, session_id) references planning_sessions (workspace_id, id),
  constraint frat_assessments_about check (num_nonnulls(trip_id, session_id) = 1),
  constraint frat_assessments_second check (second_user_id <> created_by)
);
create index frat_assessments_created on frat_assessments (workspace_id, created_at desc, id desc);
create index frat_assessments_trip on frat_assessments (workspace_id, trip_id) where trip_id is not null;
create index frat_assessments_session on frat_assessments (workspace_id, session_id) where session_id is not null;
select apron.tenant_table('frat_assessments');
select apron.versioned_table('frat_assessments');
revoke delete on frat_assessments from apron_app, apron_system;
