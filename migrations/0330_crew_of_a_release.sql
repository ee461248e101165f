-- Survives old code: releases that it makes name no crew.
-- Who flew in a trip when it was released reads why the release is void, also after somebody else took their place.
alter table trip_releases add column crew_ids text[] collate "C" not null default '{}';
