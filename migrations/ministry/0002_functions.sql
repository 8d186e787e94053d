-- What a province may touch outside itself: these functions and no table. Each is SECURITY DEFINER with a pinned
-- search_path and takes the place from session_user, which neither SET ROLE nor a definer function can change.

-- The place of the login that holds this connection: 'ministry', or a province's code.
create function ministry.session_place() returns text
language sql stable security definer set search_path = pg_catalog, pg_temp
as $$
    select case
        when session_user in ('ministry', 'ministry_read', 'ministry_audit') then 'ministry'
        else (select p.code from ministry.province p
              where session_user in ('province_' || p.code, 'province_' || p.code || '_read',
                                     'province_' || p.code || '_audit'))
    end
$$;

-- Whether the session's own place is in service. The ministry always is.
create function ministry.place_state() returns text
language sql stable security definer set search_path = pg_catalog, pg_temp
as $$
    select case when session_user like 'ministry%' then 'active'
        else (select p.state from ministry.province p where 'province_' || p.code = session_user) end
$$;

-- Publish rows of the province's own school table to the directory. An identifier that another province
-- has published is refused as a violation of school_pkey.
create function ministry.publish_schools(schools jsonb) returns integer
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
declare
    place   text := ministry.session_place();
    written integer;
    taken   text;
begin
    if place is null or place = 'ministry' then
        raise exception 'only a province publishes schools' using errcode = 'insufficient_privilege';
    end if;
    insert into ministry.school as s (id, province, name, name_en, name_pinyin, name_initials, competent_dept,
                                      affiliation, category, level, ownership, location, state, published_at)
    select n.id, place, n.name, n.name_en, n.name_pinyin, n.name_initials, n.competent_dept,
           n.affiliation, n.category, n.level, n.ownership, n.location, n.state, now()
    from jsonb_to_recordset(schools) as n(id text, name text, name_en text, name_pinyin text, name_initials text,
                                          competent_dept text, affiliation text, category text, level text,
                                          ownership text, location text, state text)
    on conflict (id) do update
    set name = excluded.name, name_en = excluded.name_en, name_pinyin = excluded.name_pinyin,
        name_initials = excluded.name_initials, competent_dept = excluded.competent_dept,
        affiliation = excluded.affiliation, category = excluded.category, level = excluded.level,
        ownership = excluded.ownership, location = excluded.location, state = excluded.state,
        published_at = excluded.published_at
    where s.province = place;
    get diagnostics written = row_count;
    if written < jsonb_array_length(schools) then
        select s.id into taken
        from ministry.school s join jsonb_to_recordset(schools) as n(id text) on n.id = s.id
        where s.province <> place
        order by s.id limit 1;
        raise exception 'school % is published by another province', taken
            using errcode = 'unique_violation', constraint = 'school_published_elsewhere', detail = taken;
    end if;
    -- Two who publish at once would each miss the other's rows: the second waits here, and counts after the first's commit.
    perform from ministry.province p where p.code = place for no key update;
    if (select count(*) from ministry.school s where s.province = place)
       > (select (p.limits ->> 'schools')::integer from ministry.province p where p.code = place) then
        raise exception 'the province has as many schools as its limit allows'
            using errcode = 'check_violation', constraint = 'province_school_limit';
    end if;
    return written;
end
$$;

-- Publish how many accounts are not disabled.
create function ministry.publish_account_count(accounts integer) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
begin
    if exists (select from ministry.province p
               where 'province_' || p.code = session_user
                 and publish_account_count.accounts > (p.limits ->> 'accounts')::integer) then
        raise exception 'the province has as many accounts as its limit allows'
            using errcode = 'check_violation', constraint = 'province_account_limit';
    end if;
    insert into ministry.province_figures as f (province, accounts, as_of)
    select p.code, publish_account_count.accounts, now()
    from ministry.province p where 'province_' || p.code = session_user
    on conflict (province) do update set accounts = excluded.accounts, as_of = excluded.as_of;
end
$$;

-- The rows of a running national file that belong to the session's own province.
create function ministry.import_part(import uuid)
returns table (school_id text, name text, name_en text, name_pinyin text, name_initials text, competent_dept text,
               affiliation text, category text, level text, ownership text, location text)
language sql stable security definer set search_path = pg_catalog, pg_temp
as $$
    select r.school_id, r.name, r.name_en, r.name_pinyin, r.name_initials, r.competent_dept,
           r.affiliation, r.category, r.level, r.ownership, r.location
    from ministry.school_import_row r
    join ministry.school_import i on i.id = r.import_id
    where r.import_id = import and i.state = 'running' and r.action <> 'error'
      and 'province_' || r.province = session_user
$$;

-- Report the province's part of a national file as done; the last one ends the import.
create function ministry.finish_import_part(import uuid, created integer, updated integer, unchanged integer)
returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
begin
    update ministry.fan_out f
    set state = 'done', created = finish_import_part.created, updated = finish_import_part.updated,
        unchanged = finish_import_part.unchanged, failed = 0, error = null, updated_at = now()
    where f.job = import and 'province_' || f.province = session_user;
    if not found then
        raise exception 'no such part' using errcode = 'no_data_found';
    end if;
end
$$;
