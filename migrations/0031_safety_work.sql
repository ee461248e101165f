-- Old code survives: only new tables.

create table safety_investigations (
  workspace_id uuid not null references workspaces (workspace_id) on delete cascade,
  id text collate "C" not null,
  code text not null,
  title text not null check (length(title) between 3 and 200),
  status text not null default 'new'
    check (status in ('new', 'data_collection', 'analysis', 'review', 'completed')),
  report_id text collate "C",
  lead_member_id text collate "C",
  narrative text check (length(narrative) <= 50000),
  method text check (method in ('five_whys', 'fishbone', 'barrier')),
  method_data jsonb not null default '[]',
  no_action_reason text check (length(no_action_reason) <= 2000),
  preliminary_due_on date not null,
  preliminary_report text check (length(preliminary_report) <= 20000),
  preliminary_at timestamptz,
  completed_at timestamptz,
  created_by_name text not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  version integer not null default 1,
  primary key (workspace_id, id),
  unique (workspace_id, code),
  foreign key (workspace_id, report_id) references safety_reports (workspace_id, id),
  foreign key (workspace_id, lead_member_id) references members (workspace_id, id)
);
create unique index safety_investigations_open on safety_investigations (workspace_id, report_id) where status <> 'completed';
create index safety_investigations_report on safety_investigations (workspace_id, report_id);
create index safety_investigations_by_time on safety_investigations (workspace_id, created_at desc, id desc);
create index safety_investigations_by_preliminary on safety_investigations (workspace_id, preliminary_due_on, id);
create index safety_investigations_by_update on safety_investigations (workspace_id, updated_at desc, id desc);
select apron.tenant_table('safety_investigations');
select apron.versioned_table('safety_investigations');

create table safety_findings (
  workspace_id uuid not null,
  id text collate "C" not null,
  investigation_id text collate "C" not null,
  kind text not null check (kind in ('root_cause', 'contributing_factor', 'observation')),
  statement text not null check (length(statement) between 3 and 5000),
  is_accepted boolean not null default false,
  accepted_by_name text,
  created_at timestamptz not null default now(),
  primary key (workspace_id, id),
  foreign key (workspace_id, investigation_id) references safety_investigations (workspace_id, id) on delete cascade
);
create index safety_findings_investigation on safety_findings (workspace_id, investigation_id, id);
select apron.tenant_table('safety_findings');

-- What was found, what was said, and what happened when.
create table safety_investigation_entries (
  workspace_id uuid not null,
  id text collate "C" not null,
  investigation_id text collate "C" not null,
  kind text not null check (kind in ('evidence', 'interview', 'timeline')),
  title text not null check (length(title) between 1 and 200),
  text text check (length(text) <= 20000),
  at timestamptz,
  file_id text collate "C",
  created_by_name text not null,
  created_at timestamptz not null default now(),
  primary key (workspace_id, id),
  foreign key (workspace_id, investigation_id) references safety_investigations (workspace_id, id) on delete cascade,
  foreign key (workspace_id, file_id) references files (workspace_id, id)
);
create index safety_investigation_entries_investigation on safety_investigation_entries (workspace_id, investigation_id, id);
select apron.tenant_table('safety_investigation_entries');

create table safety_cpas (
  workspace_id uuid not null references workspaces (workspace_id) on delete cascade,
  id text collate "C" not null,
  code text not null,
  kind text not null check (kind in ('corrective', 'preventive')),
  title text not null check (length(title) between 3 and 200),
  description text check (length(description) <= 10000),
  priority text not null check (priority in ('critical', 'high', 'medium', 'low')),
  status text not null default 'open'
    check (status in ('open', 'in_progress', 'implemented', 'verification', 'closed')),
  due_on date not null,
  owner_member_id text collate "C",
  owner_crew_id text collate "C",
  verifier_member_id text collate "C",
  report_id text collate "C",
  investigation_id text collate "C",
  finding_id text collate "C",
  implemented_by text collate "C",
  implemented_at timestamptz,
  closed_by_name text,
  closed_at timestamptz,
  created_by_name text not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  version integer not null default 1,
  primary key (workspace_id, id),
  unique (workspace_id, code),
  check (owner_member_id is null or owner_crew_id is null),
  check (verifier_member_id is null or verifier_member_id is distinct from owner_member_id),
  foreign key (workspace_id, owner_member_id) references members (workspace_id, id),
  foreign key (workspace_id, owner_crew_id) references crew (workspace_id, id),
  foreign key (workspace_id, verifier_member_id) references members (workspace_id, id),
  foreign key (workspace_id, report_id) references safety_reports (workspace_id, id),
  foreign key (workspace_id, investigation_id) references safety_investigations (workspace_id, id),
  foreign key (workspace_id, finding_id) references safety_findings (workspace_id, id)
);
create index safety_cpas_by_due on safety_cpas (workspace_id, due_on, id);
create index safety_cpas_by_time on safety_cpas (workspace_id, created_at desc, id desc);
create index safety_cpas_by_update on safety_cpas (workspace_id, updated_at desc, id desc);
create index safety_cpas_report on safety_cpas (workspace_id, report_id);
create index safety_cpas_investigation on safety_cpas (workspace_id, investigation_id);
create index safety_cpas_running on safety_cpas (due_on) where status <> 'closed';
select apron.tenant_table('safety_cpas');
select apron.versioned_table('safety_cpas');

create table safety_cpa_files (
  workspace_id uuid not null,
  cpa_id text collate "C" not null,
  file_id text collate "C" not null,
  primary key (workspace_id, cpa_id, file_id),
  foreign key (workspace_id, cpa_id) references safety_cpas (workspace_id, id) on delete cascade,
  foreign key (workspace_id, file_id) references files (workspace_id, id)
);
select apron.tenant_table('safety_cpa_files');

-- One row for each reminder, so that whoever reminds twice reminds once.
create table safety_cpa_reminders (
  workspace_id uuid not null,
  cpa_id text collate "C" not null,
  kind text not null check (kind in ('due_7', 'due_3', 'due_0', 'overdue', 'executive')),
  due_on date not null,
  for_on date not null,
  sent_at timestamptz not null default now(),
  primary key (workspace_id, cpa_id, kind, due_on, for_on),
  foreign key (workspace_id, cpa_id) references safety_cpas (workspace_id, id) on delete cascade
);
select apron.tenant_table('safety_cpa_reminders');

-- Every move of an investigation or an action: who, when, why.
create table safety_moves (
  workspace_id uuid not null references workspaces (workspace_id) on delete cascade,
  id text collate "C" not null,
  subject_id text collate "C" not null,
  from_status text not null,
  to_status text not null,
  reason text,
  actor_id text collate "C",
  actor_name text not null,
  at timestamptz not null default now(),
  primary key (workspace_id, id)
);
create index safety_moves_subject on safety_moves (workspace_id, subject_id, id);
select apron.tenant_table('safety_moves');

-- What is over stays as it was, whoever asks.
create function apron.keep_completed() returns trigger language plpgsql as $$
begin
  if old.status = tg_argv[0] then
    raise exception 'this is % and stays as it is', old.status using errcode = 'check_violation', constraint = 'keep_completed';
  end if;
  return new;
end $$;
create trigger keep_completed before update on safety_investigations for each row execute function apron.keep_completed('completed');
create trigger keep_completed before update on safety_cpas for each row execute function apron.keep_completed('closed');
