-- Old code survives: only new tables.

create table sms_meetings (
  workspace_id uuid not null references workspaces (workspace_id) on delete cascade,
  id text collate "C" not null,
  title text not null check (length(title) between 3 and 200),
  kind text not null check (kind in ('safety_committee', 'review_board', 'safety_meeting', 'emergency_exercise', 'other')),
  status text not null default 'planned' check (status in ('planned', 'held', 'cancelled')),
  held_at timestamptz not null,
  place text check (length(place) <= 200),
  agenda jsonb not null default '[]',
  attendees jsonb not null default '[]',
  minutes text check (length(minutes) <= 50000),
  actions jsonb not null default '[]',
  created_by_name text not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  version integer not null default 1,
  primary key (workspace_id, id)
);
create index sms_meetings_by_time on sms_meetings (workspace_id, held_at desc, id desc);
select apron.tenant_table('sms_meetings');
select apron.versioned_table('sms_meetings');

create table safety_changes (
  workspace_id uuid not null references workspaces (workspace_id) on delete cascade,
  id text collate "C" not null,
  title text not null check (length(title) between 3 and 200),
  kind text not null check (kind in ('aircraft', 'base', 'procedure', 'organisation', 'people', 'supplier', 'system', 'other')),
  description text not null check (length(description) between 3 and 10000),
  status text not null default 'proposed'
    check (status in ('proposed', 'approved', 'implemented', 'reviewed', 'rejected')),
  owner text check (length(owner) <= 200),
  planned_on date,
  review_on date,
  decided_by_name text,
  decided_at timestamptz,
  decision_reason text check (length(decision_reason) <= 5000),
  review_note text check (length(review_note) <= 10000),
  created_by text collate "C",
  created_by_name text not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  version integer not null default 1,
  primary key (workspace_id, id)
);
create index safety_changes_by_time on safety_changes (workspace_id, created_at desc, id desc);
select apron.tenant_table('safety_changes');
select apron.versioned_table('safety_changes');

create table safety_change_hazards (
  workspace_id uuid not null,
  change_id text collate "C" not null,
  hazard_id text collate "C" not null,
  primary key (workspace_id, change_id, hazard_id),
  foreign key (workspace_id, change_id) references safety_changes (workspace_id, id) on delete cascade,
  foreign key (workspace_id, hazard_id) references hazards (workspace_id, id)
);
select apron.tenant_table('safety_change_hazards');

create table safety_audits (
  workspace_id uuid not null references workspaces (workspace_id) on delete cascade,
  id text collate "C" not null,
  title text not null check (length(title) between 3 and 200),
  kind text not null check (kind in ('internal', 'external', 'evaluation')),
  status text not null default 'planned' check (status in ('planned', 'in_progress', 'completed', 'cancelled')),
  audited text not null check (length(audited) between 1 and 2000),
  standard text check (length(standard) <= 200),
  lead_auditor text check (length(lead_auditor) <= 200),
  starts_on date not null,
  ends_on date check (ends_on >= starts_on),
  summary text check (length(summary) <= 20000),
  created_by_name text not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  version integer not null default 1,
  primary key (workspace_id, id)
);
create index safety_audits_by_date on safety_audits (workspace_id, starts_on desc, id desc);
select apron.tenant_table('safety_audits');
select apron.versioned_table('safety_audits');

create table audit_findings (
  workspace_id uuid not null,
  id text collate "C" not null,
  audit_id text collate "C" not null,
  title text not null check (length(title) between 10 and 200),
  description text not null check (length(description) between 50 and 10000),
  grade text not null check (grade in ('major', 'minor', 'observation')),
  requirement text check (length(requirement) <= 200),
  status text not null default 'open' check (status in ('open', 'resolved')),
  resolution text check (length(resolution) <= 5000),
  report_id text collate "C",
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  version integer not null default 1,
  primary key (workspace_id, id),
  foreign key (workspace_id, audit_id) references safety_audits (workspace_id, id),
  foreign key (workspace_id, report_id) references safety_reports (workspace_id, id)
);
create index audit_findings_by_time on audit_findings (workspace_id, created_at desc, id desc);
create index audit_findings_audit on audit_findings (workspace_id, audit_id, id);
select apron.tenant_table('audit_findings');
select apron.versioned_table('audit_findings');

create table key_personnel (
  workspace_id uuid not null references workspaces (workspace_id) on delete cascade,
  id text collate "C" not null,
  function text not null check (function in ('accountable_executive', 'safety_manager', 'director_of_operations',
    'chief_pilot', 'director_of_maintenance', 'emergency_coordinator', 'other')),
  name text not null check (length(name) between 1 and 200),
  contact text check (length(contact) <= 200),
  responsibilities text check (length(responsibilities) <= 10000),
  since_on date not null,
  until_on date check (until_on >= since_on),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  version integer not null default 1,
  primary key (workspace_id, id)
);
create index key_personnel_by_date on key_personnel (workspace_id, since_on desc, id desc);
select apron.tenant_table('key_personnel');
select apron.versioned_table('key_personnel');

-- ── the compliance board ────────────────────────────────────────────────────────────────────────

-- A line for each element of 14 CFR part 5 that anybody has touched; the rest is not started.
create table compliance_elements (
  workspace_id uuid not null references workspaces (workspace_id) on delete cascade,
  element text collate "C" not null,
  status text not null default 'not_started'
    check (status in ('not_started', 'partial', 'implemented', 'verified', 'not_applicable')),
  reason text check (length(reason) <= 2000),
  gaps text check (length(gaps) <= 5000),
  owner text check (length(owner) <= 200),
  target_on date,
  implemented_by text collate "C",
  implemented_by_name text,
  verified_by text collate "C",
  verified_by_name text,
  verified_at timestamptz,
  updated_at timestamptz not null default now(),
  version integer not null default 1,
  primary key (workspace_id, element),
  check (status <> 'not_applicable' or reason is not null),
  check ((status = 'verified') = (verified_at is not null)),
  check (status <> 'verified' or verified_by <> implemented_by)
);
select apron.tenant_table('compliance_elements');
select apron.versioned_table('compliance_elements');

create table compliance_evidence (
  workspace_id uuid not null references workspaces (workspace_id) on delete cascade,
  id text collate "C" not null,
  element text collate "C" not null,
  title text not null check (length(title) between 3 and 200),
  kind text not null check (kind in ('document', 'record', 'link', 'statement')),
  reference text check (length(reference) <= 2000),
  note text check (length(note) <= 10000),
  added_by_name text not null,
  created_at timestamptz not null default now(),
  primary key (workspace_id, id)
);
create index compliance_evidence_by_time on compliance_evidence (workspace_id, created_at desc, id desc);
create index compliance_evidence_element on compliance_evidence (workspace_id, element, id);
select apron.tenant_table('compliance_evidence');
revoke update, delete on compliance_evidence from apron_app;

create table compliance_declarations (
  workspace_id uuid not null references workspaces (workspace_id) on delete cascade,
  id text collate "C" not null,
  statement text not null check (length(statement) between 3 and 10000),
  declared_by text collate "C" not null,
  declared_by_name text not null,
  declared_at timestamptz not null default now(),
  -- How every element stood when it was declared.
  board jsonb not null,
  primary key (workspace_id, id)
);
create index compliance_declarations_by_time on compliance_declarations (workspace_id, declared_at desc);
select apron.tenant_table('compliance_declarations');
revoke update, delete on compliance_declarations from apron_app;
