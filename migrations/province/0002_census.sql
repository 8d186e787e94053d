-- The yearly assessment as one province holds it: a local snapshot of the ministry's campaign, how many each school should
-- assess, sealed results, the files that brought them, and who needs contact now. Whatever could name a student or tell how
-- one answered is sealed (R000-08.3); what lies open here is what counting needs.

-- A copy of the ministry's row, so that nothing here waits for another schema. Written by the owner's job alone.
create table campaign (
    id          uuid primary key,
    year        integer not null,
    title       text not null,
    instruments text[] not null,
    opens_on    date not null,
    closes_on   date not null,
    state       text not null,
    synthetic   boolean not null default false,
    opened_at   timestamptz not null,
    closed_at   timestamptz,
    constraint campaign_state_check check (state in ('open', 'closed'))
);

-- 应测人数: stated by the head of the counselling centre, per training level and college, until a roster replaces it.
create table eligible (
    campaign_id    uuid not null,
    school_id      text not null,
    training_level text not null,
    college        text not null,
    persons        integer not null,
    updated_at     timestamptz not null,
    primary key (campaign_id, school_id, training_level, college),
    constraint eligible_persons_check check (persons between 0 and 500000)
);

-- One row per student and campaign. The id is derived (HMAC of campaign, school and student number), so that a corrected row
-- keeps it. identity seals name, student number and identity number; answers seals answers, scores and dates of consent; mac is a
-- keyed digest of both, so that "unchanged" opens nothing. One partition per campaign, made by the job that opens it.
create table result (
    campaign_id    uuid not null,
    id             uuid not null,
    school_id      text not null,
    training_level text not null,
    college        text not null,
    enrol_year     smallint not null,
    gender         smallint not null,
    level          text not null,
    crisis         boolean not null,
    identity       bytea not null,
    answers        bytea not null,
    mac            bytea not null,
    import_id      uuid not null,
    updated_at     timestamptz not null,
    primary key (campaign_id, id)
) partition by list (campaign_id);
create index result_school_idx on result (campaign_id, school_id);

-- One uploaded file. Its rows are staged, never its text. No column here says anything about a student.
create table result_import (
    id           uuid primary key,
    campaign_id  uuid not null,
    school_id    text not null,
    filename     text not null,
    sha256       text,
    state        text not null,
    rows         integer not null default 0,
    faults       integer not null default 0,
    created      integer not null default 0,
    changed      integer not null default 0,
    unchanged    integer not null default 0,
    withdrawn    integer not null default 0,
    figures      jsonb,
    -- The school's last committed import that the preview saw: another since then makes it stale.
    based_on     uuid,
    error        text,
    account_id   uuid not null,
    account_name text not null,
    created_at   timestamptz not null,
    seen_at      timestamptz not null,
    done_at      timestamptz,
    constraint result_import_state_check
        check (state in ('reading', 'invalid', 'validated', 'committing', 'done', 'failed', 'abandoned'))
);
create index result_import_school_idx on result_import (school_id, campaign_id, created_at desc);

-- Where a file is wrong: line, column, code and the limits of the rule; never what stood there.
create table result_import_fault (
    import_id uuid not null,
    line      integer not null,
    col       text not null,
    code      text not null,
    params    jsonb not null,
    primary key (import_id, line, col, code)
);

-- Rows between upload and commit, sealed already. Not logged: after a crash they are gone, and the import says so.
create unlogged table result_stage (
    import_id      uuid not null,
    line           integer not null,
    id             uuid not null,
    training_level text,
    college        text,
    enrol_year     smallint,
    gender         smallint,
    level          text,
    crisis         boolean,
    identity       bytea,
    answers        bytea,
    mac            bytea
);
create index result_stage_import_idx on result_stage (import_id, id);

-- What a school's figures are made of, kept up to date by every commit. The school's own head sees them as they are.
create table result_count (
    campaign_id    uuid not null,
    school_id      text not null,
    training_level text not null,
    college        text not null,
    completed      integer not null,
    l1             integer not null,
    l2             integer not null,
    l3             integer not null,
    l0             integer not null,
    inv            integer not null,
    crisis         integer not null,
    primary key (campaign_id, school_id, training_level, college)
);

-- Who needs contact now: level L1, or a crisis item, also on an invalid paper.
create table contact (
    campaign_id  uuid not null,
    result_id    uuid not null,
    school_id    text not null,
    college      text not null,
    level        text not null,
    crisis       boolean not null,
    state        text not null default 'open',
    due_at       timestamptz not null,
    account_id   uuid,
    account_name text,
    note         text,
    created_at   timestamptz not null,
    done_at      timestamptz,
    primary key (campaign_id, result_id),
    constraint contact_state_check check (state in ('open', 'done', 'lapsed'))
);
create index contact_school_idx on contact (school_id, campaign_id, state, due_at);
