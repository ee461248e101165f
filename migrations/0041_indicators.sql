-- Old code survives: only new tables.

create table spis (
  workspace_id uuid not null references workspaces (workspace_id) on delete cascade,
  id text collate "C" not null,
  name text not null check (length(name) between 3 and 200),
  description text check (length(description) <= 5000),
  status text not null default 'active' check (status in ('active', 'retired')),
  numerator text not null check (numerator in ('reports', 'events', 'flights', 'manual')),
  report_type text,
  report_category text,
  event_type text,
  flight_type text,
  denominator text not null check (denominator in ('hours', 'cycles', 'departures', 'reports')),
  denominator_source text not null default 'records' check (denominator_source in ('records', 'manual')),
  per double precision not null check (per > 0),
  period text not null check (period in ('rolling_30', 'rolling_90', 'quarter')),
  direction text not null check (direction in ('lower_is_better', 'higher_is_better')),
  watch double precision not null check (watch >= 0),
  warning double precision not null,
  critical double precision not null,
  -- As it was last looked at; the level is what an alert is judged against.
  level text not null default 'insufficient' check (level in ('insufficient', 'normal', 'watch', 'warning', 'critical')),
  level_since timestamptz,
  events double precision,
  exposure double precision,
  rate double precision,
  lower double precision,
  upper double precision,
  evaluated_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  version integer not null default 1,
  primary key (workspace_id, id),
  check (direction = 'higher_is_better' or (watch <= warning and warning <= critical)),
  check (direction = 'lower_is_better' or (watch >= warning and warning >= critical)),
  check (numerator <> 'events' or event_type is not null)
);
create index spis_by_name on spis (workspace_id, lower(name), id);
select apron.tenant_table('spis');
select apron.versioned_table('spis');

-- What no record of Apron says: counts made by hand, with the flying that they belong to.
create table spi_entries (
  workspace_id uuid not null,
  id text collate "C" not null,
  spi_id text collate "C" not null,
  entry_on date not null,
  count integer not null check (count >= 0),
  exposure double precision check (exposure >= 0),
  note text check (length(note) <= 2000),
  entered_by_name text not null,
  created_at timestamptz not null default now(),
  primary key (workspace_id, id),
  foreign key (workspace_id, spi_id) references spis (workspace_id, id) on delete cascade
);
create index spi_entries_by_date on spi_entries (workspace_id, entry_on desc, id desc);
create index spi_entries_spi on spi_entries (workspace_id, spi_id, entry_on);
select apron.tenant_table('spi_entries');
revoke update, delete on spi_entries from apron_app;
