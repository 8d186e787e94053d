-- The year's assessment as the ministry holds it: the campaign, and the figures that may be shown. Raw counts lie in a schema
-- of their own where no login has any right; functions bring them in, and draw up the cells (0005).

create table campaign (
    id          uuid primary key,
    year        integer not null,
    title       text not null,
    instruments text[] not null,
    opens_on    date not null,
    closes_on   date not null,
    state       text not null,
    -- Made by the demo: every page says so.
    synthetic   boolean not null default false,
    -- The fan-outs that open and close it in every province.
    open_job    uuid not null,
    close_job   uuid,
    version     integer not null default 1,
    created_at  timestamptz not null,
    closed_at   timestamptz,
    released_at timestamptz,
    constraint campaign_year_key unique (year),
    constraint campaign_window_check check (opens_on <= closes_on),
    constraint campaign_state_check check (state in ('opening', 'open', 'closing', 'closed'))
);

-- What may be shown: a value, or null with the reason. unit is empty for the nation, a province's code or a school's
-- identifier; school_level is empty for all levels together.
create table published_cell (
    campaign_id  uuid not null,
    scope        text not null,
    unit         text not null,
    school_level text not null,
    measure      text not null,
    value        bigint,
    reason       text,
    primary key (campaign_id, scope, unit, school_level, measure),
    constraint published_cell_scope_check check (scope in ('nation', 'province', 'school')),
    constraint published_cell_value_check check ((value is null) = (reason is not null))
);

create schema disclosure;

-- A school's counts as its province published them last.
create table disclosure.school_count (
    campaign_id  uuid not null,
    school_id    text not null,
    province     text not null,
    school_level text not null,
    eligible     integer not null,
    completed    integer not null,
    valid        integer not null,
    l1           integer not null,
    l2           integer not null,
    l3           integer not null,
    l0           integer not null,
    crisis       integer not null,
    updated_at   timestamptz not null,
    primary key (campaign_id, school_id),
    constraint school_count_check
        check (least(eligible, l1, l2, l3, l0, crisis) >= 0 and valid = l1 + l2 + l3 + l0 and valid <= completed)
);

-- Publish counts of the province's own schools, and let the ministry draw up its cells anew. To be called last in a
-- transaction: the job's row is the whole country's.
create function ministry.publish_counts(campaign uuid, counts jsonb) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
declare
    place   text := ministry.session_place();
    written integer;
begin
    if place is null or place = 'ministry' then
        raise exception 'only a province publishes counts' using errcode = 'insufficient_privilege';
    end if;
    if not exists (select from ministry.campaign c where c.id = publish_counts.campaign) then
        raise exception 'no such campaign' using errcode = 'no_data_found';
    end if;
    insert into disclosure.school_count as o (campaign_id, school_id, province, school_level, eligible, completed, valid,
                                              l1, l2, l3, l0, crisis, updated_at)
    select publish_counts.campaign, s.id, place, coalesce(s.level, 'other'), n.eligible, n.completed, n.valid,
           n.l1, n.l2, n.l3, n.l0, n.crisis, now()
    from jsonb_to_recordset(counts) as n(school_id text, eligible integer, completed integer, valid integer, l1 integer,
                                         l2 integer, l3 integer, l0 integer, crisis integer)
    join ministry.school s on s.id = n.school_id and s.province = place
    order by s.id
    on conflict (campaign_id, school_id) do update
    set province = excluded.province, school_level = excluded.school_level, eligible = excluded.eligible,
        completed = excluded.completed, valid = excluded.valid, l1 = excluded.l1, l2 = excluded.l2, l3 = excluded.l3,
        l0 = excluded.l0, crisis = excluded.crisis, updated_at = excluded.updated_at;
    get diagnostics written = row_count;
    if written <> jsonb_array_length(counts) then
        raise exception 'counts of a school that is not the province''s own'
            using errcode = 'insufficient_privilege', constraint = 'school_of_another_province';
    end if;
    -- As jobs.enqueue does, but for the ministry: one job waits for each campaign, however many publish.
    perform jobs.add_job('release_cells', json_build_object('campaign', publish_counts.campaign, 'from', 'ministry'),
                         max_attempts => 8, job_key => 'ministry:release_cells:' || publish_counts.campaign);
end
$$;

-- The cells of the session's own province: its schools, itself, itself by school level.
create function ministry.cells_of_province(campaign uuid)
returns table (scope text, unit text, school_level text, measure text, value bigint, reason text)
language sql stable security definer set search_path = pg_catalog, pg_temp
as $$
    with own as materialized (select ministry.session_place() as place)
    select c.scope, c.unit, c.school_level, c.measure, c.value, c.reason
    from ministry.published_cell c
    where c.campaign_id = cells_of_province.campaign
      and ((c.scope = 'province' and c.unit = (select place from own))
           or (c.scope = 'school' and c.unit in (select s.id from ministry.school s where s.province = (select place from own))))
$$;

-- When a campaign's cells were drawn up last; a province may know that.
create function ministry.cells_as_of(campaign uuid) returns timestamptz
language sql stable security definer set search_path = pg_catalog, pg_temp
as $$
    select c.released_at from ministry.campaign c where c.id = cells_as_of.campaign
$$;
