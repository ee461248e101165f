-- Old code survives: only a column is added.
-- Who made a link to the flight board, so that an admin who removes them sees which screens they can still open.
alter table fbo_board_links add column created_by text;
