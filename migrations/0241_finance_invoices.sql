-- Old code survives: only new tables.

-- ── prices ──────────────────────────────────────────────────────────────────────────────────────

create table finance_rate_cards (
  workspace_id uuid not null references workspaces (workspace_id) on delete cascade,
  id text collate "C" not null,
  name text not null check (length(name) between 1 and 100),
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  version integer not null default 1,
  primary key (workspace_id, id)
);
create unique index finance_rate_cards_name on finance_rate_cards (workspace_id, lower(name));
create index finance_rate_cards_order on finance_rate_cards (workspace_id, lower(name), id);
select apron.tenant_table('finance_rate_cards');
select apron.versioned_table('finance_rate_cards');
select apron.searchable_table('finance_rate_cards', 't.name');

create table finance_rate_versions (
  workspace_id uuid not null,
  id text collate "C" not null,
  card_id text collate "C" not null,
  valid_from date not null,
  -- Set when the next version of the card is published: the day before it.
  valid_to date check (valid_to >= valid_from),
  status text not null default 'draft' check (status in ('draft', 'published')),
  published_at timestamptz,
  published_by_name text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  version integer not null default 1,
  primary key (workspace_id, id),
  foreign key (workspace_id, card_id) references finance_rate_cards (workspace_id, id) on delete cascade
);
create index finance_rate_versions_card on finance_rate_versions (workspace_id, card_id, valid_from, id);
create index finance_rate_versions_order on finance_rate_versions (workspace_id, valid_from, id);
create unique index finance_rate_versions_from on finance_rate_versions (workspace_id, card_id, valid_from) where status = 'published';
select apron.tenant_table('finance_rate_versions');
select apron.versioned_table('finance_rate_versions');

create table finance_rates (
  workspace_id uuid not null,
  id text collate "C" not null,
  version_id text collate "C" not null,
  charge_kind text not null check (charge_kind in ('rental', 'instructor_flight', 'instructor_ground', 'simulator',
    'fuel_surcharge', 'landing_fee', 'fuel_away_credit', 'dues', 'no_show', 'cancellation', 'other')),
  basis text not null check (basis in ('hobbs', 'tach', 'air', 'block', 'session_minutes', 'each', 'day', 'month', 'litre')),
  aircraft_id text collate "C",
  type_designator text,
  instructor_id text collate "C",
  member_group text,
  airport text,
  unit_rate_minor bigint not null check (unit_rate_minor >= 0),
  per_quantity integer not null default 1 check (per_quantity between 1 and 100000),
  is_wet boolean not null default true,
  minimum_quantity_thousandths integer check (minimum_quantity_thousandths > 0),
  tax_code text not null,
  currency text not null,
  -- The days on which it prices; null while its version is a draft.
  during daterange,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  version integer not null default 1,
  primary key (workspace_id, id),
  foreign key (workspace_id, version_id) references finance_rate_versions (workspace_id, id) on delete cascade,
  foreign key (workspace_id, aircraft_id) references aircraft (workspace_id, id),
  foreign key (workspace_id, instructor_id) references crew (workspace_id, id),
  -- One price at a time for one match. An aircraft says its type with it.
  constraint finance_rates_overlap exclude using gist (workspace_id with =, currency with =, charge_kind with =,
    (coalesce(aircraft_id, '')) with =, (case when aircraft_id is null then coalesce(type_designator, '') else '' end) with =,
    (coalesce(instructor_id, '')) with =, (coalesce(member_group, '')) with =, (coalesce(airport, '')) with =, during with &&)
    where (during is not null)
);
create index finance_rates_version on finance_rates (workspace_id, version_id, charge_kind, id);
create index finance_rates_order on finance_rates (workspace_id, charge_kind, id);
select apron.tenant_table('finance_rates');
select apron.versioned_table('finance_rates');

-- Prices that are published are final, but for the day on which the next version ends them.
create function apron.finance_rates_final() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' and to_jsonb(old) - '{during,version,updated_at}'::text[] = to_jsonb(new) - '{during,version,updated_at}'::text[] then
    return new;
  end if;
  if exists (select from finance_rate_versions v where v.workspace_id = coalesce(new.workspace_id, old.workspace_id)
              and v.id = coalesce(new.version_id, old.version_id) and v.status = 'published') then
    raise exception 'published prices are final' using errcode = 'check_violation', constraint = 'finance_rates_final';
  end if;
  return coalesce(new, old);
end $$;
create trigger published_is_final before insert or update or delete on finance_rates
  for each row execute function apron.finance_rates_final();

-- ── charges ─────────────────────────────────────────────────────────────────────────────────────

create table finance_charges (
  workspace_id uuid not null references workspaces (workspace_id) on delete cascade,
  id text collate "C" not null,
  account_id text collate "C" not null,
  project_id text collate "C",
  kind text not null check (kind in ('rental', 'instructor_flight', 'instructor_ground', 'simulator', 'fuel_surcharge',
    'landing_fee', 'fuel_away_credit', 'dues', 'no_show', 'cancellation', 'daily_minimum', 'other')),
  description text not null check (length(description) between 1 and 500),
  quantity_thousandths bigint not null,
  unit text not null,
  unit_rate_minor bigint not null,
  per_quantity integer not null check (per_quantity >= 1),
  discount_basis_points integer not null default 0 check (discount_basis_points between 0 and 10000),
  net_minor bigint not null,
  currency text not null,
  tax_code text not null,
  rate_id text collate "C",
  rate_version_id text collate "C",
  source_type text not null check (source_type in ('flight', 'session', 'fbo_order_line', 'dues', 'manual')),
  source_id text collate "C",
  derivation jsonb not null default '{}',
  occurred_on date not null,
  status text not null default 'open' check (status in ('open', 'invoiced', 'waived', 'reversed')),
  waive_reason text,
  reverses_id text collate "C",
  invoice_line_id text collate "C",
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  version integer not null default 1,
  primary key (workspace_id, id),
  foreign key (workspace_id, account_id, currency) references finance_accounts (workspace_id, id, currency),
  foreign key (workspace_id, project_id) references projects (workspace_id, id),
  foreign key (workspace_id, rate_id) references finance_rates (workspace_id, id),
  foreign key (workspace_id, rate_version_id) references finance_rate_versions (workspace_id, id),
  foreign key (workspace_id, reverses_id) references finance_charges (workspace_id, id),
  check ((status = 'invoiced') = (invoice_line_id is not null)),
  check ((status = 'waived') = (waive_reason is not null))
);
-- What is charged once is charged once, however often it is approved.
create unique index finance_charges_once on finance_charges (workspace_id, source_type, source_id, kind, account_id)
  where status <> 'reversed' and reverses_id is null and source_id is not null;
create unique index finance_charges_reverses on finance_charges (workspace_id, reverses_id) where reverses_id is not null;
create unique index finance_charges_line on finance_charges (workspace_id, invoice_line_id) where invoice_line_id is not null;
create index finance_charges_order on finance_charges (workspace_id, occurred_on, id);
create index finance_charges_open on finance_charges (workspace_id, account_id, occurred_on) where status = 'open';
create index finance_charges_source on finance_charges (workspace_id, source_id) where source_id is not null;
select apron.tenant_table('finance_charges');
select apron.versioned_table('finance_charges');
select apron.searchable_table('finance_charges', 't.description');
revoke delete on finance_charges from apron_app, apron_system;

-- Who pays for a flight, if not its holder alone.
create table flight_payers (
  workspace_id uuid not null,
  flight_id text collate "C" not null,
  position integer not null,
  account_id text collate "C" not null,
  share_basis_points integer not null check (share_basis_points between 1 and 10000),
  primary key (workspace_id, flight_id, account_id),
  foreign key (workspace_id, flight_id) references flights (workspace_id, id) on delete cascade,
  foreign key (workspace_id, account_id) references finance_accounts (workspace_id, id)
);
select apron.tenant_table('flight_payers');

-- ── invoices ────────────────────────────────────────────────────────────────────────────────────

create table finance_invoices (
  workspace_id uuid not null references workspaces (workspace_id) on delete cascade,
  id text collate "C" not null,
  kind text not null check (kind in ('invoice', 'credit_note')),
  series text not null check (series ~ '^[A-Z0-9]{1,10}$'),
  year integer,
  number integer,
  status text not null default 'draft' check (status in ('draft', 'issued', 'partly_paid', 'paid', 'credited')),
  account_id text collate "C" not null,
  project_id text collate "C",
  currency text not null,
  issued_on date,
  issued_at timestamptz,
  due_on date,
  period_from date,
  period_to date,
  seller jsonb,
  buyer jsonb,
  taxes jsonb not null default '[]',
  rounding_rule text not null check (rounding_rule in ('line', 'invoice')),
  net_minor bigint not null default 0,
  tax_minor bigint not null default 0,
  total_minor bigint not null default 0,
  paid_minor bigint not null default 0 check (paid_minor >= 0),
  -- Of an invoice what its credit notes take off; of a credit note what it took off, negative.
  credited_minor bigint not null default 0,
  open_minor bigint generated always as (case when number is null then 0 else total_minor - paid_minor - credited_minor end) stored,
  credits_invoice_id text collate "C",
  note text,
  xml text,
  content_sha256 text,
  overdue_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  version integer not null default 1,
  primary key (workspace_id, id),
  foreign key (workspace_id, account_id, currency) references finance_accounts (workspace_id, id, currency),
  foreign key (workspace_id, project_id) references projects (workspace_id, id),
  foreign key (workspace_id, credits_invoice_id) references finance_invoices (workspace_id, id),
  constraint finance_invoices_numbered check ((status = 'draft') = (number is null)
    and (number is null) = (issued_on is null) and (number is null) = (content_sha256 is null)),
  constraint finance_invoices_open check (number is null
    or (kind = 'invoice' and credited_minor >= 0 and paid_minor + credited_minor <= total_minor)
    or (kind = 'credit_note' and paid_minor = 0 and credited_minor between total_minor and 0))
);
create unique index finance_invoices_number on finance_invoices (workspace_id, series, year, number) where number is not null;
create index finance_invoices_order on finance_invoices (workspace_id, created_at, id);
create index finance_invoices_updated on finance_invoices (workspace_id, updated_at, id);
create index finance_invoices_account on finance_invoices (workspace_id, account_id, issued_on);
create index finance_invoices_issued on finance_invoices (workspace_id, issued_on) where issued_on is not null;
create index finance_invoices_credits on finance_invoices (workspace_id, credits_invoice_id) where credits_invoice_id is not null;
create index finance_invoices_due on finance_invoices (workspace_id, due_on) where overdue_at is null and status in ('issued', 'partly_paid');
select apron.tenant_table('finance_invoices');
select apron.versioned_table('finance_invoices');
select apron.searchable_table('finance_invoices', $$t.series, t.number::text, t.buyer ->> 'name', t.note$$);

create table finance_invoice_lines (
  workspace_id uuid not null,
  id text collate "C" not null,
  invoice_id text collate "C" not null,
  position integer not null,
  charge_id text collate "C",
  description text not null check (length(description) between 1 and 500),
  quantity_thousandths bigint not null,
  unit text not null,
  unit_rate_minor bigint not null,
  per_quantity integer not null check (per_quantity >= 1),
  discount_basis_points integer not null default 0,
  net_minor bigint not null,
  tax_code text not null,
  tax_rate_basis_points integer not null default 0,
  tax_category text,
  exemption_reason text,
  tax_minor bigint not null default 0,
  credits_line_id text collate "C",
  primary key (workspace_id, id),
  foreign key (workspace_id, invoice_id) references finance_invoices (workspace_id, id) on delete cascade,
  foreign key (workspace_id, charge_id) references finance_charges (workspace_id, id),
  foreign key (workspace_id, credits_line_id) references finance_invoice_lines (workspace_id, id)
);
create unique index finance_invoice_lines_order on finance_invoice_lines (workspace_id, invoice_id, position);
create unique index finance_invoice_lines_charge on finance_invoice_lines (workspace_id, charge_id) where charge_id is not null;
create index finance_invoice_lines_credits on finance_invoice_lines (workspace_id, credits_line_id) where credits_line_id is not null;
select apron.tenant_table('finance_invoice_lines');

-- An issued invoice is final: what is paid and open of it changes, and nothing that it says.
create function apron.finance_invoice_final() returns trigger language plpgsql as $$
declare
  follows constant text[] := '{paid_minor,credited_minor,open_minor,status,overdue_at,version,updated_at}';
begin
  if old.status = 'draft' then return coalesce(new, old); end if;
  if tg_op = 'UPDATE' and new.status <> 'draft'
     and to_jsonb(old) - follows = to_jsonb(new) - follows then
    return new;
  end if;
  raise exception 'an issued invoice is final' using errcode = 'check_violation', constraint = 'finance_invoice_final';
end $$;
create trigger issued_is_final before update or delete on finance_invoices
  for each row execute function apron.finance_invoice_final();
create function apron.finance_invoice_line_final() returns trigger language plpgsql as $$
begin
  -- A deleted draft takes its lines with it: then the draft is gone already.
  if exists (select from finance_invoices i where i.workspace_id = coalesce(new.workspace_id, old.workspace_id)
              and i.id = coalesce(new.invoice_id, old.invoice_id) and i.status <> 'draft') then
    raise exception 'an issued invoice is final' using errcode = 'check_violation', constraint = 'finance_invoice_final';
  end if;
  return coalesce(new, old);
end $$;
create trigger issued_is_final before insert or update or delete on finance_invoice_lines
  for each row execute function apron.finance_invoice_line_final();

-- ── payments ────────────────────────────────────────────────────────────────────────────────────

create table finance_payments (
  workspace_id uuid not null references workspaces (workspace_id) on delete cascade,
  id text collate "C" not null,
  account_id text collate "C" not null,
  method text not null check (method in ('cash', 'card', 'transfer', 'cheque', 'direct_debit')),
  amount_minor bigint not null check (amount_minor > 0),
  currency text not null,
  received_on date not null,
  reference text,
  status text not null default 'received' check (status in ('received', 'reversed')),
  reversal_reason text,
  allocated_minor bigint not null default 0,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  version integer not null default 1,
  primary key (workspace_id, id),
  foreign key (workspace_id, account_id, currency) references finance_accounts (workspace_id, id, currency),
  constraint finance_payments_allocated check (allocated_minor between 0 and amount_minor),
  check (status = 'received' or allocated_minor = 0)
);
create index finance_payments_order on finance_payments (workspace_id, received_on, id);
create index finance_payments_account on finance_payments (workspace_id, account_id, received_on);
select apron.tenant_table('finance_payments');
select apron.versioned_table('finance_payments');
select apron.searchable_table('finance_payments', 't.reference');
revoke delete on finance_payments from apron_app, apron_system;

create table finance_allocations (
  workspace_id uuid not null,
  id text collate "C" not null,
  payment_id text collate "C" not null,
  invoice_id text collate "C" not null,
  amount_minor bigint not null check (amount_minor > 0),
  created_at timestamptz not null default now(),
  primary key (workspace_id, id),
  foreign key (workspace_id, payment_id) references finance_payments (workspace_id, id),
  foreign key (workspace_id, invoice_id) references finance_invoices (workspace_id, id)
);
create index finance_allocations_payment on finance_allocations (workspace_id, payment_id);
create index finance_allocations_invoice on finance_allocations (workspace_id, invoice_id);
select apron.tenant_table('finance_allocations');
revoke update on finance_allocations from apron_app, apron_system;

-- What is allocated is kept on both sides, whose checks refuse more than there is.
create function apron.finance_allocate() returns trigger language plpgsql as $$
declare
  allocation finance_allocations := coalesce(new, old);
  added bigint := case when tg_op = 'INSERT' then allocation.amount_minor else - allocation.amount_minor end;
begin
  update finance_payments set allocated_minor = allocated_minor + added
   where workspace_id = allocation.workspace_id and id = allocation.payment_id;
  update finance_invoices set paid_minor = paid_minor + added
   where workspace_id = allocation.workspace_id and id = allocation.invoice_id;
  return null;
end $$;
create trigger allocate after insert or delete on finance_allocations
  for each row execute function apron.finance_allocate();
