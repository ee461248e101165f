-- Old code survives: a new column with a default, which a trigger keeps for code that does not know it.
-- Every module that the workspace has ever been given. A module that is not among them is new to the
-- workspace, and is switched on once when the server starts. One that is among them and not in `modules`
-- was switched off by somebody, and stays off.
alter table workspaces add column known_modules text[] not null default '{}';

-- Earlier migrations gave each of these to every workspace.
update workspaces set known_modules = array(
  select distinct unnest(modules || '{projects,fleet,crew,compliance,flights,maintenance,safety,fbo}'::text[]) order by 1);

create function apron.remember_modules() returns trigger language plpgsql as $$
begin
  new.known_modules := array(select distinct unnest(new.known_modules || new.modules) order by 1);
  return new;
end $$;
create trigger remember_modules before insert or update of modules on workspaces
  for each row when (not new.modules <@ new.known_modules) execute function apron.remember_modules();
