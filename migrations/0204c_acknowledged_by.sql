-- Old code survives: the column is empty, and then the approver acknowledged the warnings.
alter table flights add column acknowledged_by_name text;
