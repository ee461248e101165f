-- Old code survives: only an index is added, and links that no longer open anything are removed.
-- Mails that were held before links were sealed have theirs in clear. None opens anything after seven days.
update mails set body = regexp_replace(body, 'https?://\S+/app/(reset-password|invitation|verify-email)/\S+', '(link removed)', 'g')
 where sealed_link is null and status in ('queued', 'held') and created_at < now() - interval '7 days'
   and body ~ 'https?://\S+/app/(reset-password|invitation|verify-email)/\S+';
-- The rest needs the key of the installation, so the server seals it. Afterwards this index is empty.
create index mails_clear_links on mails (id)
 where sealed_link is null and status in ('queued', 'held')
   and body ~ 'https?://\S+/app/(reset-password|invitation|verify-email)/\S+';
