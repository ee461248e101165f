-- Old code survives: only new tables.

create table training_endorsements (
  workspace_id uuid not null references workspaces (workspace_id) on delete cascade,
  id text collate "C" not null,
  crew_id text collate "C" not null,
  enrollment_id text collate "C",
  template text not null,
  title text not null,
  text text not null check (length(text) between 1 and 4000),
  citation text not null,
  type_designators text[] not null default '{}',
  airports text[] not null default '{}',
  conditions text,
  given_on date not null,
  trained_on date,
  valid_until_on date,
  instructor_id text collate "C" not null check (instructor_id <> crew_id),
  instructor_certificate_number text,
  instructor_certificate_valid_until_on date,
  status text not null default 'valid' check (status in ('valid', 'revoked')),
  signature_id text collate "C" not null,
  compliance_record_id text collate "C",
  revoked_at timestamptz,
  revoked_by_name text,
  revoke_reason text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  version integer not null default 1,
  primary key (workspace_id, id),
  foreign key (workspace_id, crew_id) references crew (workspace_id, id),
  foreign key (workspace_id, enrollment_id) references training_enrollments (workspace_id, id),
  foreign key (workspace_id, instructor_id) references crew (workspace_id, id),
  foreign key (workspace_id, signature_id) references training_signatures (workspace_id, id),
  foreign key (workspace_id, compliance_record_id) references compliance_records (workspace_id, id),
  check ((status = 'revoked') = (revoked_at is not null))
);
create index training_endorsements_given on training_endorsements (workspace_id, given_on, id);
create index training_endorsements_student on training_endorsements (workspace_id, crew_id, given_on);
create index training_endorsements_instructor on training_endorsements (workspace_id, instructor_id, given_on);
select apron.tenant_table('training_endorsements');
select apron.versioned_table('training_endorsements');
revoke update, delete on training_endorsements from apron_app, apron_system;
grant update (status, compliance_record_id, revoked_at, revoked_by_name, revoke_reason, version, updated_at)
  on training_endorsements to apron_app, apron_system;

-- The keys with which a workspace signs its verified training records. The private half is sealed.
create table training_signing_keys (
  workspace_id uuid not null references workspaces (workspace_id) on delete cascade,
  id text collate "C" not null,
  public_key_multibase text not null,
  private_key_sealed bytea not null,
  -- What the key before signed: that this one follows it.
  rotation text,
  created_at timestamptz not null default now(),
  retired_at timestamptz,
  compromised_at timestamptz,
  updated_at timestamptz not null default now(),
  version integer not null default 1,
  primary key (workspace_id, id)
);
create unique index training_signing_keys_active on training_signing_keys (workspace_id) where retired_at is null;
create index training_signing_keys_created on training_signing_keys (workspace_id, created_at, id);
select apron.tenant_table('training_signing_keys');
select apron.versioned_table('training_signing_keys');
revoke delete on training_signing_keys from apron_app, apron_system;

create table training_vtrs (
  workspace_id uuid not null references workspaces (workspace_id) on delete cascade,
  id text collate "C" not null,
  kind text not null check (kind in ('signoff', 'endorsement', 'graduation', 'transcript')),
  subject_id text collate "C" not null,
  crew_id text collate "C" not null,
  enrollment_id text collate "C",
  title text not null,
  issued_on date not null,
  issued_by_name text not null,
  key_id text collate "C" not null,
  -- The credential as canonical text, so that not even SQL leaves a changed one looking whole.
  content text not null,
  content_sha256 text not null
    constraint training_vtrs_content check (content_sha256 = encode(sha256(convert_to(content, 'UTF8')), 'hex')),
  status_list integer not null check (status_list > 0),
  status_index integer not null check (status_index between 0 and 131071),
  status text not null default 'verified' check (status in ('verified', 'revoked', 'superseded')),
  supersedes_id text collate "C",
  revoked_at timestamptz,
  revoke_reason text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  version integer not null default 1,
  primary key (workspace_id, id),
  foreign key (workspace_id, crew_id) references crew (workspace_id, id),
  foreign key (workspace_id, enrollment_id) references training_enrollments (workspace_id, id),
  foreign key (workspace_id, key_id) references training_signing_keys (workspace_id, id),
  foreign key (workspace_id, supersedes_id) references training_vtrs (workspace_id, id),
  constraint training_vtrs_status_index unique (workspace_id, status_list, status_index)
);
create index training_vtrs_issued on training_vtrs (workspace_id, issued_on, id);
create index training_vtrs_updated on training_vtrs (workspace_id, updated_at, id);
create index training_vtrs_student on training_vtrs (workspace_id, crew_id, issued_on);
create index training_vtrs_subject on training_vtrs (workspace_id, subject_id);
create unique index training_vtrs_supersedes on training_vtrs (workspace_id, supersedes_id) where supersedes_id is not null;
select apron.tenant_table('training_vtrs');
select apron.versioned_table('training_vtrs');
revoke update, delete on training_vtrs from apron_app, apron_system;
grant update (status, revoked_at, revoke_reason, version, updated_at) on training_vtrs to apron_app, apron_system;

-- Revoked and superseded are for good.
create function apron.keep_ended_vtr() returns trigger language plpgsql as $$
begin
  if new.status <> old.status then
    raise exception 'an ended record stays so' using errcode = 'check_violation', constraint = 'keep_ended_vtr';
  end if;
  return new;
end $$;
create trigger keep_ended before update on training_vtrs for each row
  when (old.status <> 'verified') execute function apron.keep_ended_vtr();
