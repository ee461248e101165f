-- Old code survives: new tables, and new columns with defaults.
alter table aircraft add column is_multi_pilot boolean not null default false;
alter table aircraft add column requires_type_rating boolean not null default false;

-- What the operator or its insurer asks for beyond the law.
create table compliance_minimums (
  workspace_id uuid not null references workspaces (workspace_id) on delete cascade,
  id text collate "C" not null,
  title text not null check (length(title) between 1 and 120),
  measure text not null check (measure in ('total', 'type', 'last_30_days', 'last_90_days', 'checkout')),
  needed_minutes integer not null check (needed_minutes between 0 and 6000000),
  type_designators text[] not null default '{}',
  authority text not null default 'workspace' check (authority in ('workspace', 'insurer')),
  effect text not null default 'blocks' check (effect in ('blocks', 'warns')),
  citation text,
  status text not null default 'active' check (status in ('active', 'retired')),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  version integer not null default 1,
  primary key (workspace_id, id),
  check ((measure = 'checkout') = (needed_minutes = 0))
);
create unique index compliance_minimums_title on compliance_minimums (workspace_id, lower(title));
create index compliance_minimums_by_title on compliance_minimums (workspace_id, lower(title), id);
select apron.tenant_table('compliance_minimums');
select apron.versioned_table('compliance_minimums');

-- How the rules of recent experience are counted. Without a row: as the words of the regulation say.
create table compliance_policies (
  workspace_id uuid not null primary key references workspaces (workspace_id) on delete cascade,
  ninety_days_from text not null default 'day_before' check (ninety_days_from in ('day_before', 'day_of_flight')),
  counts_same_month boolean not null default false,
  updated_at timestamptz not null default now(),
  version integer not null default 1
);
select apron.tenant_table('compliance_policies');
select apron.versioned_table('compliance_policies');
