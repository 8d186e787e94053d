-- The queue's tables belong to graphile_worker, which makes and migrates them in this schema. This is the one door to it:
-- the place is stamped from session_user, never taken from the payload, and prefixes the key.
create function jobs.enqueue(task text, payload jsonb, key text default null) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
declare
    place text := ministry.session_place();
begin
    if place is null then
        raise exception 'this login has no place' using errcode = 'insufficient_privilege';
    end if;
    perform jobs.add_job(task, (payload || jsonb_build_object('from', place))::json,
                         max_attempts => 8, job_key => place || ':' || key);
end
$$;
