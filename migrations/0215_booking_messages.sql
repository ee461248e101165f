-- Old code survives: new tables and a column that may be empty.

-- A file of a mail, such as the booking that it is about as a calendar: {filename, contentType, content}.
alter table mails add column attachment jsonb;

-- The people of a booking hear of what happens to it. A row waits here for each such event, written in the same
-- transaction, so that no message is lost, and none is written during the request.
create table planning_messages (
  workspace_id uuid not null references workspaces (workspace_id) on delete cascade,
  -- The event.
  id text collate "C" not null,
  event_type text not null,
  session_id text collate "C" not null,
  -- Who did it, and has no need of a message.
  actor_id text collate "C",
  -- What one request did becomes one message to each.
  request_id text,
  created_at timestamptz not null default now(),
  primary key (workspace_id, id)
);
create index planning_messages_request on planning_messages (workspace_id, request_id);
select apron.tenant_table('planning_messages');

create function apron.queue_planning_message() returns trigger language plpgsql
set search_path = pg_catalog, public, pg_temp as $$
begin
  insert into planning_messages (workspace_id, id, event_type, session_id, actor_id, request_id)
  values (new.workspace_id, new.id, new.type, new.subject_id, new.actor_id, new.request_id);
  return null;
end $$;
create trigger queue_planning_message after insert on events for each row
  when (new.type in ('session.requested', 'session.confirmed', 'session.declined', 'session.moved',
    'session.cancelled', 'standby.promoted'))
  execute function apron.queue_planning_message();

-- How a member wants to hear of bookings. A member without a row wants both.
create table planning_message_settings (
  workspace_id uuid not null references workspaces (workspace_id) on delete cascade,
  user_id text collate "C" not null references users (id) on delete cascade,
  in_app boolean not null default true,
  mail boolean not null default true,
  primary key (workspace_id, user_id)
);
select apron.tenant_table('planning_message_settings');
