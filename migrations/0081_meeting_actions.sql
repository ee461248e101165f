-- Old code survives: actions get a column that it does not know, and leaves empty.
alter table safety_cpas add column meeting_id text collate "C";
alter table safety_cpas
  add foreign key (workspace_id, meeting_id) references sms_meetings (workspace_id, id);
create index safety_cpas_meeting on safety_cpas (workspace_id, meeting_id) where meeting_id is not null;
