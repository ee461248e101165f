-- Old code survives: what it creates keeps the reach of its creator, and the types of events stay as the new code wrote them.

-- Who may read the events of a type: keys with one of the scopes, and members with one of the roles. The server
-- writes it at its start, from the declarations of its events. A type that is missing here is read by nobody.
create table event_types (
  type text primary key,
  scopes text[] not null,
  roles text[] not null
);
grant select on event_types to apron_app;
grant select, insert, update on event_types to apron_system;
-- The test message of a channel is no event of the catalog.
insert into event_types values ('notification.test', '{notifications:write}', '{}');

-- Who answers for what an endpoint, a channel or a rule carries: the key or user that last set where it sends, what,
-- or its secret. Null: its creator; without a creator, the product itself. The scopes and projects are those that
-- a key had then: null where they set no limit.
alter table webhook_endpoints
  add column maker_id text,
  add column maker_scopes text[],
  add column maker_projects text[];
alter table notification_rules
  add column maker_id text,
  add column maker_scopes text[];

-- As grants() in access/scope.ts; a test compares the two.
create function apron.scope_grants(granted text[], wanted text[]) returns boolean language sql immutable as $$
  select exists (
    select from unnest(granted) g (scope) cross join unnest(wanted) w (scope)
     where g.scope in ('*', w.scope)
        or (split_part(g.scope, ':', 2) in ('*', split_part(w.scope, ':', 2))
            and (split_part(g.scope, ':', 1) in ('*', split_part(w.scope, ':', 1))
                 or (split_part(g.scope, ':', 1) like '%.*'
                     and starts_with(split_part(w.scope, ':', 1), rtrim(split_part(g.scope, ':', 1), '*'))))))
$$;

-- `reach` is {"roles": […]} of a member, {"scopes": […], "projects": […] or null} of a key, or null: it reads everything.
create function apron.reads_events(reach jsonb, t event_types) returns boolean language sql immutable as $$
  select case when reach is null then true
              when reach ? 'roles' then reach -> 'roles' ?| (t.roles || '{account_owner,admin}')
              else apron.scope_grants(array(select jsonb_array_elements_text(reach -> 'scopes')), t.scopes) end
$$;
create function apron.readable_event_types(reach jsonb) returns text[] language sql stable as $$
  select coalesce(array_agg(t.type order by t.type), '{}') from event_types t where apron.reads_events(reach, t)
$$;

-- Whether a key that is limited to projects reaches what is limited to `projects`; null: limited to none.
create function apron.reaches_projects(reach jsonb, projects text[]) returns boolean language sql immutable as $$
  select jsonb_typeof(reach -> 'projects') is distinct from 'array'
      or coalesce(projects <@ array(select jsonb_array_elements_text(reach -> 'projects')), false)
$$;

-- What a maker may read at this moment; null for the product itself, which reads everything. A key that was revoked
-- or has expired, and a member who has left, read nothing.
create function apron.reach_now(p_workspace uuid, p_maker text) returns jsonb language sql stable as $$
  select case
    when p_maker is null then null
    when starts_with(p_maker, 'key_') then coalesce(
      (select jsonb_build_object('scopes', k.scopes, 'projects', k.project_ids)
         from api_keys k join workspaces w on w.workspace_id = k.workspace_id
        where k.workspace_id = p_workspace and k.id = p_maker and k.revoked_at is null and w.api_keys_enabled
          and (k.expires_at is null or k.expires_at > now())),
      '{"scopes": []}')
    else coalesce(
      (select jsonb_build_object('roles', m.roles)
         from members m where m.workspace_id = p_workspace and m.user_id = p_maker and m.status = 'active'),
      '{"roles": []}') end
$$;

create function apron.is_active(reach jsonb) returns boolean language sql immutable as $$
  select reach is null or coalesce(reach -> 'scopes', reach -> 'roles') <> '[]'
$$;

-- The types that a maker carries now: those that it reads, within the scopes that limit what it made.
create function apron.carried_types(p_workspace uuid, p_maker text, p_scopes text[]) returns text[] language sql stable as $$
  select array(
    select t.type from event_types t
     where apron.reads_events(reach, t) and (p_scopes is null or apron.scope_grants(p_scopes, t.scopes))
     order by 1)
    from (select apron.reach_now(p_workspace, p_maker) as reach) now
$$;

-- Whether an endpoint takes events of a project; null: the event belongs to none, and what is limited to projects does
-- not take it.
create function apron.takes_project(limits text[], reach jsonb, project text) returns boolean language sql immutable as $$
  select coalesce(project = any (limits), limits is null) and apron.reaches_projects(reach, array[project])
$$;

create or replace function apron.fan_out_event() returns trigger
language plpgsql set search_path = pg_catalog, public, pg_temp as $$
declare
  endpoint text;
  delivery uuid;
begin
  for endpoint in
    select e.id
      from webhook_endpoints e
      join event_types t on t.type = new.type
      cross join lateral (select apron.reach_now(e.workspace_id, coalesce(e.maker_id, e.created_by)) as reach) now
     where e.workspace_id = new.workspace_id and e.kind = 'endpoint' and e.enabled and e.deleted_at is null
       -- A ping is about the endpoint itself: it needs a maker that is still there.
       and case when new.type = 'webhook.test' then e.id = new.subject_id and apron.is_active(reach)
                else ('*' = any (e.events) or new.type = any (e.events))
                     and apron.reads_events(reach, t)
                     and (e.maker_scopes is null or apron.scope_grants(e.maker_scopes, t.scopes))
                     and apron.takes_project(e.maker_projects, reach, new.project_id) end
  loop
    delivery := apron.new_uuid();
    insert into webhook_deliveries (workspace_id, id, uuid, endpoint_id, event_seq, event_id, event_type, due_at, created_at)
    values (new.workspace_id, apron.type_id('dlv', delivery), delivery, endpoint, new.seq, new.id, new.type, clock_timestamp(), clock_timestamp());
  end loop;
  return null;
end $$;
