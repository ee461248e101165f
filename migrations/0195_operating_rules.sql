-- Old code survives: it does not read the new column, and a workspace that it creates gets the rules of its time zone.

-- The rules of the country or countries that keep this time zone. Other zones, such as UTC, suggest nothing: somebody has to
-- choose. It is only a suggestion, made when the workspace is created, because a zone is no law.
create function apron.suggested_operating_rules(zone text) returns text[] language sql immutable
set search_path = pg_catalog, pg_temp as $$
  select case
    when zone ~ '^(US/|Navajo$|(EST5EDT|CST6CDT|MST7MDT|PST8PDT|HST)$|America/(Indiana|Kentucky|North_Dakota)/)'
      or zone = any (array['America/New_York', 'America/Detroit', 'America/Indianapolis', 'America/Fort_Wayne',
        'America/Louisville', 'America/Knox_IN', 'America/Chicago', 'America/Menominee', 'America/Denver',
        'America/Boise', 'America/Shiprock', 'America/Phoenix', 'America/Los_Angeles', 'America/Anchorage',
        'America/Juneau', 'America/Sitka', 'America/Metlakatla', 'America/Yakutat', 'America/Nome', 'America/Adak',
        'America/Atka', 'Pacific/Honolulu', 'Pacific/Johnston', 'America/Puerto_Rico', 'America/St_Thomas',
        'America/Virgin', 'Pacific/Guam', 'Pacific/Saipan', 'Pacific/Pago_Pago', 'Pacific/Samoa', 'Pacific/Midway',
        'Pacific/Wake'])
      then array['faa_91']
    when zone = any (array['Europe/London', 'Europe/Belfast', 'Europe/Jersey', 'Europe/Guernsey',
        'Europe/Isle_of_Man', 'GB', 'GB-Eire'])
      then array['uk']
    -- The member states, with their territories in other parts of the world, and Iceland, Liechtenstein, Norway and
    -- Switzerland, which apply the same rules by agreement.
    when zone = any (array['Europe/Amsterdam', 'Europe/Athens', 'Europe/Berlin', 'Europe/Bratislava', 'Europe/Brussels',
        'Europe/Bucharest', 'Europe/Budapest', 'Europe/Busingen', 'Europe/Copenhagen', 'Europe/Dublin', 'Eire',
        'Europe/Helsinki', 'Europe/Mariehamn', 'Europe/Lisbon', 'Portugal', 'Europe/Ljubljana', 'Europe/Luxembourg',
        'Europe/Madrid', 'Europe/Malta', 'Europe/Nicosia', 'Asia/Nicosia', 'Asia/Famagusta', 'Europe/Oslo',
        'Arctic/Longyearbyen', 'Atlantic/Jan_Mayen', 'Europe/Paris', 'Europe/Prague', 'Europe/Riga', 'Europe/Rome',
        'Europe/Sofia', 'Europe/Stockholm', 'Europe/Tallinn', 'Europe/Vaduz', 'Europe/Vienna', 'Europe/Vilnius',
        'Europe/Warsaw', 'Poland', 'Europe/Zagreb', 'Europe/Zurich', 'Atlantic/Azores', 'Atlantic/Canary',
        'Atlantic/Madeira', 'Africa/Ceuta', 'Atlantic/Reykjavik', 'Iceland', 'Indian/Reunion', 'Indian/Mayotte',
        'America/Martinique', 'America/Guadeloupe', 'America/Marigot', 'America/Cayenne'])
      then array['easa_nco']
    else '{}'
  end
$$;

alter table workspaces add column operating_rules text[] not null default '{}'
  constraint workspaces_operating_rules_check check (operating_rules <@ array['faa_91', 'faa_91_instruction_for_hire',
    'faa_141', 'faa_135', 'easa_nco', 'easa_ato', 'easa_cat', 'uk']);

create function apron.suggest_operating_rules() returns trigger language plpgsql
set search_path = pg_catalog, pg_temp as $$
begin
  new.operating_rules := apron.suggested_operating_rules(new.timezone);
  return new;
end $$;
create trigger suggest_operating_rules before insert on workspaces for each row
  when (new.operating_rules = '{}') execute function apron.suggest_operating_rules();

update workspaces set operating_rules = apron.suggested_operating_rules(timezone);
