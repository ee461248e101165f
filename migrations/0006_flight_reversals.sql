-- Old code survives: only indexes are added.
-- Without them the foreign keys of a flight that goes are checked against every flight there is.
create index flights_reverses on flights (workspace_id, reverses_flight_id) where reverses_flight_id is not null;
create index flights_reversed_by on flights (workspace_id, reversed_by_flight_id) where reversed_by_flight_id is not null;
