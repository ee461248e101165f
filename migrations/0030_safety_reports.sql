-- Old code survives: only new tables, and a module more in every workspace.

-- Numbers without gaps: the row is updated in the transaction that uses the number, so the next one waits.
create table safety_series (
  workspace_id uuid not null references workspaces (workspace_id) on delete cascade,
  prefix text not null,
  year integer not null,
  last integer not null,
  primary key (workspace_id, prefix, year)
);
select apron.tenant_table('safety_series');

create table safety_reports (
  workspace_id uuid not null references workspaces (workspace_id) on delete cascade,
  id text collate "C" not null,
  code text not null,
  type text not null check (type in ('hazard', 'incident', 'near_miss', 'concern', 'observation', 'audit_finding')),
  mode text not null check (mode in ('standard', 'confidential', 'anonymous')),
  status text not null default 'new'
    check (status in ('new', 'under_review', 'investigating', 'action_required', 'closed', 'reopened')),
  title text not null check (length(title) between 10 and 200),
  description text not null check (length(description) between 50 and 10000),
  category text not null check (category in ('flight_operations', 'ground_operations', 'maintenance',
    'cabin_safety', 'airspace', 'weather', 'human_factors', 'organizational')),
  occurred_at timestamptz,                      -- to the hour where the report is anonymous
  place text check (length(place) <= 200),
  initial_severity text check (initial_severity in ('A', 'B', 'C', 'D', 'E')),
  initial_likelihood integer check (initial_likelihood between 1 and 5),
  aircraft_id text collate "C",
  aircraft_registration text check (length(aircraft_registration) <= 20),  -- as it was written
  flight_id text collate "C",
  project_id text collate "C",
  handler_member_id text collate "C",
  -- Who sent it: in the clear only where the mode is standard.
  submitted_by text collate "C",
  submitted_by_name text,
  submitted_by_key text collate "C",
  -- Confidential: who, encrypted with a key that is not in this database; and a mark by which the same
  -- person is known again, another one in every report.
  reporter_sealed bytea,
  reporter_mark bytea,
  source text not null default 'api' check (source in ('api', 'public', 'import')),
  external_reference text check (length(external_reference) <= 60),
  outcome text check (length(outcome) <= 10000),
  published_at timestamptz,
  published_title text,
  published_summary text,
  -- False until the event of an anonymous report is due: not before its hour is over.
  announced boolean not null default true,
  closed_at timestamptz,
  deleted_at timestamptz,
  deleted_reason text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  version integer not null default 1,
  primary key (workspace_id, id),
  unique (workspace_id, code),
  foreign key (workspace_id, aircraft_id) references aircraft (workspace_id, id),
  foreign key (workspace_id, flight_id) references flights (workspace_id, id),
  foreign key (workspace_id, project_id) references projects (workspace_id, id),
  foreign key (workspace_id, handler_member_id) references members (workspace_id, id),
  -- What an anonymous report may not hold, whatever the code says.
  check (mode <> 'anonymous' or (submitted_by is null and submitted_by_name is null and submitted_by_key is null
    and reporter_sealed is null and reporter_mark is null and date_trunc('hour', created_at) = created_at)),
  check (mode <> 'confidential' or (submitted_by is null and submitted_by_name is null and submitted_by_key is null))
);
create index safety_reports_by_time on safety_reports (workspace_id, created_at desc, id desc);
create index safety_reports_by_occurrence on safety_reports (workspace_id, (coalesce(occurred_at, created_at)) desc, id desc);
create index safety_reports_by_status on safety_reports (workspace_id, status, created_at desc, id desc);
create index safety_reports_by_update on safety_reports (workspace_id, updated_at desc, id desc);
create index safety_reports_by_reporter on safety_reports (workspace_id, submitted_by) where submitted_by is not null;
create index safety_reports_marked on safety_reports (workspace_id) where reporter_mark is not null;
create index safety_reports_unannounced on safety_reports (created_at) where not announced;
create unique index safety_reports_external on safety_reports (workspace_id, external_reference) where external_reference is not null;
select apron.tenant_table('safety_reports');
select apron.versioned_table('safety_reports');

-- What a sender without an account comes back with. Apart from the report, so that coming back leaves no time there.
create table safety_report_followups (
  workspace_id uuid not null,
  report_id text collate "C" not null,
  code_hash bytea not null,
  upload_hash bytea,
  uploads_left integer not null default 0,
  primary key (workspace_id, report_id),
  foreign key (workspace_id, report_id) references safety_reports (workspace_id, id) on delete cascade
);
create index safety_report_followups_code on safety_report_followups (code_hash);
create index safety_report_followups_upload on safety_report_followups (upload_hash) where upload_hash is not null;
select apron.tenant_table('safety_report_followups');

-- Every move of a report, for as long as the report is kept (14 CFR 5.97).
create table safety_report_moves (
  workspace_id uuid not null,
  id text collate "C" not null,
  report_id text collate "C" not null,
  from_status text not null,
  to_status text not null,
  reason text,
  actor_id text collate "C",
  actor_name text not null,
  at timestamptz not null default now(),
  primary key (workspace_id, id),
  foreign key (workspace_id, report_id) references safety_reports (workspace_id, id) on delete cascade
);
create index safety_report_moves_report on safety_report_moves (workspace_id, report_id, id);
select apron.tenant_table('safety_report_moves');

create table safety_report_messages (
  workspace_id uuid not null,
  id text collate "C" not null,
  report_id text collate "C" not null,
  position integer not null,                    -- times may be coarse, the order is not
  side text not null check (side in ('reporter', 'safety')),
  internal boolean not null default false,
  author_name text,
  text text not null check (length(text) between 1 and 5000),
  announced boolean not null default true,
  created_at timestamptz not null default now(),
  primary key (workspace_id, id),
  unique (workspace_id, report_id, position),
  foreign key (workspace_id, report_id) references safety_reports (workspace_id, id) on delete cascade,
  check (side = 'safety' or author_name is null)
);
create index safety_report_messages_unannounced on safety_report_messages (created_at) where not announced;
select apron.tenant_table('safety_report_messages');

create table safety_report_files (
  workspace_id uuid not null,
  report_id text collate "C" not null,
  file_id text collate "C" not null,
  primary key (workspace_id, report_id, file_id),
  foreign key (workspace_id, report_id) references safety_reports (workspace_id, id) on delete cascade,
  foreign key (workspace_id, file_id) references files (workspace_id, id)
);
create index safety_report_files_file on safety_report_files (workspace_id, file_id);
select apron.tenant_table('safety_report_files');

create table safety_report_people (
  workspace_id uuid not null,
  report_id text collate "C" not null,
  crew_id text collate "C" not null,
  primary key (workspace_id, report_id, crew_id),
  foreign key (workspace_id, report_id) references safety_reports (workspace_id, id) on delete cascade,
  foreign key (workspace_id, crew_id) references crew (workspace_id, id)
);
select apron.tenant_table('safety_report_people');

-- What the law starts when something happens.
create table safety_report_clocks (
  workspace_id uuid not null,
  id text collate "C" not null,
  report_id text collate "C" not null,
  kind text not null,
  due_at timestamptz not null,
  state text not null default 'running' check (state in ('running', 'done', 'not_applicable')),
  note text check (length(note) <= 1000),
  decided_by_name text,
  decided_at timestamptz,
  created_at timestamptz not null default now(),
  primary key (workspace_id, id),
  unique (workspace_id, report_id, kind),
  foreign key (workspace_id, report_id) references safety_reports (workspace_id, id) on delete cascade
);
select apron.tenant_table('safety_report_clocks');

update workspaces set modules = array_append(modules, 'safety') where not 'safety' = any (modules);
