-- Old code survives: columns with defaults, a new table, and a purpose of tokens that it never reads.
-- Counts the changes of what opens an account. Signed tokens name the number that they were made at, and an older
-- number opens nothing.
alter table users add column credentials_version integer not null default 1;

alter table account_tokens
  drop constraint account_tokens_check,
  drop constraint account_tokens_purpose_check,
  -- email_undo: the address that the account had before, which takes the account back.
  add constraint account_tokens_purpose_check check (purpose in ('password_reset', 'email', 'email_undo')),
  add constraint account_tokens_email_check check ((purpose = 'password_reset') = (email is null));
