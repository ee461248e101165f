-- Old code survives: it goes on sending to webhook endpoints, and leaves what waits for channels to new code.

-- A notification channel is one more place that deliveries go to, with the queue, the ladder, the circuit and the
-- dead letters of webhook endpoints. Its address is in `config`, or sealed among the secrets where it is one.
alter table webhook_endpoints
  add column kind text not null default 'endpoint' check (kind in ('endpoint', 'webhook', 'slack', 'email', 'in_app')),
  add column name text check (length(name) between 1 and 100),
  add column config jsonb not null default '{}',
  add check ((kind = 'endpoint') = (name is null));
create index webhook_endpoints_channels on webhook_endpoints (workspace_id, created_at, id) where kind <> 'endpoint';

-- What goes to a channel is a message, made once: `body` holds its bytes, where an endpoint gets the event's own.
alter table webhook_deliveries
  alter column event_seq drop not null,
  alter column event_id drop not null,
  add column body text,
  add column rule_id text collate "C",
  add check (event_seq is not null or body is not null);
create index webhook_deliveries_recent on webhook_deliveries (workspace_id, created_at, id);

create or replace function apron.fan_out_event() returns trigger language plpgsql set search_path = pg_catalog, public, pg_temp as $$
declare
  endpoint text;
  delivery uuid;
begin
  for endpoint in
    select e.id from webhook_endpoints e
     where e.workspace_id = new.workspace_id and e.kind = 'endpoint' and e.enabled and e.deleted_at is null
       and case when new.type = 'webhook.test' then e.id = new.subject_id
                else '*' = any (e.events) or new.type = any (e.events) end
  loop
    delivery := apron.new_uuid();
    insert into webhook_deliveries (workspace_id, id, uuid, endpoint_id, event_seq, event_id, event_type, due_at, created_at)
    values (new.workspace_id, apron.type_id('dlv', delivery), delivery, endpoint, new.seq, new.id, new.type, clock_timestamp(), clock_timestamp());
  end loop;
  return null;
end $$;
