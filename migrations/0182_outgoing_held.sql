-- Old code survives: a column that it does not read. It sends what a newer node holds.
-- A copy of an installation that was restored must not send what waits in it: the original sends it too.
alter table installation add column outgoing_held_since timestamptz;
