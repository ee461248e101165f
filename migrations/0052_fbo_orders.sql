-- Old code survives: only new tables.

-- ── what things cost ────────────────────────────────────────────────────────────────────────────

create table fbo_contracts (
  workspace_id uuid not null,
  id text collate "C" not null,
  customer_id text collate "C" not null,
  name text not null check (length(name) between 1 and 200),
  starts_on date not null,
  ends_on date check (ends_on >= starts_on),
  discount_basis_points integer not null default 0 check (discount_basis_points between 0 and 10000),
  notes text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  version integer not null default 1,
  primary key (workspace_id, id),
  foreign key (workspace_id, customer_id) references fbo_customers (workspace_id, id)
);
create index fbo_contracts_start on fbo_contracts (workspace_id, starts_on, id);
create index fbo_contracts_customer on fbo_contracts (workspace_id, customer_id, starts_on);
select apron.tenant_table('fbo_contracts');
select apron.versioned_table('fbo_contracts');

create table fbo_rates (
  workspace_id uuid not null references workspaces (workspace_id) on delete cascade,
  id text collate "C" not null,
  contract_id text collate "C",               -- null: retail
  item text not null check (length(item) between 1 and 80),
  unit text not null check (unit in ('us_gal', 'imp_gal', 'l', 'kg', 'lb', 'each', 'hour', 'day', 'night', 'month')),
  price_minor bigint not null check (price_minor >= 0),
  per_quantity integer not null default 1 check (per_quantity between 1 and 100000),
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  valid_from date not null,
  valid_to date check (valid_to >= valid_from),
  rate_version integer not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  version integer not null default 1,
  primary key (workspace_id, id),
  foreign key (workspace_id, contract_id) references fbo_contracts (workspace_id, id),
  -- An item has one price at a time in a price list.
  constraint fbo_rates_overlap exclude using gist
    (workspace_id with =, (coalesce(contract_id, '')) with =, (lower(item)) with =, daterange(valid_from, valid_to, '[]') with &&)
);
create unique index fbo_rates_version on fbo_rates (workspace_id, coalesce(contract_id, ''), lower(item), rate_version);
create index fbo_rates_item on fbo_rates (workspace_id, lower(item), id);
create index fbo_rates_contract on fbo_rates (workspace_id, contract_id) where contract_id is not null;
select apron.tenant_table('fbo_rates');
select apron.versioned_table('fbo_rates');

-- ── orders ──────────────────────────────────────────────────────────────────────────────────────

create table fbo_fuel_orders (
  workspace_id uuid not null references workspaces (workspace_id) on delete cascade,
  id text collate "C" not null,
  status text not null default 'requested' check (status in ('requested', 'accepted', 'in_progress', 'done', 'cancelled')),
  product text not null check (product in ('100LL', 'UL94', 'Jet A', 'Jet A-1')),
  movement_id text collate "C",
  customer_id text collate "C",
  tail_number text,
  -- What was asked for, as it was said, and the same in litres and kilograms, converted once. No quantity: fill up.
  quantity double precision check (quantity > 0),
  unit text not null check (unit in ('us_gal', 'imp_gal', 'l', 'kg', 'lb')),
  density_kg_per_l double precision check (density_kg_per_l between 0.5 and 1.2),
  quantity_liters double precision,
  quantity_kg double precision,
  requested_for timestamptz,
  notes text,
  accepted_at timestamptz,
  started_at timestamptz,
  cancel_reason text,
  -- What was measured at the delivery.
  uplift_quantity double precision check (uplift_quantity >= 0),
  uplift_unit text check (uplift_unit in ('us_gal', 'imp_gal', 'l', 'kg', 'lb')),
  uplift_density_kg_per_l double precision check (uplift_density_kg_per_l between 0.5 and 1.2),
  uplift_density_source text check (uplift_density_source in ('measured', 'ordered', 'default')),
  uplift_liters double precision,
  uplift_kg double precision,
  ticket_number text,
  done_at timestamptz,
  done_on date,
  done_by text,
  timezone text not null,                     -- the zone that done_on is a day of
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  version integer not null default 1,
  primary key (workspace_id, id),
  foreign key (workspace_id, movement_id) references fbo_movements (workspace_id, id),
  foreign key (workspace_id, customer_id) references fbo_customers (workspace_id, id),
  check (status <> 'done' or (uplift_quantity is not null and uplift_liters is not null and uplift_kg is not null and done_on is not null))
);
create index fbo_fuel_orders_created on fbo_fuel_orders (workspace_id, created_at, id);
create index fbo_fuel_orders_movement on fbo_fuel_orders (workspace_id, movement_id) where movement_id is not null;
create index fbo_fuel_orders_customer on fbo_fuel_orders (workspace_id, customer_id) where customer_id is not null;
create index fbo_fuel_orders_done on fbo_fuel_orders (workspace_id, done_on) where done_on is not null;
select apron.tenant_table('fbo_fuel_orders');
select apron.versioned_table('fbo_fuel_orders');

create table fbo_service_orders (
  workspace_id uuid not null references workspaces (workspace_id) on delete cascade,
  id text collate "C" not null,
  status text not null default 'requested' check (status in ('requested', 'accepted', 'in_progress', 'done', 'cancelled')),
  item text not null check (length(item) between 1 and 80),
  quantity double precision not null check (quantity > 0),
  unit text not null check (unit in ('each', 'hour', 'day', 'night', 'month')),
  movement_id text collate "C",
  booking_id text collate "C",
  customer_id text collate "C",
  tail_number text,
  requested_for timestamptz,
  notes text,
  accepted_at timestamptz,
  started_at timestamptz,
  cancel_reason text,
  done_at timestamptz,
  done_on date,
  done_by text,
  timezone text not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  version integer not null default 1,
  primary key (workspace_id, id),
  foreign key (workspace_id, movement_id) references fbo_movements (workspace_id, id),
  foreign key (workspace_id, booking_id) references fbo_bookings (workspace_id, id),
  foreign key (workspace_id, customer_id) references fbo_customers (workspace_id, id),
  check (status <> 'done' or done_on is not null)
);
create index fbo_service_orders_created on fbo_service_orders (workspace_id, created_at, id);
create index fbo_service_orders_movement on fbo_service_orders (workspace_id, movement_id) where movement_id is not null;
create index fbo_service_orders_booking on fbo_service_orders (workspace_id, booking_id) where booking_id is not null;
create index fbo_service_orders_customer on fbo_service_orders (workspace_id, customer_id) where customer_id is not null;
create index fbo_service_orders_done on fbo_service_orders (workspace_id, done_on) where done_on is not null;
select apron.tenant_table('fbo_service_orders');
select apron.versioned_table('fbo_service_orders');

-- What was done, and what it costs, does not change any more: invoices are made of it.
revoke delete on fbo_fuel_orders, fbo_service_orders from apron_app, apron_system;
create function apron.fbo_done_is_final() returns trigger language plpgsql as $$
begin
  raise exception 'a done order is final' using errcode = 'check_violation', constraint = 'fbo_done_is_final';
end $$;
create trigger done_is_final before update on fbo_fuel_orders for each row when (old.status = 'done') execute function apron.fbo_done_is_final();
create trigger done_is_final before update on fbo_service_orders for each row when (old.status = 'done') execute function apron.fbo_done_is_final();

create table fbo_order_lines (
  workspace_id uuid not null,
  id text collate "C" not null,
  fuel_order_id text collate "C",
  service_order_id text collate "C",
  item text not null,
  quantity double precision not null,
  unit text not null,
  unit_rate_minor bigint not null check (unit_rate_minor >= 0),
  per_quantity integer not null check (per_quantity >= 1),
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  discount_basis_points integer not null default 0 check (discount_basis_points between 0 and 10000),
  amount_minor bigint not null,
  rounding text not null check (rounding in ('half_up_line')),
  price_source text not null check (price_source in ('contract', 'retail', 'manual')),
  rate_id text collate "C",
  rate_version integer,
  created_at timestamptz not null default now(),
  primary key (workspace_id, id),
  foreign key (workspace_id, fuel_order_id) references fbo_fuel_orders (workspace_id, id),
  foreign key (workspace_id, service_order_id) references fbo_service_orders (workspace_id, id),
  foreign key (workspace_id, rate_id) references fbo_rates (workspace_id, id),
  check (num_nonnulls(fuel_order_id, service_order_id) = 1)
);
-- An order is priced once.
create unique index fbo_order_lines_fuel on fbo_order_lines (workspace_id, fuel_order_id) where fuel_order_id is not null;
create unique index fbo_order_lines_service on fbo_order_lines (workspace_id, service_order_id) where service_order_id is not null;
create index fbo_order_lines_rate on fbo_order_lines (workspace_id, rate_id) where rate_id is not null;
select apron.tenant_table('fbo_order_lines');
revoke update, delete on fbo_order_lines from apron_app, apron_system;
