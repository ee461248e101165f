-- Survives old code: an index more.
-- The board of the schedule reads what other modules hold, among the holds of all bookings of all years.
create index holds_of_others on holds (workspace_id, ends_at) where source_kind <> 'planning_session';
