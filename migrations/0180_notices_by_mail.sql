-- Old code survives: it sends each notification on its own, as before.
-- Emails to members about notifications have a budget for each workspace and member. Those above it wait in one email.
alter table mails
  add column notice_of uuid,
  add column notice_is_critical boolean not null default false,
  add column notice_count integer not null default 1;
create index mails_waiting_notices on mails (notice_of, recipient)
 where status = 'queued' and notice_of is not null;
