-- Files of schools: a province's own file in the province, the national file in the ministry. Rows are typed when they
-- are staged, so that "created, updated, unchanged" is one set-based comparison with `school`, which both places have.

create table school_import (
    id           uuid primary key,
    filename     text not null,
    sha256       bytea not null,
    format       text not null,
    encoding     text,
    -- The header as uploaded; a result file repeats it.
    header       jsonb not null,
    state        text not null,
    rows         integer not null,
    created      integer not null default 0,
    updated      integer not null default 0,
    unchanged    integer not null default 0,
    failed       integer not null default 0,
    account_id   uuid not null,
    created_at   timestamptz not null,
    committed_at timestamptz,
    constraint school_import_state_check check (state in ('invalid', 'validated', 'running', 'done', 'partly', 'failed'))
);

create table school_import_row (
    import_id      uuid not null references school_import (id) on delete cascade,
    line           integer not null,
    -- The cells as uploaded; a result file repeats them.
    cells          jsonb not null,
    errors         jsonb not null,
    action         text not null,
    changes        jsonb not null default '[]',
    province       text,
    school_id      text,
    name           text,
    name_en        text,
    name_pinyin    text,
    name_initials  text,
    competent_dept text,
    affiliation    text,
    category       text,
    level          text,
    ownership      text,
    location       text,
    primary key (import_id, line),
    constraint school_import_row_action_check check (action in ('error', 'create', 'update', 'unchanged'))
);
create index school_import_row_province_idx on school_import_row (import_id, province);
