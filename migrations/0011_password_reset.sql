-- Old code survives: only a table is added.

-- Who asked for a new password: written down for every address alike, and looked up only afterwards, so that
-- neither the answer nor its time tells whether there is an account.
create table password_reset_requests (
  id text collate "C" primary key,
  email text not null,
  origin text not null,
  address text,
  requested_at timestamptz not null default now()
);
grant select, insert, update, delete on password_reset_requests to apron_system;
