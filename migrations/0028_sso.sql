-- Old code survives: new tables.
-- The organisation's own identity provider (OpenID Connect), one a workspace.
create table identity_providers (
  workspace_id uuid not null references workspaces (workspace_id) on delete cascade,
  id text collate "C" not null,
  name text not null check (length(name) between 1 and 100),
  issuer text not null,
  client_id text not null,
  sealed_secret bytea not null,
  -- Whoever the provider vouches for and is no member yet joins with these; null: nobody joins.
  default_roles text[] check (cardinality(default_roles) > 0),
  enabled boolean not null default true,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  version integer not null default 1,
  primary key (workspace_id, id)
);
create unique index identity_providers_one on identity_providers (workspace_id);
select apron.tenant_table('identity_providers');
select apron.versioned_table('identity_providers');

-- Who a provider's subject is here. An e-mail address may change hands, a subject does not.
create table provider_identities (
  workspace_id uuid not null references workspaces (workspace_id) on delete cascade,
  issuer text not null,
  subject text not null,
  user_id text collate "C" not null references users (id) on delete cascade,
  email text not null,
  created_at timestamptz not null default now(),
  last_used_at timestamptz not null default now(),
  primary key (workspace_id, issuer, subject)
);
create index provider_identities_user on provider_identities (user_id);
select apron.tenant_table('provider_identities');
