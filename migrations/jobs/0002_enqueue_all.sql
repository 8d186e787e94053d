-- Many jobs of one kind in one statement, behind those that somebody waits for. They have no keys: the queue takes a lock for each key,
-- and ten thousand locks are more than Postgres may have.
create function jobs.enqueue_all(task text, payloads jsonb) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
declare
    place text := ministry.session_place();
begin
    if place is null then
        raise exception 'this login has no place' using errcode = 'insufficient_privilege';
    end if;
    perform count(*) from jobs.add_jobs(array(
        select row(task, (p || jsonb_build_object('from', place))::json, null, null, 8, null, 10, null)::jobs.job_spec
        from jsonb_array_elements(payloads) p));
end
$$;
