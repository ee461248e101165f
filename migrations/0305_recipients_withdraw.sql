-- Old code survives: a new column. It would ask a recipient who has withdrawn once more, and send nothing before.
alter table channel_recipients add column withdrawn_at timestamptz;
alter table channel_recipients add check (confirmed_at is null or withdrawn_at is null);
