-- Old code survives: a table of its own, and a column that fills itself.

-- How often each scope of a key opened something, by day in UTC: what a key needs, beside what it was given.
create table api_key_scope_uses (
  workspace_id uuid not null,
  key_id text collate "C" not null,
  scope text collate "C" not null,              -- the one that was wanted, not the wildcard that granted it
  used_on date not null,
  requests bigint not null,
  last_used_at timestamptz not null,
  primary key (workspace_id, key_id, scope, used_on),
  foreign key (workspace_id, key_id) references api_keys (workspace_id, id) on delete cascade
);
create index api_key_scope_uses_age on api_key_scope_uses (used_on);
select apron.tenant_table('api_key_scope_uses');

-- From when on the uses of a key are counted: for keys that are older than this counting, from now.
alter table api_keys add column scopes_counted_from timestamptz not null default now();
