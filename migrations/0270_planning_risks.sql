-- Old code survives: new tables, and one more reason in the result of a function.

-- Why a booking may fall through by a rule that lapsed since it was made: what `apron.session_risk` finds by itself
-- is not here. Rows are judged in the background; a row without `judged_at` is judged again.
create table planning_risks (
  workspace_id uuid not null references workspaces (workspace_id) on delete cascade,
  session_id text collate "C" not null,
  -- Null: nothing speaks against it.
  reason text,
  judged_at timestamptz,
  primary key (workspace_id, session_id),
  foreign key (workspace_id, session_id) references planning_sessions (workspace_id, id) on delete cascade
);
create index planning_risks_reason on planning_risks (workspace_id, session_id) where reason is not null;
select apron.tenant_table('planning_risks');

-- Up to which event of a workspace its bookings were marked to be judged again.
create table planning_risk_marks (
  workspace_id uuid primary key references workspaces (workspace_id) on delete cascade,
  sequence bigint not null
);
select apron.tenant_table('planning_risk_marks');

-- Why a booking that stands may fall through: its aircraft was taken out of service, one of its people left or is away,
-- or a rule has lapsed.
create or replace function apron.session_risk(
  workspace uuid, session text, session_status text, aircraft text, instructor text, begins timestamptz, ends timestamptz
) returns table (reason text) language sql stable as $$
  select coalesce(
    (select a.registration || ' is ' || case a.status when 'aog' then 'AOG' when 'maintenance' then 'in maintenance'
                                             when 'storage' then 'in storage' else a.status end
       from aircraft a
      where a.workspace_id = workspace and a.id = aircraft and a.status <> 'active'),
    (select string_agg(c.display_name || case when c.status = 'active' then ' is away' else ' is inactive' end, ', '
                       order by c.display_name)
       from crew c
      where c.workspace_id = workspace
        and (c.id = instructor or c.id in (select pp.crew_id from planning_participants pp
                                            where pp.workspace_id = workspace and pp.session_id = session))
        and (c.status <> 'active'
          or exists (select from planning_sessions away
                      where away.workspace_id = workspace and away.type = 'time_off' and away.status = 'confirmed'
                        and away.resource_id = c.id and away.starts_at < ends and away.ends_at > begins))),
    (select r.reason from planning_risks r where r.workspace_id = workspace and r.session_id = session))
   where session_status in ('requested', 'confirmed')
$$;
