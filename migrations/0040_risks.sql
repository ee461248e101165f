-- Old code survives: only new tables.

-- A matrix of the workspace's own, version by version; without one, ICAO's holds as version 0.
create table risk_matrices (
  workspace_id uuid not null references workspaces (workspace_id) on delete cascade,
  id text collate "C" not null,
  matrix_version integer not null check (matrix_version > 0),
  name text not null check (length(name) between 1 and 200),
  notation text not null check (notation in ('icao', 'reversed')),
  cells jsonb not null,
  created_by_name text not null,
  created_at timestamptz not null default now(),
  primary key (workspace_id, id)
);
create unique index risk_matrices_version on risk_matrices (workspace_id, matrix_version);
select apron.tenant_table('risk_matrices');
revoke update, delete on risk_matrices from apron_app;

create table hazards (
  workspace_id uuid not null references workspaces (workspace_id) on delete cascade,
  id text collate "C" not null,
  title text not null check (length(title) between 3 and 200),
  description text check (length(description) <= 10000),
  consequence text not null check (length(consequence) between 3 and 2000),
  category text not null check (category in ('flight_operations', 'ground_operations', 'maintenance',
    'cabin_safety', 'airspace', 'weather', 'human_factors', 'organizational')),
  status text not null default 'open' check (status in ('open', 'monitored', 'closed')),
  owner text check (length(owner) <= 200),
  review_on date,
  closed_reason text check (length(closed_reason) <= 2000),
  report_id text collate "C",                   -- that it was found by
  created_by_name text not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  version integer not null default 1,
  primary key (workspace_id, id),
  foreign key (workspace_id, report_id) references safety_reports (workspace_id, id)
);
create index hazards_report on hazards (workspace_id, report_id) where report_id is not null;
create index hazards_by_time on hazards (workspace_id, created_at desc, id desc);
create index hazards_by_review on hazards (workspace_id, review_on, id) where status <> 'closed';
select apron.tenant_table('hazards');
select apron.versioned_table('hazards');

-- Never changed: what comes later is another assessment.
create table risk_assessments (
  workspace_id uuid not null references workspaces (workspace_id) on delete cascade,
  id text collate "C" not null,
  hazard_id text collate "C",
  report_id text collate "C",
  title text not null check (length(title) between 3 and 200),
  kind text not null check (kind in ('initial', 'residual')),
  initial_assessment_id text collate "C",
  severity text not null check (severity in ('A', 'B', 'C', 'D', 'E')),
  likelihood integer not null check (likelihood between 1 and 5),
  matrix_version integer not null,
  tolerability text not null check (tolerability in ('acceptable', 'tolerable', 'intolerable')),
  rationale text check (length(rationale) <= 10000),
  assessed_by text collate "C" not null,
  assessed_by_name text not null,
  accepted_by text collate "C",
  accepted_by_name text,
  accepted_at timestamptz,
  acceptance_note text check (length(acceptance_note) <= 2000),
  created_at timestamptz not null default now(),
  primary key (workspace_id, id),
  foreign key (workspace_id, hazard_id) references hazards (workspace_id, id),
  foreign key (workspace_id, report_id) references safety_reports (workspace_id, id),
  foreign key (workspace_id, initial_assessment_id) references risk_assessments (workspace_id, id),
  check ((kind = 'residual') = (initial_assessment_id is not null)),
  check ((accepted_at is null) = (accepted_by is null)),
  check (accepted_at is null or tolerability <> 'intolerable')
);
create index risk_assessments_by_time on risk_assessments (workspace_id, created_at desc, id desc);
create index risk_assessments_hazard on risk_assessments (workspace_id, hazard_id, id desc);
create index risk_assessments_report on risk_assessments (workspace_id, report_id) where report_id is not null;
create index risk_assessments_initial on risk_assessments (workspace_id, initial_assessment_id, id desc)
  where initial_assessment_id is not null;
select apron.tenant_table('risk_assessments');
revoke delete on risk_assessments from apron_app;
revoke update on risk_assessments from apron_app;
grant update (accepted_by, accepted_by_name, accepted_at, acceptance_note) on risk_assessments to apron_app;

create table risk_controls (
  workspace_id uuid not null references workspaces (workspace_id) on delete cascade,
  id text collate "C" not null,
  hazard_id text collate "C" not null,
  title text not null check (length(title) between 3 and 200),
  description text check (length(description) <= 10000),
  kind text not null check (kind in ('elimination', 'substitution', 'engineering', 'procedure', 'training', 'protection')),
  status text not null default 'planned' check (status in ('planned', 'in_place', 'ineffective', 'retired')),
  owner text check (length(owner) <= 200),
  due_on date,
  in_place_on date,
  effectiveness text check (length(effectiveness) <= 5000),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  version integer not null default 1,
  primary key (workspace_id, id),
  foreign key (workspace_id, hazard_id) references hazards (workspace_id, id)
);
create index risk_controls_by_time on risk_controls (workspace_id, created_at desc, id desc);
create index risk_controls_hazard on risk_controls (workspace_id, hazard_id, id);
select apron.tenant_table('risk_controls');
select apron.versioned_table('risk_controls');

-- 14 CFR 5.57: who outside was told of a hazard that they can act on.
create table hazard_notifications (
  workspace_id uuid not null references workspaces (workspace_id) on delete cascade,
  id text collate "C" not null,
  hazard_id text collate "C" not null,
  recipient text not null check (length(recipient) between 1 and 200),
  organisation text check (length(organisation) <= 200),
  relation text check (length(relation) <= 200),
  method text not null check (method in ('email', 'phone', 'meeting', 'letter', 'portal', 'in_person')),
  message text not null check (length(message) between 3 and 10000),
  notified_at timestamptz not null,
  notified_by_name text not null,
  acknowledged_at timestamptz check (acknowledged_at >= notified_at),
  acknowledged_by text check (length(acknowledged_by) <= 200),
  acknowledgement text check (length(acknowledgement) <= 5000),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  version integer not null default 1,
  primary key (workspace_id, id),
  foreign key (workspace_id, hazard_id) references hazards (workspace_id, id)
);
create index hazard_notifications_by_time on hazard_notifications (workspace_id, notified_at desc, id desc);
create index hazard_notifications_hazard on hazard_notifications (workspace_id, hazard_id, id);
select apron.tenant_table('hazard_notifications');
select apron.versioned_table('hazard_notifications');
