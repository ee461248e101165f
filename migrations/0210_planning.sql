-- Old code survives: only new tables, and columns with a default.

-- How long an aircraft or a person is kept after a booking: refuelling, briefing, the way to the next one.
alter table aircraft add column turnaround_minutes integer not null default 0
  check (turnaround_minutes between 0 and 240);
alter table crew add column turnaround_minutes integer not null default 0
  check (turnaround_minutes between 0 and 240);

create table planning_resources (
  workspace_id uuid not null references workspaces (workspace_id) on delete cascade,
  id text collate "C" not null,
  name text not null check (length(name) between 1 and 100),
  kind text not null check (kind in ('room', 'simulator', 'other')),
  capacity integer not null default 1 check (capacity between 1 and 500),
  turnaround_minutes integer not null default 0 check (turnaround_minutes between 0 and 240),
  status text not null default 'active' check (status in ('active', 'closed')),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  version integer not null default 1,
  primary key (workspace_id, id)
);
create unique index planning_resources_name on planning_resources (workspace_id, lower(name));
create index planning_resources_order on planning_resources (workspace_id, lower(name), id);
select apron.tenant_table('planning_resources');
select apron.versioned_table('planning_resources');

-- An exclusion constraint works only inside one table, so every kind of plan holds its aircraft, people and
-- resources here.
create table holds (
  workspace_id uuid not null references workspaces (workspace_id) on delete cascade,
  id text collate "C" not null,
  subject_kind text not null check (subject_kind in ('aircraft', 'person', 'resource')),
  subject_id text collate "C" not null,
  -- The times of the plan itself; `during` ends later by the turnaround of the subject.
  starts_at timestamptz not null,
  ends_at timestamptz not null check (ends_at > starts_at),
  during tstzrange not null
    check (lower_inc(during) and not upper_inc(during) and during @> tstzrange(starts_at, ends_at)),
  source_kind text not null,
  source_id text collate "C" not null,
  title text not null,
  project_id text collate "C",
  is_exclusive boolean not null default true,
  created_at timestamptz not null default now(),
  primary key (workspace_id, id),
  constraint holds_overlap exclude using gist (workspace_id with =, subject_kind with =, subject_id with =, during with &&)
    where (is_exclusive)
);
create index holds_source on holds (workspace_id, source_kind, source_id);
select apron.tenant_table('holds');

create table planning_sessions (
  workspace_id uuid not null references workspaces (workspace_id) on delete cascade,
  id text collate "C" not null,
  type text not null
    check (type in ('flight', 'ground', 'simulator', 'maintenance_block', 'meeting', 'time_off')),
  status text not null default 'requested' check (status in ('requested', 'confirmed', 'declined', 'standby',
    'expired', 'checked_out', 'checked_in', 'completed', 'cancelled', 'no_show')),
  starts_at timestamptz not null,
  ends_at timestamptz not null check (ends_at > starts_at),
  timezone text not null,
  resource_type text not null check (resource_type in ('aircraft', 'resource', 'person')),
  resource_id text collate "C",
  aircraft_id text collate "C",
  instructor_id text collate "C",
  is_solo boolean not null default false,
  title text not null check (length(title) between 1 and 200),
  notes text,
  project_id text collate "C",
  status_reason text,
  notice_minutes integer,
  standby_type text,
  standby_on date,
  standby_position integer check (standby_position > 0),
  standby_expires_at timestamptz,
  sequence integer not null default 0,
  flight_id text collate "C",
  checked_out_at timestamptz,
  checked_in_at timestamptz,
  overdue_at timestamptz,
  created_by text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  version integer not null default 1,
  primary key (workspace_id, id),
  foreign key (workspace_id, aircraft_id) references aircraft (workspace_id, id),
  foreign key (workspace_id, instructor_id) references crew (workspace_id, id),
  foreign key (workspace_id, project_id) references projects (workspace_id, id),
  -- The draft of a flight may be deleted; the session stays.
  foreign key (workspace_id, flight_id) references flights (workspace_id, id) on delete set null (flight_id),
  constraint planning_sessions_length check (ends_at - starts_at <= interval '31 days'
    and (type <> 'flight' or ends_at - starts_at <= interval '24 hours')),
  constraint planning_sessions_standby check (
    (standby_type is null and resource_id is not null)
    or (standby_type is not null and standby_on is not null and standby_position is not null
      and standby_expires_at is not null))
);
create index planning_sessions_start on planning_sessions (workspace_id, starts_at, id);
create index planning_sessions_updated on planning_sessions (workspace_id, updated_at, id);
create index planning_sessions_aircraft on planning_sessions (workspace_id, aircraft_id, starts_at);
create index planning_sessions_instructor on planning_sessions (workspace_id, instructor_id, starts_at)
  where instructor_id is not null;
create index planning_sessions_resource on planning_sessions (workspace_id, resource_id, starts_at)
  where resource_id is not null;
create index planning_sessions_project on planning_sessions (workspace_id, project_id) where project_id is not null;
create index planning_sessions_flight on planning_sessions (workspace_id, flight_id) where flight_id is not null;
create unique index planning_sessions_standby_position
  on planning_sessions (workspace_id, standby_type, standby_on, standby_position) where status = 'standby';
select apron.tenant_table('planning_sessions');
select apron.versioned_table('planning_sessions');

create table planning_participants (
  workspace_id uuid not null,
  session_id text collate "C" not null,
  crew_id text collate "C" not null,
  role text not null check (role in ('student', 'pilot', 'instructor', 'passenger', 'attendee')),
  position integer not null,
  primary key (workspace_id, session_id, crew_id),
  foreign key (workspace_id, session_id) references planning_sessions (workspace_id, id) on delete cascade,
  foreign key (workspace_id, crew_id) references crew (workspace_id, id)
);
create index planning_participants_crew on planning_participants (workspace_id, crew_id);
select apron.tenant_table('planning_participants');

-- How members book, for a workspace. A workspace without a row has the defaults of the columns.
create table planning_policies (
  workspace_id uuid primary key references workspaces (workspace_id) on delete cascade,
  members_book boolean not null default false,
  horizon_days integer not null default 365 check (horizon_days between 1 and 400),
  notice_minutes integer not null default 0 check (notice_minutes between 0 and 20160),
  open_bookings integer not null default 20 check (open_bookings between 1 and 500),
  cancellation_minutes integer not null default 1440 check (cancellation_minutes between 0 and 20160),
  overdue_minutes integer not null default 30 check (overdue_minutes between 5 and 1440),
  updated_at timestamptz not null default now(),
  version integer not null default 1
);
select apron.tenant_table('planning_policies');
select apron.versioned_table('planning_policies');

-- Why a booking that stands may fall through: its aircraft was taken out of service, or one of its people left or is away.
create function apron.session_risk(
  workspace uuid, session text, session_status text, aircraft text, instructor text, begins timestamptz, ends timestamptz
) returns table (reason text) language sql stable as $$
  select coalesce(
    (select a.registration || ' is ' || case a.status when 'aog' then 'AOG' when 'maintenance' then 'in maintenance'
                                             when 'storage' then 'in storage' else a.status end
       from aircraft a
      where a.workspace_id = workspace and a.id = aircraft and a.status <> 'active'),
    (select string_agg(c.display_name || case when c.status = 'active' then ' is away' else ' is inactive' end, ', '
                       order by c.display_name)
       from crew c
      where c.workspace_id = workspace
        and (c.id = instructor or c.id in (select pp.crew_id from planning_participants pp
                                            where pp.workspace_id = workspace and pp.session_id = session))
        and (c.status <> 'active'
          or exists (select from planning_sessions away
                      where away.workspace_id = workspace and away.type = 'time_off' and away.status = 'confirmed'
                        and away.resource_id = c.id and away.starts_at < ends and away.ends_at > begins))))
   where session_status in ('requested', 'confirmed')
$$;
