-- Old code survives: only a new table.

create table finance_aircraft_costs (
  workspace_id uuid not null references workspaces (workspace_id) on delete cascade,
  aircraft_id text collate "C" not null,
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  insurance_minor bigint not null default 0 check (insurance_minor >= 0),
  fixed_minor bigint not null default 0 check (fixed_minor >= 0),
  fuel_source text not null default 'flights' check (fuel_source in ('flights', 'fbo_orders')),
  fuel_minor_per_liter bigint not null default 0 check (fuel_minor_per_liter >= 0),
  -- What the next overhaul or replacement of each component costs.
  reserves jsonb not null default '[]',
  updated_at timestamptz not null default now(),
  primary key (workspace_id, aircraft_id),
  foreign key (workspace_id, aircraft_id) references aircraft (workspace_id, id) on delete cascade
);
select apron.tenant_table('finance_aircraft_costs');
