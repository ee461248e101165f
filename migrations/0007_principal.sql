-- Old code survives: columns with defaults, and what a request finds out about its caller says more.
alter table workspaces
  -- The networks that calls may come from; null: from anywhere.
  add column allowlist cidr[],
  -- From when on every member needs a second factor; null: it is theirs to choose.
  add column mfa_required_from timestamptz,
  add column sso_required boolean not null default false;
-- Kept beside the factors themselves, so that no request has to count them.
alter table users add column mfa_enabled boolean not null default false;
-- When the user last proved to be who they are, in this session, and by what.
alter table sessions
  add column authenticated_at timestamptz not null default now(),
  add column factors text[] not null default '{password}';
alter table installation
  -- Says why nothing can be changed just now; null: everything can.
  add column maintenance_message text;

-- Work that repeats, and when it last began: whichever node comes first does it.
create table periodic_work (
  name text collate "C" primary key,
  began_at timestamptz not null,
  ended_at timestamptz,
  error text
);
grant select, insert, update on periodic_work to apron_system;

drop function apron.authenticate_key(bytea);
create function apron.authenticate_key(p_hash bytea)
returns table (
  state text, workspace_id uuid, org_id text, slug text, workspace_name text, timezone text, modules text[],
  api_keys_enabled boolean, allowlist text[], maintenance text, seq bigint, key_id text, key_name text,
  scopes text[], project_ids text[], secret_version integer, hash bytea
) language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare
  said text;
begin
  select case when k.revoked_at is not null then 'revoked'
                when k.expires_at <= now() then 'expired'
                when s.ends_at <= now() then 'rotated'
                else 'ok' end,
           w.workspace_id, w.id, w.slug, w.name, w.timezone, w.modules, w.api_keys_enabled, w.allowlist::text[],
           (select i.maintenance_message from installation i), h.seq, k.id, k.name,
           k.scopes, k.project_ids, s.secret_version, s.hash
      into state, workspace_id, org_id, slug, workspace_name, timezone, modules, api_keys_enabled, allowlist,
      maintenance, seq, key_id, key_name, scopes, project_ids, secret_version, hash
      from api_key_secrets s
      join api_keys k on k.workspace_id = s.workspace_id and k.id = s.key_id
      join workspaces w on w.workspace_id = s.workspace_id
      join event_heads h on h.workspace_id = s.workspace_id
     where s.hash = p_hash;
  if not found then
    said := set_config('apron.workspace', '', true);
    return;
  end if;
  -- Assignments, not `perform`: they are evaluated without a query of their own.
  said := set_config('apron.workspace', case state when 'ok' then workspace_id::text else '' end, true);
  said := set_config('apron.projects', coalesce(array_to_string(project_ids, ','), '*'), true);
  return next;
end $$;
revoke all on function apron.authenticate_key from public;
grant execute on function apron.authenticate_key to apron_app, apron_system;

drop function apron.authenticate_session(text);
create function apron.authenticate_session(p_session text)
returns table (
  state text, workspace_id uuid, org_id text, slug text, workspace_name text, timezone text, modules text[],
  api_keys_enabled boolean, allowlist text[], maintenance text, seq bigint, session_id text, user_id text,
  email text, display_name text, user_timezone text, locale text, member_id text, roles text[],
  is_installation_owner boolean, last_seen_at timestamptz, expires_at timestamptz, authenticated_at timestamptz,
  factors text[], mfa_enabled boolean, mfa_required_from timestamptz
) language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare
  said text;
begin
  select case when s.ended_at is not null then 'ended'
                when m.id is null then 'removed'
                when s.created_at + make_interval(mins => w.absolute_timeout_minutes) <= now() then 'timed_out'
                when (case when w.extend_on_activity then s.last_seen_at else s.created_at end)
                     + make_interval(mins => w.idle_timeout_minutes) <= now() then 'idle'
                else 'ok' end,
           w.workspace_id, w.id, w.slug, w.name, w.timezone, w.modules, w.api_keys_enabled, w.allowlist::text[],
           i.maintenance_message, h.seq, s.id, u.id, u.email, u.display_name, u.timezone, u.locale, m.id, m.roles,
           coalesce(i.owner_user_id = u.id, false), s.last_seen_at,
           least(s.created_at + make_interval(mins => w.absolute_timeout_minutes),
                 (case when w.extend_on_activity then now() else s.created_at end)
                 + make_interval(mins => w.idle_timeout_minutes)),
           s.authenticated_at, s.factors, u.mfa_enabled, w.mfa_required_from
      into state, workspace_id, org_id, slug, workspace_name, timezone, modules, api_keys_enabled, allowlist,
      maintenance, seq, session_id, user_id, email, display_name, user_timezone, locale, member_id, roles,
      is_installation_owner, last_seen_at, expires_at, authenticated_at, factors, mfa_enabled, mfa_required_from
      from sessions s
      join workspaces w on w.workspace_id = s.workspace_id
      join event_heads h on h.workspace_id = s.workspace_id
      join users u on u.id = s.user_id
      cross join installation i
      left join members m on m.workspace_id = s.workspace_id and m.user_id = s.user_id and m.status = 'active'
     where s.id = p_session;
  if not found then
    said := set_config('apron.workspace', '', true);
    return;
  end if;
  -- Assignments, not `perform`: they are evaluated without a query of their own.
  said := set_config('apron.workspace', case state when 'ok' then workspace_id::text else '' end, true);
  said := set_config('apron.projects', '*', true);
  return next;
end $$;
revoke all on function apron.authenticate_session from public;
grant execute on function apron.authenticate_session to apron_app, apron_system;
