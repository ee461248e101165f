-- Old code survives: it does not know this table, and sends to recipients who have not confirmed.
-- Recipients of email channels confirm before anything is sent to them, once for each workspace.
create table channel_recipients (
  workspace_id uuid not null references workspaces on delete cascade,
  address text not null check (address = lower(address)),
  token_hash bytea,
  expires_at timestamptz,
  confirmed_at timestamptz,
  created_at timestamptz not null default now(),
  primary key (workspace_id, address)
);
create index channel_recipients_token on channel_recipients (token_hash) where token_hash is not null;
select apron.tenant_table('channel_recipients');
-- Recipients of the channels that there are get emails already.
insert into channel_recipients (workspace_id, address, confirmed_at)
select distinct e.workspace_id, lower(recipient), now()
  from webhook_endpoints e
  cross join jsonb_array_elements_text(e.config -> 'recipients') recipient
 where e.kind = 'email' and e.deleted_at is null
on conflict do nothing;
