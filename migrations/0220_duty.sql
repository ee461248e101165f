-- Old code survives: only new tables.
create table duty_periods (
  workspace_id uuid not null references workspaces (workspace_id) on delete cascade,
  id text collate "C" not null,
  crew_id text collate "C" not null,
  kind text not null check (kind in ('duty', 'flight_duty', 'standby', 'rest', 'external')),
  starts_at timestamptz not null,
  ends_at timestamptz not null,
  timezone text not null,
  flight_minutes integer check (flight_minutes >= 0),
  source text not null default 'logged' check (source in ('logged', 'flight', 'planned')),
  note text,
  corrects_id text collate "C",
  -- A correction that takes the period back: it counts nowhere.
  is_withdrawn boolean not null default false,
  -- Set by the trigger below alone.
  corrected_by_id text collate "C",
  created_by text,
  created_by_name text,
  created_at timestamptz not null default now(),
  primary key (workspace_id, id),
  foreign key (workspace_id, crew_id) references crew (workspace_id, id),
  foreign key (workspace_id, corrects_id) references duty_periods (workspace_id, id),
  constraint duty_periods_order check (ends_at > starts_at),
  constraint duty_periods_length check (ends_at - starts_at <= interval '31 days'),
  constraint duty_periods_flight_minutes check (flight_minutes is null
    or (kind = 'external' and flight_minutes * interval '1 minute' <= ends_at - starts_at)),
  constraint duty_periods_overlap exclude using gist
    (workspace_id with =, crew_id with =, tstzrange(starts_at, ends_at) with &&)
    where (kind in ('duty', 'rest') and corrected_by_id is null and not is_withdrawn)
);
create unique index duty_periods_correction on duty_periods (workspace_id, corrects_id) where corrects_id is not null;
create index duty_periods_start on duty_periods (workspace_id, starts_at desc, id desc);
create index duty_periods_person on duty_periods (workspace_id, crew_id, starts_at desc);
create index duty_periods_created on duty_periods (workspace_id, crew_id, created_at);
select apron.tenant_table('duty_periods');
-- What was recorded stays as it was: a correction is a row of its own.
revoke update, delete on duty_periods from apron_app, apron_system;

create function apron.correct_duty_period() returns trigger language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  new.corrected_by_id := null;
  if new.corrects_id is not null then
    update duty_periods set corrected_by_id = new.id
     where workspace_id = new.workspace_id and id = new.corrects_id and corrected_by_id is null;
  end if;
  return new;
end $$;
revoke all on function apron.correct_duty_period from public;
create trigger correct_duty_period before insert on duty_periods for each row execute function apron.correct_duty_period();

-- The limits that an operator is under. A workspace without a row has the defaults.
create table duty_policies (
  workspace_id uuid primary key references workspaces (workspace_id) on delete cascade,
  profiles text[] not null default array['faa_135_unscheduled', 'faa_instruction']
    check (profiles <@ array['faa_135_unscheduled', 'faa_135_scheduled', 'faa_instruction', 'easa_ftl']),
  report_margin_minutes integer not null default 0 check (report_margin_minutes between 0 and 240),
  updated_at timestamptz not null default now(),
  version integer not null default 1
);
select apron.tenant_table('duty_policies');
select apron.versioned_table('duty_policies');

-- Until when what a person flew and worked was compared with the limits.
create table duty_judgements (
  workspace_id uuid not null,
  crew_id text collate "C" not null,
  judged_at timestamptz not null,
  primary key (workspace_id, crew_id),
  foreign key (workspace_id, crew_id) references crew (workspace_id, id) on delete cascade
);
select apron.tenant_table('duty_judgements');

-- What was reported: each limit once for each window.
create table duty_notices (
  workspace_id uuid not null,
  id text collate "C" not null,
  crew_id text collate "C" not null,
  rule text not null,
  title text not null,
  citation text not null,
  level text not null check (level in ('near', 'exceeded')),
  used_minutes integer not null,
  limit_minutes integer not null,
  window_on date not null,
  window_starts_at timestamptz not null,
  window_ends_at timestamptz not null,
  created_at timestamptz not null default now(),
  primary key (workspace_id, id),
  foreign key (workspace_id, crew_id) references crew (workspace_id, id) on delete cascade
);
create unique index duty_notices_once on duty_notices (workspace_id, crew_id, rule, level, window_on);
create index duty_notices_created on duty_notices (workspace_id, created_at desc, id desc);
select apron.tenant_table('duty_notices');
revoke update, delete on duty_notices from apron_app, apron_system;
