-- Old code survives: only new tables, and more values where it checks for some.

create table finance_meter_corrections (
  workspace_id uuid not null references workspaces (workspace_id) on delete cascade,
  id text collate "C" not null,
  aircraft_id text collate "C" not null,
  -- Null: nothing was charged or posted.
  entry_id text collate "C",
  reason text check (length(reason) between 1 and 500),
  findings jsonb not null,
  lines jsonb not null default '[]',
  approved_by_name text not null,
  created_at timestamptz not null default now(),
  primary key (workspace_id, id),
  foreign key (workspace_id, aircraft_id) references aircraft (workspace_id, id),
  foreign key (workspace_id, entry_id) references finance_entries (workspace_id, id)
);
create index finance_meter_corrections_aircraft on finance_meter_corrections (workspace_id, aircraft_id, created_at desc, id desc);
create index finance_meter_corrections_entry on finance_meter_corrections (workspace_id, entry_id) where entry_id is not null;
select apron.tenant_table('finance_meter_corrections');
revoke update, delete on finance_meter_corrections from apron_app, apron_system;

-- What is settled once is settled once.
create table finance_settled_findings (
  workspace_id uuid not null,
  aircraft_id text collate "C" not null,
  finding text collate "C" not null,
  correction_id text collate "C" not null,
  primary key (workspace_id, aircraft_id, finding),
  foreign key (workspace_id, correction_id) references finance_meter_corrections (workspace_id, id) on delete cascade
);
create index finance_settled_findings_correction on finance_settled_findings (workspace_id, correction_id);
select apron.tenant_table('finance_settled_findings');
revoke update on finance_settled_findings from apron_app, apron_system;

alter table finance_entries drop constraint finance_entries_source_type_check;
alter table finance_entries add constraint finance_entries_source_type_check
  check (source_type in ('invoice', 'payment', 'manual', 'meter_correction', 'package'));
alter table finance_charges drop constraint finance_charges_source_type_check;
alter table finance_charges add constraint finance_charges_source_type_check
  check (source_type in ('flight', 'session', 'fbo_order_line', 'dues', 'manual', 'meter_correction', 'package'));

-- A finding is settled once; two of them may correct one flight.
drop index finance_charges_once;
create unique index finance_charges_once on finance_charges (workspace_id, source_type, source_id, kind, account_id)
  where status <> 'reversed' and reverses_id is null and source_id is not null and source_type <> 'meter_correction';
