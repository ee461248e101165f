-- Old code does not survive: it reads and writes the old names of a column and of two values.
alter table hazard_notifications rename column organisation to organization;
alter table hazard_notifications rename constraint hazard_notifications_organisation_check to hazard_notifications_organization_check;

alter table safety_changes drop constraint safety_changes_kind_check;
update safety_changes set kind = 'organization' where kind = 'organisation';
alter table safety_changes add constraint safety_changes_kind_check
  check (kind in ('aircraft', 'base', 'procedure', 'organization', 'people', 'supplier', 'system', 'other'));

alter table imports drop constraint imports_status_check;
drop index imports_queue;
alter table imports alter column status set default 'analyzing';
update imports set status = 'analyzing' where status = 'analysing';
alter table imports add constraint imports_status_check
  check (status in ('analyzing', 'ready', 'running', 'completed', 'failed', 'cancelled'));
create index imports_queue on imports (created_at) where status in ('analyzing', 'running');
