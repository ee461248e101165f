-- Old code survives: only indexes.
-- A list that grows with each day of work is read in the order of an index, whatever it is sorted by.
create index flights_by_block_minutes on flights (workspace_id, block_minutes, id);
create index finance_postings_by_time on finance_postings (workspace_id, occurred_at, id);
create index fbo_movements_by_creation on fbo_movements (workspace_id, created_at, id);
