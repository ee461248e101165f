-- Old code survives: only a table is added.
-- Where mail can be sent, a sign-up is stored first. What its email says depends on whether the address has an account.
create table sign_up_requests (
  id text collate "C" primary key,
  email text not null,
  display_name text not null,
  workspace_name text not null,
  timezone text not null,
  locale text not null,
  origin text not null,
  address text,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  mailed_at timestamptz,
  token_hash bytea unique
);
create index sign_up_requests_email on sign_up_requests (lower(email), mailed_at);
create index sign_up_requests_expiry on sign_up_requests (expires_at);
grant select, insert, update, delete on sign_up_requests to apron_system;
select apron.leased_table('sign_up_requests');
