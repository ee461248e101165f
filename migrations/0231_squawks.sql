-- Old code survives: only new tables, and a trigger on aircraft that looks at them.

-- Who signed what. A signature never changes: neither role may update or delete one.
create table maintenance_signatures (
  workspace_id uuid not null references workspaces (workspace_id) on delete cascade,
  id text collate "C" not null,
  subject_type text not null,
  subject_id text collate "C" not null,
  statement text not null,
  signer_user_id text collate "C" not null,
  name text not null,
  certificate_kind text not null,
  certificate_number text not null,
  signed_at timestamptz not null,
  content_sha256 text not null check (content_sha256 ~ '^[0-9a-f]{64}$'),
  primary key (workspace_id, id)
);
create index maintenance_signatures_subject on maintenance_signatures (workspace_id, subject_id, id);
create index maintenance_signatures_signed on maintenance_signatures (workspace_id, signed_at desc, id desc);
select apron.tenant_table('maintenance_signatures');
revoke update, delete on maintenance_signatures from apron_app, apron_system;

create table squawks (
  workspace_id uuid not null references workspaces (workspace_id) on delete cascade,
  id text collate "C" not null,
  number text not null,
  -- Null: a remark about an aircraft of another fleet, kept to search for what has happened before.
  aircraft_id text collate "C",
  aircraft_type text not null,
  title text not null check (length(title) between 3 and 200),
  description text not null default '' check (length(description) <= 10000),
  found_at timestamptz not null,
  found_on date not null,
  found_by text collate "C",
  flight_id text collate "C",
  phase text not null check (phase in ('preflight', 'ground', 'flight', 'inspection')),
  ata_chapter text check (ata_chapter ~ '^\d{2}(-\d{2})?$'),
  is_grounding boolean not null default false,
  -- The status of the aircraft before a squawk took it out of service.
  grounded_from text,
  status text not null default 'open' check (status in ('open', 'in_progress', 'deferred', 'resolved', 'duplicate')),
  duplicate_of_id text collate "C",
  recurs_of_id text collate "C",
  resolution_text text,
  resolved_at timestamptz,
  signature_id text collate "C",
  reported_by text collate "C",
  reported_by_name text not null,
  external_reference text,
  search tsvector generated always as (to_tsvector('english', title || ' ' || description)) stored,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  version integer not null default 1,
  primary key (workspace_id, id),
  unique (workspace_id, number),
  check (aircraft_id is not null or (status = 'resolved' and not is_grounding)),
  check ((status = 'duplicate') = (duplicate_of_id is not null)),
  check (duplicate_of_id <> id and recurs_of_id <> id),
  foreign key (workspace_id, aircraft_id) references aircraft (workspace_id, id),
  foreign key (workspace_id, found_by) references crew (workspace_id, id),
  foreign key (workspace_id, flight_id) references flights (workspace_id, id),
  foreign key (workspace_id, duplicate_of_id) references squawks (workspace_id, id),
  foreign key (workspace_id, recurs_of_id) references squawks (workspace_id, id),
  foreign key (workspace_id, signature_id) references maintenance_signatures (workspace_id, id)
);
create index squawks_found on squawks (workspace_id, found_at desc, id desc);
create index squawks_number on squawks (workspace_id, number desc, id desc);
create index squawks_updated on squawks (workspace_id, updated_at, id);
create index squawks_aircraft on squawks (workspace_id, aircraft_id, found_at desc, id desc);
create index squawks_open on squawks (workspace_id, aircraft_id) where status in ('open', 'in_progress', 'deferred');
create index squawks_flight on squawks (workspace_id, flight_id) where flight_id is not null;
create index squawks_lexemes on squawks using gin (workspace_id, search);
create unique index squawks_external on squawks (workspace_id, external_reference) where external_reference is not null;
select apron.tenant_table('squawks');
select apron.versioned_table('squawks');
create trigger keep_completed before update on squawks for each row execute function apron.keep_completed('resolved');
select apron.searchable_table('squawks', 't.number, t.title, t.description, t.aircraft_type');

create table squawk_files (
  workspace_id uuid not null,
  squawk_id text collate "C" not null,
  file_id text collate "C" not null,
  primary key (workspace_id, squawk_id, file_id),
  foreign key (workspace_id, squawk_id) references squawks (workspace_id, id) on delete cascade,
  foreign key (workspace_id, file_id) references files (workspace_id, id)
);
select apron.tenant_table('squawk_files');

-- An aircraft that an open squawk grounds is not active. It is looked at when the transaction commits, because the
-- squawk and the aircraft change one after the other.
create function apron.refuse_active_grounded() returns trigger language plpgsql as $$
declare
  aircraft text := case tg_table_name when 'aircraft' then new.id else to_jsonb(new) ->> 'aircraft_id' end;
begin
  if exists (select from squawks s join aircraft a on a.workspace_id = s.workspace_id and a.id = s.aircraft_id
              where s.workspace_id = new.workspace_id and s.aircraft_id = aircraft and a.status = 'active'
                and s.is_grounding and s.status in ('open', 'in_progress'))
  then
    raise exception 'an open squawk grounds the aircraft'
      using errcode = 'check_violation', constraint = 'aircraft_grounded_by_squawk', table = 'aircraft';
  end if;
  return null;
end $$;
create constraint trigger refuse_active_grounded after insert or update on squawks
  deferrable initially deferred for each row when (new.is_grounding)
  execute function apron.refuse_active_grounded();
create constraint trigger refuse_active_grounded after update of status on aircraft
  deferrable initially deferred for each row when (new.status = 'active' and old.status <> 'active')
  execute function apron.refuse_active_grounded();

-- Squawks about the same trouble: the rarer a word, the more it says. Those of the same type of aircraft come first.
create function apron.similar_squawks(p_id text, p_most integer)
returns table (id text, score double precision, is_same_type boolean)
language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
  with subject as (
    select s.* from squawks s where s.workspace_id = apron.workspace() and s.id = p_id),
  everything as (
    select count(*)::double precision as squawks from squawks s where s.workspace_id = apron.workspace()),
  words as (
    select w.lexeme, (select count(*) from squawks s
                       where s.workspace_id = apron.workspace() and s.search @@ quote_literal(w.lexeme)::tsquery) as found
      from subject, unnest(subject.search) w
     where length(w.lexeme) > 2),
  rare_words as (
    select lexeme, ln(1 + everything.squawks / found) as weight
      from words, everything where found between 2 and greatest(20, everything.squawks / 4)
     order by found, lexeme limit 16),
  matches as (
    select s.id, sum(t.weight) as weight
      from rare_words t
      join squawks s on s.workspace_id = apron.workspace() and s.search @@ quote_literal(t.lexeme)::tsquery
     where s.id <> p_id
     group by s.id order by 2 desc limit 200)
  select s.id, m.weight + apron.similarity(s.title, subject.title) * 5, s.aircraft_type = subject.aircraft_type
    from matches m
    join squawks s on s.workspace_id = apron.workspace() and s.id = m.id
    cross join subject
   order by s.aircraft_type = subject.aircraft_type desc, 2 desc, s.id
   limit p_most
$$;
revoke all on function apron.similar_squawks(text, integer) from public;
grant execute on function apron.similar_squawks(text, integer) to apron_app, apron_system;
