-- Old code survives: it reads and writes none of the new columns, kinds and classes.

-- Birth dates decide how long a medical is valid. They are apart from the other data of a person, because only a few
-- members may read them: no list, event or export of people shows them.
create table crew_birth_dates (
  workspace_id uuid not null,
  crew_id text collate "C" not null,
  birth_date date not null check (birth_date >= '1900-01-01'),
  updated_at timestamptz not null default now(),
  primary key (workspace_id, crew_id),
  foreign key (workspace_id, crew_id) references crew (workspace_id, id) on delete cascade
);
select apron.tenant_table('crew_birth_dates');

alter table compliance_records
  -- For a medical by MED.A.045 that was revalidated: when the certificate before it ends.
  add column previous_expires_on date,
  -- For BasicMed: the day of the course.
  add column course_on date,
  add column single_pilot_passengers_until date,
  add column light_aircraft_until date,
  drop constraint compliance_records_kind_check,
  drop constraint compliance_records_medical_class_check,
  drop constraint compliance_records_operation_check,
  add constraint compliance_records_kind_check check (kind in ('certificate', 'rating', 'medical', 'basic_med', 'document',
    'checkout', 'endorsement', 'flight_review', 'instrument_proficiency_check', 'training', 'other')),
  add constraint compliance_records_medical_class_check
    check (medical_class in ('first', 'second', 'third', 'class_1', 'class_2', 'lapl', 'other')),
  add constraint compliance_records_operation_check check (operation in ('single_pilot_passengers', 'airline_transport',
    'commercial', 'private', 'light_aircraft')),
  add constraint compliance_records_course_on_check check (course_on is null or kind = 'basic_med');

alter table compliance_requirements
  drop constraint compliance_requirements_kind_check,
  drop constraint compliance_requirements_operation_check,
  add constraint compliance_requirements_kind_check check (kind in ('certificate', 'rating', 'medical', 'basic_med', 'document',
    'checkout', 'endorsement', 'flight_review', 'instrument_proficiency_check', 'training', 'other')),
  add constraint compliance_requirements_operation_check check (operation in ('single_pilot_passengers', 'airline_transport',
    'commercial', 'private', 'light_aircraft'));

-- As before, with the two new operations, and with BasicMed as one way to meet the requirement of a medical.
create or replace view compliance_holdings with (security_invoker = true) as
with held as not materialized (
  select c.workspace_id, c.id as crew_id, q.id as requirement_id, q.title, q.kind, q.operation, r.id as record_id,
      r.until as expires_on, r.warning_days
    from crew c
    join compliance_requirements q on q.workspace_id = c.workspace_id and q.status = 'active'
      and (c.functions && q.functions or c.id = any (q.crew_ids))
    left join lateral (
      select u.id, u.warning_days, u.until
        from (select t.id, t.warning_days, coalesce(q.operation, '') as operation,
                  case q.operation when 'single_pilot_passengers' then t.single_pilot_passengers_until
                    when 'airline_transport' then t.airline_transport_until when 'commercial' then t.commercial_until
                    when 'private' then t.private_until when 'light_aircraft' then t.light_aircraft_until
                    else t.expires_on end as until
                from compliance_records t
               where t.workspace_id = c.workspace_id and t.crew_id = c.id and t.withdrawn_at is null
                 and (t.kind = q.kind or (t.kind = 'basic_med' and q.kind = 'medical'))
                 and (q.record_title is null or lower(t.title) = lower(q.record_title))) u
       where u.operation = '' or u.until is not null
       order by u.until desc nulls first, u.id limit 1) r on true
   where c.status = 'active'
), everything as (
  select * from held
  union all
  select t.workspace_id, t.crew_id, null, t.title, t.kind, t.operation, t.id, t.expires_on, t.warning_days
    from compliance_records t join crew c on c.workspace_id = t.workspace_id and c.id = t.crew_id and c.status = 'active'
   where t.withdrawn_at is null
     and not exists (select from held h where h.workspace_id = t.workspace_id and h.crew_id = t.crew_id and h.record_id = t.id
                        and (h.expires_on is null or h.expires_on <= t.expires_on))
)
select e.*, case when e.record_id is null then 'missing'
       else apron.compliance_status(e.expires_on, e.warning_days, (now() at time zone w.timezone)::date) end as status
  from everything e join workspaces w on w.workspace_id = e.workspace_id;

-- An instrument proficiency check without an end counted for ever. It counts to the end of the 6th calendar month after
-- its own (14 CFR 61.57(c), (d)). The history keeps what it was.
update compliance_records set expires_on = (date_trunc('month', issued_on) + interval '7 months' - interval '1 day')::date,
    expiry_source = 'rule', citation = '14 CFR 61.57(c), (d)', change = 'updated', changed_by = 'Apron'
 where kind = 'instrument_proficiency_check' and expires_on is null and issued_on is not null and withdrawn_at is null;
