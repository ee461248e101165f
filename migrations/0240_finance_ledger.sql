-- Old code survives: only new tables.

create table finance_sellers (
  workspace_id uuid primary key references workspaces (workspace_id) on delete cascade,
  name text not null check (length(name) between 1 and 200),
  address jsonb not null,
  tax_number text,
  registration_number text,
  email text,
  phone text,
  iban text,
  payment_terms text,
  rounding_rule text not null default 'invoice' check (rounding_rule in ('line', 'invoice')),
  updated_at timestamptz not null default now()
);
select apron.tenant_table('finance_sellers');

create table finance_tax_codes (
  workspace_id uuid not null references workspaces (workspace_id) on delete cascade,
  id text collate "C" not null,
  code text not null check (length(code) between 1 and 20),
  name text not null check (length(name) between 1 and 100),
  rate_basis_points integer not null check (rate_basis_points between 0 and 10000),
  category text not null check (category in ('S', 'Z', 'E', 'AE', 'K', 'G', 'O')),
  exemption_reason text,
  valid_from date not null,
  valid_to date check (valid_to >= valid_from),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  version integer not null default 1,
  primary key (workspace_id, id),
  check (category = 'S' or rate_basis_points = 0),
  -- A code has one rate at a time.
  constraint finance_tax_codes_overlap exclude using gist
    (workspace_id with =, code with =, daterange(valid_from, valid_to, '[]') with &&)
);
create index finance_tax_codes_order on finance_tax_codes (workspace_id, code, id);
select apron.tenant_table('finance_tax_codes');
select apron.versioned_table('finance_tax_codes');
select apron.searchable_table('finance_tax_codes', 't.code, t.name');

create table finance_accounts (
  workspace_id uuid not null references workspaces (workspace_id) on delete cascade,
  id text collate "C" not null,
  holder_type text not null check (holder_type in ('person', 'customer', 'project', 'internal')),
  holder_id text collate "C",
  name text not null check (length(name) between 1 and 200),
  kind text not null check (kind in ('receivable', 'prepaid', 'revenue', 'tax', 'cash', 'clearing')),
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  credit_limit_minor bigint check (credit_limit_minor >= 0),
  payment_days integer not null default 30 check (payment_days between 0 and 120),
  invoice_address jsonb,
  tax_number text,
  email text,
  member_group text,
  external_code text,
  sends_reminders boolean not null default true,
  status text not null default 'active' check (status in ('active', 'closed')),
  -- The one that issues and payments post to.
  is_standard boolean not null default false,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  version integer not null default 1,
  primary key (workspace_id, id),
  unique (workspace_id, id, currency),
  check ((holder_type = 'internal') = (holder_id is null)),
  check (holder_type = 'internal' or kind in ('receivable', 'prepaid'))
);
create unique index finance_accounts_standard on finance_accounts (workspace_id, kind, currency) where is_standard;
create index finance_accounts_order on finance_accounts (workspace_id, lower(name), id);
create index finance_accounts_holder on finance_accounts (workspace_id, holder_id) where holder_id is not null;
select apron.tenant_table('finance_accounts');
select apron.versioned_table('finance_accounts');
select apron.searchable_table('finance_accounts', 't.name, t.external_code');

-- Apart from the accounts, so that a posting is no change of the account itself.
create table finance_balances (
  workspace_id uuid not null,
  account_id text collate "C" not null,
  balance_minor bigint not null default 0,
  primary key (workspace_id, account_id),
  foreign key (workspace_id, account_id) references finance_accounts (workspace_id, id) on delete cascade
);
select apron.tenant_table('finance_balances');

create table finance_entries (
  workspace_id uuid not null references workspaces (workspace_id) on delete cascade,
  id text collate "C" not null,
  number bigint not null,
  occurred_at timestamptz not null,
  description text not null check (length(description) between 1 and 500),
  source_type text not null check (source_type in ('invoice', 'payment', 'manual')),
  source_id text collate "C",
  reverses_id text collate "C",
  created_by_name text,
  created_at timestamptz not null default now(),
  primary key (workspace_id, id),
  foreign key (workspace_id, reverses_id) references finance_entries (workspace_id, id)
);
create unique index finance_entries_number on finance_entries (workspace_id, number);
create unique index finance_entries_reverses on finance_entries (workspace_id, reverses_id) where reverses_id is not null;
create index finance_entries_order on finance_entries (workspace_id, number, id);
create index finance_entries_source on finance_entries (workspace_id, source_id) where source_id is not null;
select apron.tenant_table('finance_entries');
select apron.searchable_table('finance_entries', 't.description');

create table finance_postings (
  workspace_id uuid not null,
  id text collate "C" not null,
  entry_id text collate "C" not null,
  position integer not null,
  account_id text collate "C" not null,
  amount_minor bigint not null check (amount_minor <> 0),
  currency text not null,
  occurred_at timestamptz not null,
  primary key (workspace_id, id),
  foreign key (workspace_id, entry_id) references finance_entries (workspace_id, id),
  -- An account has one currency, and so have its postings.
  foreign key (workspace_id, account_id, currency) references finance_accounts (workspace_id, id, currency)
);
create unique index finance_postings_entry on finance_postings (workspace_id, entry_id, position);
create index finance_postings_account on finance_postings (workspace_id, account_id, occurred_at, id);
select apron.tenant_table('finance_postings');

-- Nothing that was posted changes. What was wrong is reversed. An entry is locked while it is, which takes the right to
-- update: a trigger refuses the update itself.
revoke update, delete on finance_postings from apron_app, apron_system;
revoke delete on finance_entries from apron_app, apron_system;
create function apron.finance_posted_is_final() returns trigger language plpgsql as $$
begin
  raise exception 'a posted entry is final' using errcode = 'check_violation', constraint = 'finance_posted_is_final';
end $$;
create trigger posted_is_final before update on finance_entries for each row execute function apron.finance_posted_is_final();

create function apron.finance_entry_balances() returns trigger language plpgsql as $$
declare
  entry text := case when tg_table_name = 'finance_entries' then to_jsonb(new) ->> 'id' else to_jsonb(new) ->> 'entry_id' end;
begin
  if (select count(*) from finance_postings p where p.workspace_id = new.workspace_id and p.entry_id = entry) < 2
     or exists (select from finance_postings p where p.workspace_id = new.workspace_id and p.entry_id = entry
                 group by p.currency having sum(p.amount_minor) <> 0) then
    raise exception 'the postings of an entry sum to zero in each currency, and there are at least two'
      using errcode = 'check_violation', constraint = 'finance_entry_balances';
  end if;
  return null;
end $$;
create constraint trigger entry_balances after insert on finance_entries deferrable initially deferred
  for each row execute function apron.finance_entry_balances();
create constraint trigger entry_balances after insert on finance_postings deferrable initially deferred
  for each row execute function apron.finance_entry_balances();

create function apron.finance_keep_balance() returns trigger language plpgsql as $$
begin
  insert into finance_balances as b (workspace_id, account_id, balance_minor)
  select workspace_id, account_id, sum(amount_minor) from posted group by workspace_id, account_id order by account_id
      on conflict (workspace_id, account_id) do update set balance_minor = b.balance_minor + excluded.balance_minor;
  return null;
end $$;
create trigger keep_balance after insert on finance_postings referencing new table as posted
  for each statement execute function apron.finance_keep_balance();
