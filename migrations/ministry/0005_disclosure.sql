-- From raw counts to cells that may be shown. A line is a school, a province's schools of one level, a province, the nation's
-- schools of one level, or the nation. How many took part is never hidden; the counts of a line's four levels are hidden
-- together or not at all. Hidden is
--   early          while the campaign is open and fewer than 30 papers are valid
--   small          if a level has 1 to 9 persons, or if everybody is of one level that is not L0
--   complementary  if it could be worked out from lines that are shown.
-- A line without a valid paper is all zeros, which hides nothing.

-- Lines while they are drawn up; empty between releases.
create table disclosure.line (
    campaign_id  uuid not null,
    id           integer not null,
    scope        text not null,
    province     text not null,
    school_level text not null,
    school_id    text not null,
    schools      integer not null,
    reported     integer not null,
    eligible     integer not null,
    completed    integer not null,
    valid        integer not null,
    l1           integer not null,
    l2           integer not null,
    l3           integer not null,
    l0           integer not null,
    hidden       text,
    primary key (campaign_id, id),
    constraint line_hidden_check check (hidden in ('small', 'early', 'complementary'))
);

create function disclosure.is_small(persons bigint) returns boolean
language sql immutable
return persons between 1 and 9;

-- For every way of adding up, what is left of a whole when its shown parts are taken away: its hidden ones together.
create view disclosure.rest as
select c.campaign_id, w.whole as scope, case when w.by_province then c.province else '' end as province,
       case when w.by_level then c.school_level else '' end as school_level, w.part, count(*) as parts,
       sum(c.l1) as l1, sum(c.l2) as l2, sum(c.l3) as l3, sum(c.l0) as l0
from disclosure.line c
join (values ('school', 'province_level', true, true), ('school', 'province', true, false),
             ('province_level', 'province', true, false), ('province_level', 'nation_level', false, true),
             ('province', 'nation', false, false), ('nation_level', 'nation', false, false))
     as w (part, whole, by_province, by_level) on w.part = c.scope
where c.hidden is not null
group by 1, 2, 3, 4, 5;

-- Draw up every line of a campaign. A school that has published nothing has a line too: it is late.
create function disclosure.draw_up(campaign uuid) returns void
language sql volatile set search_path = pg_catalog, pg_temp
begin atomic
    with school as (
        select s.province, coalesce(n.school_level, s.level, 'other') as school_level, s.id, coalesce(n.eligible, 0) as eligible,
               coalesce(n.completed, 0) as completed, coalesce(n.valid, 0) as valid, coalesce(n.l1, 0) as l1,
               coalesce(n.l2, 0) as l2, coalesce(n.l3, 0) as l3, coalesce(n.l0, 0) as l0
        from ministry.school s
        left join disclosure.school_count n on n.campaign_id = draw_up.campaign and n.school_id = s.id
        where s.state = 'active' or n.school_id is not null)
    insert into disclosure.line (campaign_id, id, scope, province, school_level, school_id, schools, reported, eligible,
                                 completed, valid, l1, l2, l3, l0)
    select draw_up.campaign, row_number() over (order by province, school_level, id),
           case grouping(province, school_level, id) when 0 then 'school' when 1 then 'province_level'
                when 3 then 'province' when 5 then 'nation_level' else 'nation' end,
           coalesce(province, ''), coalesce(school_level, ''), coalesce(id, ''),
           count(*), count(*) filter (where completed > 0), coalesce(sum(eligible), 0), coalesce(sum(completed), 0),
           coalesce(sum(valid), 0), coalesce(sum(l1), 0), coalesce(sum(l2), 0), coalesce(sum(l3), 0), coalesce(sum(l0), 0)
    from school
    group by grouping sets ((province, school_level, id), (province, school_level), (province), (school_level), ());
end;

-- What is hidden for its own sake.
create function disclosure.hide_small(campaign uuid, closed boolean) returns void
language sql volatile set search_path = pg_catalog, pg_temp
begin atomic
    update disclosure.line l
    set hidden = case when not closed and l.valid < 30 then 'early' else 'small' end
    where l.campaign_id = hide_small.campaign and l.valid > 0
      and (not closed and l.valid < 30 or l.valid in (l.l1, l.l2, l.l3)
           or disclosure.is_small(l.l1) or disclosure.is_small(l.l2) or disclosure.is_small(l.l3) or disclosure.is_small(l.l0));
end;

-- A whole of which one part is hidden gives that part away: it is hidden too.
create function disclosure.hide_wholes(campaign uuid) returns integer
language plpgsql volatile set search_path = pg_catalog, pg_temp
as $$
declare
    hid integer;
begin
    with rest as materialized (
        select r.* from disclosure.rest r where r.campaign_id = hide_wholes.campaign and r.parts = 1)
    update disclosure.line l
    set hidden = 'complementary'
    from rest r
    where l.campaign_id = hide_wholes.campaign and l.hidden is null
      and (l.scope, l.province, l.school_level) = (r.scope, r.province, r.school_level);
    get diagnostics hid = row_count;
    return hid;
end
$$;

-- What is left for the hidden parts of a shown whole can be worked out, so it must not be small itself: one more part is
-- hidden, the smallest that makes up for most of the small levels. There is one, or else the whole would be small.
create function disclosure.hide_parts(campaign uuid) returns integer
language plpgsql volatile set search_path = pg_catalog, pg_temp
as $$
declare
    hid integer;
begin
    with rest as materialized (
        select r.* from disclosure.rest r
        where r.campaign_id = hide_parts.campaign
          and (disclosure.is_small(r.l1) or disclosure.is_small(r.l2) or disclosure.is_small(r.l3) or disclosure.is_small(r.l0)))
    update disclosure.line l
    set hidden = 'complementary'
    where l.campaign_id = hide_parts.campaign and l.id in (
        select distinct on (w.id, r.part) c.id
        from rest r
        join disclosure.line w on w.campaign_id = r.campaign_id and w.hidden is null
                              and (w.scope, w.province, w.school_level) = (r.scope, r.province, r.school_level)
        join disclosure.line c on c.campaign_id = r.campaign_id and c.scope = r.part and c.hidden is null and c.valid > 0
                              and r.province in ('', c.province) and r.school_level in ('', c.school_level)
        cross join lateral (select (disclosure.is_small(r.l1) and c.l1 > 0)::integer + (disclosure.is_small(r.l2) and c.l2 > 0)::integer
                                   + (disclosure.is_small(r.l3) and c.l3 > 0)::integer + (disclosure.is_small(r.l0) and c.l0 > 0)::integer
                                   as levels) helps
        where helps.levels > 0
        order by w.id, r.part, helps.levels desc, c.valid, c.id);
    get diagnostics hid = row_count;
    return hid;
end
$$;

-- A hidden level of a province of whose schools none is hidden is their sum: its smallest school is hidden.
create function disclosure.hide_schools(campaign uuid) returns integer
language plpgsql volatile set search_path = pg_catalog, pg_temp
as $$
declare
    hid integer;
begin
    with rest as materialized (
        select r.* from disclosure.rest r where r.campaign_id = hide_schools.campaign and r.part = 'school')
    update disclosure.line l
    set hidden = 'complementary'
    where l.campaign_id = hide_schools.campaign and l.id in (
        select distinct on (w.id) c.id
        from disclosure.line w
        join disclosure.line c on c.campaign_id = w.campaign_id and c.scope = 'school' and c.valid > 0
                              and (c.province, c.school_level) = (w.province, w.school_level)
        where w.campaign_id = hide_schools.campaign and w.scope = 'province_level' and w.hidden is not null
          and not exists (select from rest r
                          where (r.scope, r.province, r.school_level) = (w.scope, w.province, w.school_level))
        order by w.id, c.valid, c.id);
    get diagnostics hid = row_count;
    return hid;
end
$$;

-- Above the schools, lines add up in two ways. Take provinces, levels, "all provinces" and "all levels" as places and each
-- hidden line as a road: a province's level joins the two, a province leads to "all provinces", a level to "all levels", and
-- the nation joins those. What is hidden can change only in rounds, so a road that lies on no round is known exactly: a bridge.
-- The smallest shown line that leads from one side of a bridge to anywhere else is hidden.
create function disclosure.hide_bridges(campaign uuid) returns integer
language plpgsql volatile set search_path = pg_catalog, pg_temp
as $$
declare
    hid integer;
begin
    with recursive
    road as (
        select l.id, l.valid, l.hidden,
               case l.scope when 'nation_level' then 'level ' || l.school_level when 'nation' then 'levels'
                    else 'province ' || l.province end as a,
               case l.scope when 'province_level' then 'level ' || l.school_level when 'nation_level' then 'levels'
                    else 'provinces' end as b
        from disclosure.line l
        where l.campaign_id = hide_bridges.campaign and l.scope <> 'school' and l.valid > 0),
    step as (select id, a as here, b as there from road where hidden is not null
             union all select id, b, a from road where hidden is not null),
    -- Where one gets to from a road's first end without that road.
    reached as (
        select id, a as place from road where hidden is not null
        union
        select r.id, s.there from reached r join step s on s.here = r.place and s.id <> r.id),
    bridge as (
        select r.id from road r
        where r.hidden is not null and not exists (select from reached t where t.id = r.id and t.place = r.b)
        order by r.id limit 1),
    side as (select t.place from reached t join bridge on bridge.id = t.id)
    update disclosure.line l
    set hidden = 'complementary'
    where l.campaign_id = hide_bridges.campaign and l.id = (
        select r.id from road r
        where r.hidden is null and (r.a in (select place from side)) <> (r.b in (select place from side))
        order by r.valid, r.id limit 1);
    get diagnostics hid = row_count;
    return hid;
end
$$;

-- Bring the published cells in line with the lines; what is as it was is not written.
create function disclosure.publish(campaign uuid) returns integer
language plpgsql volatile set search_path = pg_catalog, pg_temp
as $$
declare
    written integer;
begin
    with cell as materialized (
        select l.campaign_id,
               case l.scope when 'province_level' then 'province' when 'nation_level' then 'nation' else l.scope end as scope,
               case l.scope when 'school' then l.school_id else l.province end as unit,
               case l.scope when 'school' then '' else l.school_level end as school_level, m.measure, m.value, m.reason
        from disclosure.line l
        cross join lateral (
            values ('schools', l.schools, null), ('reported', l.reported, null), ('eligible', l.eligible, null),
                   ('completed', l.completed, null), ('valid', l.valid, null),
                   ('l1', case when l.hidden is null then l.l1 end, l.hidden),
                   ('l2', case when l.hidden is null then l.l2 end, l.hidden),
                   ('l3', case when l.hidden is null then l.l3 end, l.hidden),
                   ('l0', case when l.hidden is null then l.l0 end, l.hidden)) as m (measure, value, reason)
        where l.campaign_id = publish.campaign)
    insert into ministry.published_cell (campaign_id, scope, unit, school_level, measure, value, reason)
    select c.*
    from cell c
    left join ministry.published_cell o using (campaign_id, scope, unit, school_level, measure)
    where o.measure is null or (o.value, o.reason) is distinct from (c.value::bigint, c.reason)
    on conflict (campaign_id, scope, unit, school_level, measure) do update
    set value = excluded.value, reason = excluded.reason;
    get diagnostics written = row_count;
    -- A school that was suspended before it reported is no longer counted.
    delete from ministry.published_cell c
    where c.campaign_id = publish.campaign and c.scope = 'school'
      and not exists (select from disclosure.line l
                      where l.campaign_id = publish.campaign and l.scope = 'school' and l.school_id = c.unit);
    return written;
end
$$;

-- Draw up a campaign's cells from all that was published; how many changed. Two at once wait for each other. The lines are
-- new, so that the planner knows nothing of them: it must neither try them pair by pair nor compile for long.
create function ministry.release_cells(campaign uuid) returns integer
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp set enable_nestloop = off set jit = off
as $$
declare
    closed  boolean;
    written integer;
begin
    select c.state = 'closed' into closed from ministry.campaign c where c.id = release_cells.campaign for no key update;
    if not found then
        raise exception 'no such campaign' using errcode = 'no_data_found';
    end if;
    perform disclosure.draw_up(release_cells.campaign);
    perform disclosure.hide_small(release_cells.campaign, closed);
    -- Each step hides at least one more line or has nothing to do; when all are hidden there is nothing to work out.
    loop
        continue when disclosure.hide_wholes(release_cells.campaign) > 0;
        continue when disclosure.hide_parts(release_cells.campaign) > 0;
        continue when disclosure.hide_schools(release_cells.campaign) > 0;
        continue when disclosure.hide_bridges(release_cells.campaign) > 0;
        exit;
    end loop;
    written := disclosure.publish(release_cells.campaign);
    delete from disclosure.line l where l.campaign_id = release_cells.campaign;
    update ministry.campaign c set released_at = now() where c.id = release_cells.campaign;
    return written;
end
$$;
