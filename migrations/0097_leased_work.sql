-- Old code survives: new columns that it does not know. While nodes of both versions run, a mail may be sent twice.

-- What a queue of leased work needs: who has a row, until when, how often it was begun, and when it may be begun again.
create function apron.leased_table(t regclass) returns void language plpgsql as $$
begin
  execute format('alter table %s
    add column if not exists lease_token uuid,
    add column if not exists lease_until timestamptz,
    add column if not exists attempts integer not null default 0,
    add column if not exists next_attempt_at timestamptz not null default now()', t);
end $$;

select apron.leased_table('mails');
select apron.leased_table('password_reset_requests');
select apron.leased_table('imports');
select apron.leased_table('webhook_grades');
