-- Old code does not survive: it would send mails without their links.
-- A link that opens an account is sealed with the key of the installation until the mail is sent, and then removed.
alter table mails add column sealed_link bytea;
-- Links of mails that were sent before are removed. Those that wait or were held keep theirs, so that they still arrive.
update mails set body = regexp_replace(body, 'https?://\S+/app/(reset-password|invitation|verify-email)/\S+', '(link removed)')
 where status in ('sent', 'failed');
