-- Old code survives: only a new table.

-- Which reminder of an end was sent: 60, 30 or 7 days before it. With another end, the reminders start again.
create table compliance_reminders (
  workspace_id uuid not null,
  record_id text collate "C" not null,
  expires_on date not null,
  days smallint not null check (days in (60, 30, 7)),
  sent_at timestamptz not null default now(),
  primary key (workspace_id, record_id, expires_on),
  foreign key (workspace_id, record_id) references compliance_records (workspace_id, id) on delete cascade
);
select apron.tenant_table('compliance_reminders');
