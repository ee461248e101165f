-- Old code survives: a new table, and a workspace without a row in it has what the default tier gives.
create table entitlements (
  workspace_id uuid primary key references workspaces (workspace_id) on delete cascade,
  tier text not null,
  billing_period text not null check (billing_period in ('none', 'monthly', 'annual')),
  -- null: a year from the day that the workspace was made, and every year again.
  renewal_date date,
  -- What the workspace may use; null: everything.
  features text[] collate "C",
  -- Instead of the tier's own, by name.
  limits jsonb not null default '{}' check (jsonb_typeof(limits) = 'object'),
  updated_at timestamptz not null default now()
);
select apron.tenant_table('entitlements');
-- A workspace reads what it may have; the installation's owner says it.
revoke insert, update, delete on entitlements from apron_app;
