-- Old code survives: it does not know this table, so a form that was closed is open to it.
-- A workspace without a row has not decided: its form is open.
create table safety_report_forms (
  workspace_id uuid primary key references workspaces on delete cascade,
  is_open boolean not null,
  updated_at timestamptz not null default now()
);
select apron.tenant_table('safety_report_forms');
