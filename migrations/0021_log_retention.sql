-- Old code survives: a table of its own, columns that fill themselves, and indexes.

-- How long logs are kept. A workspace without a row keeps them for as long as the defaults say.
create table log_retention (
  workspace_id uuid primary key references workspaces (workspace_id) on delete cascade,
  run_logs_days integer not null default 30 check (run_logs_days between 1 and 3650),
  audit_logs_days integer not null default 365 check (audit_logs_days between 1 and 36500),
  diagnostic_artifacts_days integer not null default 7 check (diagnostic_artifacts_days between 1 and 3650),
  updated_at timestamptz not null default now()
);
select apron.tenant_table('log_retention');

-- Whose mail it is, so that it is kept for as long as that workspace says; null: the installation's.
-- Bodies hold links that sign people in, so requests may count mails of their workspace and read none.
alter table mails add column for_workspace uuid default apron.workspace();
alter table mails enable row level security;
alter table mails force row level security;
create policy own on mails for select to apron_app
  using (for_workspace = (select nullif(current_setting('apron.workspace', true), '')::uuid));
create policy outbox on mails for insert to apron_app with check (true);
create policy installation on mails to apron_system, current_user using (true) with check (true);
grant select (id, for_workspace, status, created_at) on mails to apron_app;
grant delete on mails to apron_system;
create index mails_age on mails (for_workspace, created_at) where status <> 'queued';

-- The file of an import goes before the import does, and with it what was wrong in its rows.
alter table imports add column file_removed_at timestamptz;

-- What the purge looks for, by age.
create index webhook_deliveries_age on webhook_deliveries
  (workspace_id, (greatest(created_at, delivered_at, died_at))) where status in ('delivered', 'dead', 'cancelled');
create index webhook_grades_age on webhook_grades (workspace_id, finished_at) where status = 'done';
create index request_refusals_by_age on request_refusals (workspace_id, at);
drop index request_refusals_age;
