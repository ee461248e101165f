-- Old code survives: new tables and a column with a default.

-- What was mailed of invoices and accounts: each reminder and each monthly statement once.
create table finance_mails (
  workspace_id uuid not null references workspaces (workspace_id) on delete cascade,
  id text collate "C" not null,
  account_id text collate "C" not null,
  invoice_id text collate "C",
  kind text not null check (kind in ('invoice', 'reminder', 'statement')),
  -- Of a reminder, after how many days.
  days_overdue integer,
  -- Of a statement, the first day of its month.
  month date,
  recipient text not null,
  sent_at timestamptz not null,
  primary key (workspace_id, id),
  foreign key (workspace_id, account_id) references finance_accounts (workspace_id, id),
  foreign key (workspace_id, invoice_id) references finance_invoices (workspace_id, id),
  check ((kind = 'statement') = (month is not null)),
  check ((kind = 'reminder') = (days_overdue is not null)),
  check ((kind = 'statement') = (invoice_id is null))
);
create unique index finance_mails_reminder on finance_mails (workspace_id, invoice_id, days_overdue) where kind = 'reminder';
create unique index finance_mails_statement on finance_mails (workspace_id, account_id, month) where kind = 'statement';
create index finance_mails_invoice on finance_mails (workspace_id, invoice_id, sent_at) where invoice_id is not null;
create index finance_mails_account on finance_mails (workspace_id, account_id, sent_at desc, id desc);
create index finance_mails_order on finance_mails (workspace_id, sent_at desc, id desc);
select apron.tenant_table('finance_mails');
revoke update, delete on finance_mails from apron_app, apron_system;

-- Whether instructors see what their teaching was charged at.
alter table finance_sellers add column instructors_see_prices boolean not null default false;

-- What the chart of accounts of the accounting calls each kind of account, where an account has no code of its own.
create table finance_chart_codes (
  workspace_id uuid not null references workspaces (workspace_id) on delete cascade,
  kind text not null check (kind in ('receivable', 'prepaid', 'revenue', 'tax', 'cash', 'clearing')),
  code text not null check (length(code) between 1 and 40),
  primary key (workspace_id, kind)
);
select apron.tenant_table('finance_chart_codes');
