-- Old code survives: new tables, and a column that may be null.
-- What people prove themselves with belongs to them and to no workspace. As with passwords, the role
-- that requests of a workspace run as cannot read any of it.

-- The authenticator app of a user: the secret is sealed with the installation's key.
create table totp_secrets (
  user_id text collate "C" primary key references users (id) on delete cascade,
  secret bytea not null,
  -- The 30 seconds that the last accepted code belongs to: no code of them or before counts again.
  last_step bigint not null,
  created_at timestamptz not null default now()
);

create table mfa_enrollments (
  id text collate "C" primary key,
  user_id text collate "C" not null references users (id) on delete cascade,
  secret bytea not null,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  verified_at timestamptz
);
create index mfa_enrollments_age on mfa_enrollments (expires_at);
create index mfa_enrollments_user on mfa_enrollments (user_id);

create table backup_codes (
  user_id text collate "C" not null references users (id) on delete cascade,
  hash bytea not null,
  used_at timestamptz,
  primary key (user_id, hash)
);

create table passkeys (
  id text collate "C" primary key,
  user_id text collate "C" not null references users (id) on delete cascade,
  name text not null check (length(name) between 1 and 100),
  credential_id bytea not null unique,
  public_key bytea not null,
  -- How often the authenticator says it has signed; 0 for those that do not count.
  signatures bigint not null,
  transports text[] not null default '{}',
  -- The host name that it was made for, and works on.
  rp_id text not null,
  is_synced boolean not null,
  created_at timestamptz not null default now(),
  last_used_at timestamptz
);
create index passkeys_user on passkeys (user_id, created_at, id);

-- Tokens and challenges are signed and name their end, so only those that were used are kept, until then.
create table used_tokens (
  hash bytea primary key,
  expires_at timestamptz not null
);
create index used_tokens_age on used_tokens (expires_at);

-- Failed attempts to prove who one is, counted apart for strangers, for each browser that has signed
-- in before, and for each open session.
create table sign_in_guards (
  bucket text collate "C" primary key,
  failures integer not null,
  began_at timestamptz not null default now(),
  locked_until timestamptz,
  locks integer not null default 0
);
create index sign_in_guards_age on sign_in_guards (began_at);

grant select, insert, update, delete
  on totp_secrets, mfa_enrollments, backup_codes, passkeys, used_tokens, sign_in_guards to apron_system;

-- How many days of grace were given when the requirement was switched on.
alter table workspaces add column mfa_grace_days integer check (mfa_grace_days between 0 and 90);
