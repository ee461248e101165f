-- Old code survives: new tables, and one more name in every workspace's list of modules, which it does not know.

-- ── what people hold ────────────────────────────────────────────────────────────────────────────

create table compliance_records (
  workspace_id uuid not null references workspaces (workspace_id) on delete cascade,
  id text collate "C" not null,
  crew_id text collate "C" not null,
  kind text not null check (kind in ('certificate', 'rating', 'medical', 'document', 'checkout', 'endorsement',
    'flight_review', 'instrument_proficiency_check', 'training', 'other')),
  title text not null check (length(title) between 1 and 120),
  number text,
  issuing_authority text,
  issued_on date,
  -- Good to the end of this day in the zone of the workspace; null: it does not lapse.
  expires_on date,
  expiry_source text not null check (expiry_source in ('given', 'rule', 'none')),
  citation text,                              -- of the rule that computed or limits the date
  medical_class text check (medical_class in ('first', 'second', 'third', 'other')),
  operation text check (operation in ('airline_transport', 'commercial', 'private')),
  age_at_exam smallint check (age_at_exam between 10 and 120),
  -- A medical lapses operation by operation (14 CFR 61.23(d)); null: it does not cover that one.
  airline_transport_until date,
  commercial_until date,
  private_until date,
  warning_days smallint not null check (warning_days between 0 and 730),
  reference text,
  notes text,
  files integer not null default 0,
  withdrawn_at timestamptz,
  withdrawn_reason text,
  -- What made this version, and who; the history keeps it.
  change text not null check (change in ('created', 'updated', 'evidence_attached', 'withdrawn', 'imported')),
  changed_by text not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  version integer not null default 1,
  lapses_on date not null generated always as (coalesce(expires_on, 'infinity'::date)) stored,
  primary key (workspace_id, id),
  foreign key (workspace_id, crew_id) references crew (workspace_id, id),
  check ((expires_on is null) = (expiry_source = 'none')),
  check (expires_on >= issued_on),
  check ((withdrawn_at is null) = (withdrawn_reason is null)),
  check (medical_class is null or kind = 'medical')
);
create index compliance_records_lapse on compliance_records (workspace_id, lapses_on, id);
create index compliance_records_changed on compliance_records (workspace_id, updated_at, id);
create index compliance_records_person on compliance_records (workspace_id, crew_id);
-- One living record of a thing: renewing it is a new version, and what was before is in the history.
create unique index compliance_records_title on compliance_records (workspace_id, crew_id, kind, lower(title)) where withdrawn_at is null;
select apron.tenant_table('compliance_records');
select apron.versioned_table('compliance_records');
revoke delete on compliance_records from apron_app, apron_system;

-- Every version, as the row was. Nobody writes here but the trigger, and nobody takes anything out.
create table compliance_versions (
  workspace_id uuid not null,
  id text collate "C" not null,
  record_id text collate "C" not null,
  version integer not null,
  record jsonb not null,
  changed_at timestamptz not null default now(),
  primary key (workspace_id, record_id, version),
  foreign key (workspace_id, record_id) references compliance_records (workspace_id, id) on delete cascade
);
select apron.tenant_table('compliance_versions');
revoke insert, update, delete on compliance_versions from apron_app, apron_system;

create function apron.keep_compliance_version() returns trigger language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  insert into compliance_versions (workspace_id, id, record_id, version, record)
    values (new.workspace_id, apron.type_id('cmv', gen_random_uuid()), new.id, new.version, to_jsonb(new));
  return null;
end $$;
revoke all on function apron.keep_compliance_version from public;
create trigger keep_version after insert or update on compliance_records for each row execute function apron.keep_compliance_version();

create function apron.compliance_withdrawn_is_final() returns trigger language plpgsql as $$
begin
  raise exception 'a withdrawn record stays as it is' using errcode = 'check_violation', constraint = 'compliance_withdrawn_is_final';
end $$;
create trigger withdrawn_is_final before update on compliance_records for each row when (old.withdrawn_at is not null)
  execute function apron.compliance_withdrawn_is_final();

create table compliance_files (
  workspace_id uuid not null,
  record_id text collate "C" not null,
  file_id text collate "C" not null,
  version integer not null,                   -- of the record, that it came with
  added_by text not null,
  primary key (workspace_id, record_id, file_id),
  foreign key (workspace_id, record_id) references compliance_records (workspace_id, id) on delete cascade,
  foreign key (workspace_id, file_id) references files (workspace_id, id)
);
select apron.tenant_table('compliance_files');
revoke update, delete on compliance_files from apron_app, apron_system;

-- The status that was last told of a record: a crossing is told once, whoever notices it.
create table compliance_standings (
  workspace_id uuid not null,
  record_id text collate "C" not null,
  status text not null check (status in ('compliant', 'expiring', 'expired', 'missing')),
  since timestamptz not null default now(),
  primary key (workspace_id, record_id),
  foreign key (workspace_id, record_id) references compliance_records (workspace_id, id) on delete cascade
);
select apron.tenant_table('compliance_standings');

-- ── what people must hold ───────────────────────────────────────────────────────────────────────

create table compliance_requirements (
  workspace_id uuid not null references workspaces (workspace_id) on delete cascade,
  id text collate "C" not null,
  title text not null check (length(title) between 1 and 120),
  kind text not null check (kind in ('certificate', 'rating', 'medical', 'document', 'checkout', 'endorsement',
    'flight_review', 'instrument_proficiency_check', 'training', 'other')),
  record_title text,                          -- null: any record of the kind
  operation text check (operation in ('airline_transport', 'commercial', 'private')),
  functions text[] not null default '{}',
  crew_ids text[] not null default '{}',
  citation text,
  notes text,
  status text not null default 'active' check (status in ('active', 'retired')),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  version integer not null default 1,
  primary key (workspace_id, id),
  check (cardinality(functions) + cardinality(crew_ids) > 0),
  check (operation is null or kind = 'medical')
);
create index compliance_requirements_title on compliance_requirements (workspace_id, lower(title), id);
create unique index compliance_requirements_name on compliance_requirements (workspace_id, lower(title)) where status = 'active';
select apron.tenant_table('compliance_requirements');
select apron.versioned_table('compliance_requirements');
revoke delete on compliance_requirements from apron_app, apron_system;

-- ── how it stands ───────────────────────────────────────────────────────────────────────────────

create function apron.compliance_status(expires_on date, warning_days integer, today date) returns text language sql immutable as $$
  select case when expires_on is null then 'compliant' when expires_on < today then 'expired'
              when expires_on - warning_days <= today then 'expiring' else 'compliant' end
$$;

-- What each active person must hold and with which record they do, the one that lasts longest; and, without a
-- requirement, what they hold beyond that.
create view compliance_holdings with (security_invoker = true) as
with held as (
  select c.workspace_id, c.id as crew_id, q.id as requirement_id, q.title, q.kind, q.operation, r.id as record_id, r.until as expires_on, r.warning_days
    from crew c
    join compliance_requirements q on q.workspace_id = c.workspace_id and q.status = 'active' and (c.functions && q.functions or c.id = any (q.crew_ids))
    left join lateral (
      select t.id, t.warning_days, case q.operation when 'airline_transport' then t.airline_transport_until
               when 'commercial' then t.commercial_until when 'private' then t.private_until else t.expires_on end as until
        from compliance_records t
       where t.workspace_id = c.workspace_id and t.crew_id = c.id and t.withdrawn_at is null and t.kind = q.kind
         and (q.record_title is null or lower(t.title) = lower(q.record_title))
         and case q.operation when 'airline_transport' then t.airline_transport_until is not null
               when 'commercial' then t.commercial_until is not null when 'private' then t.private_until is not null else true end
       order by until desc nulls first, t.id limit 1) r on true
   where c.status = 'active'
), everything as (
  select * from held
  union all
  select t.workspace_id, t.crew_id, null, t.title, t.kind, t.operation, t.id, t.expires_on, t.warning_days
    from compliance_records t join crew c on c.workspace_id = t.workspace_id and c.id = t.crew_id and c.status = 'active'
   where t.withdrawn_at is null
     and not exists (select from held h where h.workspace_id = t.workspace_id and h.crew_id = t.crew_id and h.record_id = t.id)
)
select e.*, case when e.record_id is null then 'missing'
       else apron.compliance_status(e.expires_on, e.warning_days, (now() at time zone w.timezone)::date) end as status
  from everything e join workspaces w on w.workspace_id = e.workspace_id;
grant select on compliance_holdings to apron_app, apron_system;

update workspaces set modules = array_append(modules, 'compliance') where not 'compliance' = any (modules);
