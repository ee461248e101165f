-- Old code survives: columns with defaults, new tables, and look-ups that answer the same columns.
alter table workspaces
  -- Where the organisation wants its data kept: what was agreed, for the record.
  add column data_residency text not null default 'us' check (data_residency ~ '^[a-z]{2}(-[a-z0-9]{1,20}){0,3}$'),
  -- Until when the allowlist is on trial: it ends by itself then. null: for good.
  add column allowlist_until timestamptz;

create table ip_allowlist_entries (
  workspace_id uuid not null references workspaces (workspace_id) on delete cascade,
  id text collate "C" not null,
  cidr cidr not null,
  label text not null check (length(label) between 1 and 200),
  created_at timestamptz not null default now(),
  primary key (workspace_id, id)
);
create unique index ip_allowlist_entries_cidr on ip_allowlist_entries (workspace_id, cidr);
select apron.tenant_table('ip_allowlist_entries');

-- When a request was last judged by the list. Apart from workspaces, whose version counts what people change.
create table ip_allowlist_uses (
  workspace_id uuid primary key references workspaces (workspace_id) on delete cascade,
  last_evaluated_at timestamptz not null
);
select apron.tenant_table('ip_allowlist_uses');
create index workspaces_allowlist_until on workspaces (allowlist_until) where allowlist_until is not null;

-- The networks that hold at this moment. A trial that is over needs nobody to end it.
create function apron.allowlist_now(networks cidr[], until timestamptz) returns text[] language sql stable
  return case when until is null or until > now() then networks::text[] end;
grant execute on function apron.allowlist_now to apron_app, apron_system;

-- Both look-ups as they were, but for the trial: they are changed where they stand, because other
-- migrations add to them too.
do $$
declare
  looked_up regprocedure;
begin
  foreach looked_up in array array['apron.authenticate_key(bytea)', 'apron.authenticate_session(text)']::regprocedure[] loop
    if position('w.allowlist::text[]' in pg_get_functiondef(looked_up)) = 0 then
      raise exception '% does not read the allowlist', looked_up;
    end if;
    execute replace(pg_get_functiondef(looked_up), 'w.allowlist::text[]', 'apron.allowlist_now(w.allowlist, w.allowlist_until)');
  end loop;
end $$;
