-- Old code survives: only indexes are added.

create index invitations_by_time on invitations (workspace_id, created_at desc, id desc);
create index mails_by_time on mails (created_at desc, id desc);
-- What the purge looks for.
create index request_refusals_age on request_refusals (at);
