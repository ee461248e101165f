-- Old code survives: only a new table.

-- The PDF of an issued invoice, as it was first drawn. A table of its own, so that storing it does not change the
-- version of the invoice.
create table finance_invoice_papers (
  workspace_id uuid not null references workspaces (workspace_id) on delete cascade,
  invoice_id text collate "C" not null,
  file_id text collate "C" not null,
  created_at timestamptz not null default now(),
  primary key (workspace_id, invoice_id),
  foreign key (workspace_id, invoice_id) references finance_invoices (workspace_id, id),
  foreign key (workspace_id, file_id) references files (workspace_id, id)
);
create unique index finance_invoice_papers_file on finance_invoice_papers (workspace_id, file_id);
select apron.tenant_table('finance_invoice_papers');
revoke update, delete on finance_invoice_papers from apron_app, apron_system;
