-- Old code survives: evidence gets a column that it does not know, and leaves empty.
alter table compliance_evidence add column file_id text collate "C";
alter table compliance_evidence
  add foreign key (workspace_id, file_id) references files (workspace_id, id);
