-- Old code survives: a function with the same parameters and results.

-- Cessna 172N and 172SP are of one type: make, and the model up to its first three digits.
create function apron.type_family(aircraft_type text) returns text language sql immutable as $$
  select nullif(regexp_replace(aircraft_type, '^([^0-9]*[0-9]{1,3}).*$', '\1'), '')
$$;

-- Squawks about the same trouble: the rarer a word, the more it says. Those of the same type of aircraft come first. The
-- ten rarest words of the squawk decide, so a long text costs as little as a short one.
create or replace function apron.similar_squawks(p_id text, p_most integer)
returns table (id text, score double precision, is_same_type boolean)
language plpgsql stable security definer
set search_path = pg_catalog, public, pg_temp set enable_seqscan = off set enable_indexscan = off as $$
declare
  subject squawks;
  total double precision;
  words text[];
  weights double precision[];
  any_word tsquery;
begin
  select * into subject from squawks s where s.workspace_id = apron.workspace() and s.id = p_id;
  select count(*) into total from squawks s where s.workspace_id = apron.workspace();
  select array_agg(w.lexeme), array_agg(ln(1 + total / w.found)), string_agg(quote_literal(w.lexeme), '|')::tsquery
    into words, weights, any_word
    from (select l.lexeme, c.found
            from unnest(subject.search) l
            cross join lateral (
              select count(*) as found from squawks s
               where s.workspace_id = apron.workspace() and s.search @@ quote_literal(l.lexeme)::tsquery) c
           where length(l.lexeme) > 2 and c.found > 1
           order by c.found, l.lexeme limit 10) w;
  return query
    select s.id,
           (select sum(w.weight) from unnest(words, weights) w(lexeme, weight)
             where s.search @@ quote_literal(w.lexeme)::tsquery)
             + apron.similarity(s.title, subject.title) * 5,
           coalesce(apron.type_family(s.aircraft_type) = apron.type_family(subject.aircraft_type), false)
      from squawks s
     where s.workspace_id = apron.workspace() and s.search @@ any_word and s.id <> p_id
     order by 3 desc, 2 desc, 1
     limit p_most;
end $$;
