-- Old code does not survive: it would find two accounts of one address.
-- An account that a workspace's identity provider made belongs to that workspace, the issuer and the subject. It does
-- not occupy its address until a mail proves that.
alter table users add column provider_workspace_id uuid;
update users u set provider_workspace_id = i.workspace_id
  from provider_identities i
 where i.user_id = u.id and u.email_verified_at is null
   and not exists (select from user_passwords p where p.user_id = u.id)
   and not exists (select from passkeys k where k.user_id = u.id)
   and (select count(*) from provider_identities o where o.user_id = u.id) = 1;
drop index users_email;
create unique index users_email on users (lower(email)) where provider_workspace_id is null;

-- When the owner of the account confirmed with a factor of their own that the subject is them; null: not yet.
alter table provider_identities add column proved_at timestamptz;
update provider_identities i set proved_at = i.created_at
  from users u where u.id = i.user_id and u.provider_workspace_id is not null;

-- The provider that vouched for a session, by the name that it had then.
alter table sessions add column vouched_by text;
alter table api_keys add column vouched_by text;
update sessions s set vouched_by = p.name
  from identity_providers p where p.workspace_id = s.workspace_id and 'sso' = any (s.factors);

drop function apron.authenticate_session(text);
CREATE OR REPLACE FUNCTION apron.authenticate_session(p_session text)
 RETURNS TABLE(state text, workspace_id uuid, org_id text, slug text, workspace_name text, timezone text, modules text[], api_keys_enabled boolean, allowlist text[], maintenance text, seq bigint, session_id text, user_id text, email text, display_name text, user_timezone text, locale text, member_id text, roles text[], is_installation_owner boolean, last_seen_at timestamp with time zone, expires_at timestamp with time zone, authenticated_at timestamp with time zone, factors text[], mfa_enabled boolean, mfa_required_from timestamp with time zone, vouched_by text, is_providers_own boolean)
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
declare
  said text;
begin
  select case when s.ended_at is not null then 'ended'
                when m.id is null then 'removed'
                -- Also one that was opened at the very moment when the workspace began to require its provider.
                when w.sso_required and not 'sso' = any (s.factors) and not 'account_owner' = any (m.roles) then 'ended'
                when s.created_at + make_interval(mins => w.absolute_timeout_minutes) <= now() then 'timed_out'
                when (case when w.extend_on_activity then s.last_seen_at else s.created_at end)
                     + make_interval(mins => w.idle_timeout_minutes) <= now() then 'idle'
                else 'ok' end,
           w.workspace_id, w.id, w.slug, w.name, w.timezone, w.modules, w.api_keys_enabled, apron.allowlist_now(w.allowlist, w.allowlist_until),
           i.maintenance_message, h.seq, s.id, u.id, u.email, u.display_name, u.timezone, u.locale, m.id, m.roles,
           coalesce(i.owner_user_id = u.id, false), s.last_seen_at,
           least(s.created_at + make_interval(mins => w.absolute_timeout_minutes),
                 (case when w.extend_on_activity then now() else s.created_at end)
                 + make_interval(mins => w.idle_timeout_minutes)),
           s.authenticated_at, s.factors, u.mfa_enabled, w.mfa_required_from,
           s.vouched_by, u.provider_workspace_id is not null
      into state, workspace_id, org_id, slug, workspace_name, timezone, modules, api_keys_enabled, allowlist,
      maintenance, seq, session_id, user_id, email, display_name, user_timezone, locale, member_id, roles,
      is_installation_owner, last_seen_at, expires_at, authenticated_at, factors, mfa_enabled, mfa_required_from, vouched_by,
      is_providers_own
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
end $function$;
revoke all on function apron.authenticate_session from public;
grant execute on function apron.authenticate_session to apron_app, apron_system;
