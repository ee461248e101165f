-- Old code survives: only new tables.

create table training_programs (
  workspace_id uuid not null references workspaces (workspace_id) on delete cascade,
  id text collate "C" not null,
  code text not null check (length(code) between 1 and 40),
  title text not null check (length(title) between 1 and 200),
  authority text not null check (authority in ('faa_61', 'faa_141', 'faa_142', 'easa_ato', 'easa_dto', 'club')),
  course_reference text,
  chief_instructor_id text collate "C",
  status text not null default 'active' check (status in ('active', 'retired')),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  version integer not null default 1,
  primary key (workspace_id, id),
  foreign key (workspace_id, chief_instructor_id) references crew (workspace_id, id)
);
create unique index training_programs_code on training_programs (workspace_id, lower(code));
create index training_programs_by_code on training_programs (workspace_id, lower(code), id);
select apron.tenant_table('training_programs');
select apron.versioned_table('training_programs');
select apron.searchable_table('training_programs', 't.code, t.title, t.course_reference');

create table training_revisions (
  workspace_id uuid not null references workspaces (workspace_id) on delete cascade,
  id text collate "C" not null,
  program_id text collate "C" not null,
  number integer not null check (number > 0),
  status text not null default 'draft' check (status in ('draft', 'published', 'frozen', 'retired')),
  effective_on date,
  approval_reference text,
  minimums jsonb not null default '[]',
  grade_scale jsonb not null,
  change_note text,
  published_at timestamptz,
  published_by_name text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  version integer not null default 1,
  primary key (workspace_id, id),
  foreign key (workspace_id, program_id) references training_programs (workspace_id, id),
  constraint training_revisions_number unique (workspace_id, program_id, number)
);
create index training_revisions_by_number on training_revisions (workspace_id, number, id);
select apron.tenant_table('training_revisions');
select apron.versioned_table('training_revisions');

create table training_stages (
  workspace_id uuid not null,
  id text collate "C" not null,
  revision_id text collate "C" not null,
  position integer not null check (position > 0),
  title text not null check (length(title) between 1 and 200),
  needs_stage_check boolean not null default false,
  primary key (workspace_id, id),
  foreign key (workspace_id, revision_id) references training_revisions (workspace_id, id) on delete cascade
);
create index training_stages_revision on training_stages (workspace_id, revision_id, position);
select apron.tenant_table('training_stages');

create table training_lessons (
  workspace_id uuid not null,
  id text collate "C" not null,
  revision_id text collate "C" not null,
  stage_id text collate "C" not null,
  position integer not null check (position > 0),
  code text not null check (length(code) between 1 and 40),
  title text not null check (length(title) between 1 and 200),
  kind text not null check (kind in ('flight', 'ground', 'simulator', 'exam')),
  planned_minutes integer not null default 0 check (planned_minutes between 0 and 6000),
  requires_lesson_ids text[] not null default '{}',
  is_solo boolean not null default false,
  briefing text,
  primary key (workspace_id, id),
  foreign key (workspace_id, revision_id) references training_revisions (workspace_id, id) on delete cascade,
  foreign key (workspace_id, stage_id) references training_stages (workspace_id, id) on delete cascade
);
create unique index training_lessons_code on training_lessons (workspace_id, revision_id, lower(code));
create index training_lessons_stage on training_lessons (workspace_id, stage_id, position);
create index training_lessons_revision on training_lessons (workspace_id, revision_id);
select apron.tenant_table('training_lessons');

create table training_items (
  workspace_id uuid not null,
  id text collate "C" not null,
  revision_id text collate "C" not null,
  lesson_id text collate "C" not null,
  position integer not null check (position > 0),
  code text not null check (length(code) between 1 and 40),
  title text not null check (length(title) between 1 and 200),
  kind text not null check (kind in ('manoeuvre', 'knowledge', 'competency')),
  is_required boolean not null default true,
  pass_level text,
  standard text,
  primary key (workspace_id, id),
  foreign key (workspace_id, revision_id) references training_revisions (workspace_id, id) on delete cascade,
  foreign key (workspace_id, lesson_id) references training_lessons (workspace_id, id) on delete cascade
);
create unique index training_items_code on training_items (workspace_id, lesson_id, lower(code));
create index training_items_revision on training_items (workspace_id, revision_id);
select apron.tenant_table('training_items');

-- What a student enrolled in stays as it was, whoever asks. A write to a syllabus locks its revision, so that no
-- enrollment freezes it between the check and the commit.
create function apron.keep_frozen_syllabus() returns trigger language plpgsql as $$
declare
  written record := case when tg_op = 'DELETE' then old else new end;
begin
  if exists (select from training_revisions r
              where r.workspace_id = written.workspace_id and r.id = written.revision_id
                and r.status in ('frozen', 'retired')) then
    raise exception 'the syllabus is frozen' using errcode = 'check_violation', constraint = 'keep_frozen_syllabus';
  end if;
  return written;
end $$;
create trigger keep_frozen before insert or update or delete on training_stages
  for each row execute function apron.keep_frozen_syllabus();
create trigger keep_frozen before insert or update or delete on training_lessons
  for each row execute function apron.keep_frozen_syllabus();
create trigger keep_frozen before insert or update or delete on training_items
  for each row execute function apron.keep_frozen_syllabus();

create function apron.keep_frozen_revision() returns trigger language plpgsql as $$
begin
  if row(old.program_id, old.number, old.effective_on, old.minimums, old.grade_scale)
     is distinct from row(new.program_id, new.number, new.effective_on, new.minimums, new.grade_scale)
     or new.status in ('draft', 'published') or (old.status = 'retired' and new.status <> 'retired') then
    raise exception 'the revision is frozen' using errcode = 'check_violation', constraint = 'keep_frozen_revision';
  end if;
  return new;
end $$;
create trigger keep_frozen before update on training_revisions for each row
  when (old.status in ('frozen', 'retired')) execute function apron.keep_frozen_revision();

create table training_enrollments (
  workspace_id uuid not null references workspaces (workspace_id) on delete cascade,
  id text collate "C" not null,
  crew_id text collate "C" not null,
  program_id text collate "C" not null,
  revision_id text collate "C" not null,
  chief_instructor_id text collate "C" not null,
  primary_instructor_id text collate "C",
  enrolled_on date not null,
  status text not null default 'enrolled'
    check (status in ('enrolled', 'active', 'suspended', 'graduated', 'terminated', 'transferred')),
  certificate_number text not null check (length(certificate_number) between 1 and 60),
  credit_minutes jsonb not null default '[]',
  certificate_given_on date,
  syllabus_given_on date,
  safety_practices_given_on date,
  target_on date,
  ended_on date check (ended_on >= enrolled_on),
  end_reason text,
  certified_signature_id text collate "C",
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  version integer not null default 1,
  primary key (workspace_id, id),
  foreign key (workspace_id, crew_id) references crew (workspace_id, id),
  foreign key (workspace_id, program_id) references training_programs (workspace_id, id),
  foreign key (workspace_id, revision_id) references training_revisions (workspace_id, id),
  foreign key (workspace_id, chief_instructor_id) references crew (workspace_id, id),
  foreign key (workspace_id, primary_instructor_id) references crew (workspace_id, id),
  constraint training_enrollments_ended check ((ended_on is not null) = (status in ('graduated', 'terminated', 'transferred')))
);
create unique index training_enrollments_certificate on training_enrollments (workspace_id, lower(certificate_number));
create unique index training_enrollments_active on training_enrollments (workspace_id, crew_id, program_id)
  where status in ('enrolled', 'active', 'suspended');
create index training_enrollments_enrolled on training_enrollments (workspace_id, enrolled_on, id);
create index training_enrollments_updated on training_enrollments (workspace_id, updated_at, id);
create index training_enrollments_student on training_enrollments (workspace_id, crew_id);
create index training_enrollments_revision on training_enrollments (workspace_id, revision_id);
create index training_enrollments_instructor on training_enrollments (workspace_id, primary_instructor_id)
  where primary_instructor_id is not null;
select apron.tenant_table('training_enrollments');
select apron.versioned_table('training_enrollments');

-- Certificate numbers of a program count without a gap.
create table training_numbers (
  workspace_id uuid not null references workspaces (workspace_id) on delete cascade,
  program_id text collate "C" not null,
  last integer not null,
  primary key (workspace_id, program_id)
);
select apron.tenant_table('training_numbers');
