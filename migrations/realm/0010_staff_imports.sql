-- The last day on which an account works, in Beijing; null: no end. After it no session is found and no sign-in succeeds.
alter table account add column expires_on date;
create index account_expires_idx on account (expires_on) where expires_on is not null;

-- Files of staff. As with schools, a file is staged, checked whole and carried out by its hash; rows are typed as they are staged.
create table staff_import (
    id           uuid primary key,
    filename     text not null,
    sha256       bytea not null,
    format       text not null,
    encoding     text,
    -- The header as uploaded; a result file repeats it.
    header       jsonb not null,
    state        text not null,
    rows         integer not null,
    created      integer not null,
    unchanged    integer not null,
    failed       integer not null,
    -- Who uploaded it, or took over from whoever did.
    account_id   uuid not null,
    created_at   timestamptz not null,
    committed_at timestamptz,
    constraint staff_import_state_check check (state in ('invalid', 'validated', 'done'))
);
create index staff_import_created_idx on staff_import (created_at);

create table staff_import_row (
    import_id     uuid not null references staff_import (id) on delete cascade,
    line          integer not null,
    -- The cells as uploaded, but no identity number, and of an address only what others may see.
    cells         jsonb not null,
    errors        jsonb not null,
    action        text not null,
    login         text,
    name          text,
    name_pinyin   text,
    name_initials text,
    -- Sealed for the row of the account that is to be opened. It is forgotten with the commit, as is the index of the person.
    email_sealed  bytea,
    email_masked  text,
    role          text,
    school_id     text,
    department    text,
    person_index  bytea,
    expires_on    date,
    account_id    uuid,
    assignment_id uuid,
    primary key (import_id, line),
    constraint staff_import_row_action_check check (action in ('error', 'create', 'unchanged'))
);
