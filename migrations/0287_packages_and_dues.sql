-- Old code survives: only new tables, and an index that no longer covers dues, of which old code makes none.

-- Block time: a quantity that is paid for at once and drawn by charges.
create table finance_packages (
  workspace_id uuid not null references workspaces (workspace_id) on delete cascade,
  id text collate "C" not null,
  account_id text collate "C" not null,
  currency text not null,
  charge_kind text not null check (charge_kind in ('rental', 'instructor_flight', 'instructor_ground', 'simulator')),
  quantity_thousandths bigint not null check (quantity_thousandths > 0),
  drawn_thousandths bigint not null default 0,
  price_minor bigint not null check (price_minor >= 0),
  tax_code text not null,
  starts_on date not null,
  expires_on date check (expires_on >= starts_on),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  version integer not null default 1,
  primary key (workspace_id, id),
  foreign key (workspace_id, account_id, currency) references finance_accounts (workspace_id, id, currency),
  -- However many flights are approved at once.
  constraint finance_packages_drawn check (drawn_thousandths between 0 and quantity_thousandths)
);
create index finance_packages_account on finance_packages (workspace_id, account_id, charge_kind);
create index finance_packages_order on finance_packages (workspace_id, created_at desc, id desc);
select apron.tenant_table('finance_packages');
select apron.versioned_table('finance_packages');
revoke delete on finance_packages from apron_app, apron_system;

create table finance_package_draws (
  workspace_id uuid not null,
  package_id text collate "C" not null,
  charge_id text collate "C" not null,
  quantity_thousandths bigint not null check (quantity_thousandths > 0),
  -- Set when the charge was taken back: the package has it again.
  returned_at timestamptz,
  primary key (workspace_id, package_id, charge_id),
  foreign key (workspace_id, package_id) references finance_packages (workspace_id, id),
  foreign key (workspace_id, charge_id) references finance_charges (workspace_id, id)
);
create index finance_package_draws_charge on finance_package_draws (workspace_id, charge_id);
select apron.tenant_table('finance_package_draws');
revoke delete on finance_package_draws from apron_app, apron_system;

-- What an account pays each month or day, by the price of the day.
create table finance_dues (
  workspace_id uuid not null references workspaces (workspace_id) on delete cascade,
  id text collate "C" not null,
  account_id text collate "C" not null,
  description text not null check (length(description) between 1 and 200),
  period text not null check (period in ('month', 'day')),
  starts_on date not null,
  ends_on date check (ends_on >= starts_on),
  -- The first day that is not charged yet.
  next_on date not null,
  waits_since timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  version integer not null default 1,
  primary key (workspace_id, id),
  foreign key (workspace_id, account_id) references finance_accounts (workspace_id, id)
);
create index finance_dues_account on finance_dues (workspace_id, account_id);
create index finance_dues_next on finance_dues (workspace_id, next_on, id);
select apron.tenant_table('finance_dues');
select apron.versioned_table('finance_dues');

drop index finance_charges_once;
create unique index finance_charges_once on finance_charges (workspace_id, source_type, source_id, kind, account_id)
  where status <> 'reversed' and reverses_id is null and source_id is not null
    and source_type not in ('meter_correction', 'dues');
-- Dues are charged once for each period.
create unique index finance_charges_dues on finance_charges (workspace_id, source_id, occurred_on)
  where source_type = 'dues' and source_id is not null and status <> 'reversed' and reverses_id is null;
