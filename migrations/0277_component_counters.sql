-- Old code survives: a new column with a default, and a function with the same parameters and results.

-- The meter that the time of a component runs with. An aircraft without an air time meter counts by its tach or hobbs.
alter table component_installations
  add column time_counter text not null default 'air' check (time_counter in ('air', 'tach', 'hobbs'));

-- Squawks about the same trouble: the rarer a word, the more it says. Those of the same type of aircraft come first.
-- A word is looked up once, and the titles of only the best are compared, so a common word costs little.
create or replace function apron.similar_squawks(p_id text, p_most integer)
returns table (id text, score double precision, is_same_type boolean)
language plpgsql stable security definer
set search_path = pg_catalog, public, pg_temp set enable_seqscan = off set enable_indexscan = off as $$
declare
  subject squawks;
  family text;
  total double precision;
begin
  select * into subject from squawks s where s.workspace_id = apron.workspace() and s.id = p_id;
  family := apron.type_family(subject.aircraft_type);
  select count(*) into total from squawks s where s.workspace_id = apron.workspace();
  return query
    with words as materialized (
      select l.lexeme, quote_literal(l.lexeme)::tsquery as query, ln(1 + total / c.found) as weight
        from unnest(subject.search) l
        cross join lateral (
          select count(*) as found from (
            select from squawks s
             where s.workspace_id = apron.workspace() and s.search @@ quote_literal(l.lexeme)::tsquery
             limit 500) f) c
       where length(l.lexeme) > 2 and c.found > 1
       order by c.found, l.lexeme limit 10),
    matches as materialized (
      select s.id, s.title, s.aircraft_type, sum(w.weight) as weight
        from words w
        cross join lateral (
          select m.id, m.title, m.aircraft_type from squawks m
           where m.workspace_id = apron.workspace() and m.search @@ w.query and m.id <> p_id
           limit 500) s
       group by s.id, s.title, s.aircraft_type),
    best as materialized (
      select m.id, m.title, m.weight, coalesce(apron.type_family(m.aircraft_type) = family, false) as is_same
        from matches m
       order by 4 desc, m.weight desc, m.id limit greatest(60, p_most))
    select b.id, b.weight + apron.similarity(b.title, subject.title) * 5, b.is_same
      from best b
     order by 3 desc, 2 desc, 1
     limit p_most;
end $$;
