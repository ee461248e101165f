-- Old code survives: only new tables.

-- What was taught in a lesson. Once it is signed, it stays as it was: a correction is a second record.
create table training_lesson_records (
  workspace_id uuid not null references workspaces (workspace_id) on delete cascade,
  id text collate "C" not null,
  enrollment_id text collate "C" not null,
  crew_id text collate "C" not null,
  lesson_id text collate "C" not null,
  -- Where it counts after the student moved to another revision.
  current_lesson_id text collate "C" not null,
  session_id text collate "C",
  flight_id text collate "C",
  instructor_id text collate "C" not null check (instructor_id <> crew_id),
  held_on date not null,
  dual_minutes integer not null default 0 check (dual_minutes between 0 and 1440),
  solo_minutes integer not null default 0 check (solo_minutes between 0 and 1440),
  ground_minutes integer not null default 0 check (ground_minutes between 0 and 1440),
  simulator_minutes integer not null default 0 check (simulator_minutes between 0 and 1440),
  night_minutes integer not null default 0 check (night_minutes between 0 and 1440),
  instrument_minutes integer not null default 0 check (instrument_minutes between 0 and 1440),
  cross_country_minutes integer not null default 0 check (cross_country_minutes between 0 and 1440),
  grades jsonb not null default '[]',
  result text not null check (result in ('complete', 'incomplete', 'repeat', 'cancelled')),
  debrief text,
  student_comment text,
  status text not null default 'draft' check (status in ('draft', 'signed', 'acknowledged', 'disputed', 'amended')),
  dispute_reason text,
  resolution text,
  substitute_note text,
  amends_id text collate "C",
  amend_reason text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  version integer not null default 1,
  primary key (workspace_id, id),
  foreign key (workspace_id, enrollment_id) references training_enrollments (workspace_id, id),
  foreign key (workspace_id, crew_id) references crew (workspace_id, id),
  foreign key (workspace_id, lesson_id) references training_lessons (workspace_id, id),
  foreign key (workspace_id, current_lesson_id) references training_lessons (workspace_id, id),
  foreign key (workspace_id, session_id) references planning_sessions (workspace_id, id),
  foreign key (workspace_id, flight_id) references flights (workspace_id, id),
  foreign key (workspace_id, instructor_id) references crew (workspace_id, id),
  foreign key (workspace_id, amends_id) references training_lesson_records (workspace_id, id)
);
create index training_lesson_records_held on training_lesson_records (workspace_id, held_on, id);
create index training_lesson_records_enrollment on training_lesson_records (workspace_id, enrollment_id, held_on);
create index training_lesson_records_instructor on training_lesson_records (workspace_id, instructor_id, held_on);
create unique index training_lesson_records_amends on training_lesson_records (workspace_id, amends_id)
  where amends_id is not null;
select apron.tenant_table('training_lesson_records');
select apron.versioned_table('training_lesson_records');

create function apron.keep_signed_lesson() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' or new.status = 'draft'
     or (to_jsonb(old) - '{status,student_comment,dispute_reason,resolution,current_lesson_id,version,updated_at}'::text[])
        is distinct from
        (to_jsonb(new) - '{status,student_comment,dispute_reason,resolution,current_lesson_id,version,updated_at}'::text[])
     or (old.status = 'amended' and new.status <> 'amended') then
    raise exception 'a signed lesson stays as it is' using errcode = 'check_violation', constraint = 'keep_signed_lesson';
  end if;
  return new;
end $$;
create trigger keep_signed before update or delete on training_lesson_records for each row
  when (old.status <> 'draft') execute function apron.keep_signed_lesson();

-- Who signed what. The signed text is kept, and a constraint ties it to its hash.
create table training_signatures (
  workspace_id uuid not null references workspaces (workspace_id) on delete cascade,
  id text collate "C" not null,
  subject_kind text not null check (subject_kind in ('lesson', 'signoff', 'endorsement', 'enrollment')),
  subject_id text collate "C" not null,
  role text not null check (role in ('instructor', 'student', 'chief_instructor', 'examiner')),
  user_id text collate "C" not null,
  signer_crew_id text collate "C",
  student_crew_id text collate "C" not null,
  name text not null,
  certificate_number text,
  signed_at timestamptz not null,
  statement text not null,
  content text not null,
  content_sha256 text not null check (content_sha256 = encode(sha256(convert_to(content, 'UTF8')), 'hex')),
  method text not null default 'session_and_fresh_proof' check (method = 'session_and_fresh_proof'),
  voided_at timestamptz,
  void_reason text,
  primary key (workspace_id, id),
  constraint training_signatures_not_own check (
    case when role = 'student' then signer_crew_id = student_crew_id
         else signer_crew_id is distinct from student_crew_id end)
);
create index training_signatures_subject on training_signatures (workspace_id, subject_id, signed_at);
select apron.tenant_table('training_signatures');
revoke update, delete on training_signatures from apron_app, apron_system;
grant update (voided_at, void_reason) on training_signatures to apron_app, apron_system;

create table training_signoffs (
  workspace_id uuid not null references workspaces (workspace_id) on delete cascade,
  id text collate "C" not null,
  enrollment_id text collate "C" not null,
  crew_id text collate "C" not null,
  program_id text collate "C" not null,
  kind text not null check (kind in ('item', 'stage_check', 'exam', 'final')),
  item_id text collate "C",
  stage_id text collate "C",
  current_item_id text collate "C",
  current_stage_id text collate "C",
  level text not null,
  signed_on date not null,
  instructor_id text collate "C" not null check (instructor_id <> crew_id),
  lesson_record_ids text[] not null default '{}',
  note text,
  status text not null default 'valid' check (status in ('valid', 'superseded', 'revoked')),
  signature_id text collate "C" not null,
  revoked_at timestamptz,
  revoked_by_name text,
  revoke_reason text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  version integer not null default 1,
  primary key (workspace_id, id),
  foreign key (workspace_id, enrollment_id) references training_enrollments (workspace_id, id),
  foreign key (workspace_id, crew_id) references crew (workspace_id, id),
  foreign key (workspace_id, program_id) references training_programs (workspace_id, id),
  foreign key (workspace_id, item_id) references training_items (workspace_id, id),
  foreign key (workspace_id, stage_id) references training_stages (workspace_id, id),
  foreign key (workspace_id, instructor_id) references crew (workspace_id, id),
  foreign key (workspace_id, signature_id) references training_signatures (workspace_id, id),
  check ((kind = 'item') = (item_id is not null)),
  check (kind <> 'stage_check' or stage_id is not null)
);
create unique index training_signoffs_item on training_signoffs (workspace_id, enrollment_id, current_item_id)
  where status = 'valid' and current_item_id is not null;
create index training_signoffs_signed on training_signoffs (workspace_id, signed_on, id);
create index training_signoffs_updated on training_signoffs (workspace_id, updated_at, id);
create index training_signoffs_student on training_signoffs (workspace_id, crew_id, signed_on);
create index training_signoffs_enrollment on training_signoffs (workspace_id, enrollment_id);
create index training_signoffs_instructor on training_signoffs (workspace_id, instructor_id, signed_on);
select apron.tenant_table('training_signoffs');
select apron.versioned_table('training_signoffs');
revoke update, delete on training_signoffs from apron_app, apron_system;
grant update (status, revoked_at, revoked_by_name, revoke_reason, current_item_id, current_stage_id, version, updated_at)
  on training_signoffs to apron_app, apron_system;

create function apron.keep_ended_signoff() returns trigger language plpgsql as $$
begin
  if new.status <> old.status then
    raise exception 'an ended sign-off stays as it is' using errcode = 'check_violation', constraint = 'keep_ended_signoff';
  end if;
  return new;
end $$;
create trigger keep_ended before update on training_signoffs for each row
  when (old.status <> 'valid') execute function apron.keep_ended_signoff();
