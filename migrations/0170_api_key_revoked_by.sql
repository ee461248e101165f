-- Old code survives: it leaves the new column empty.
alter table api_keys add column revoked_by text collate "C" references users (id);
