-- Leaving (R003-53.2, R003-53.3): the account is disabled at once, a checklist of five items must be done, a year of cooling-off follows.
alter table account drop constraint account_state_check;
alter table account add constraint account_state_check check (state in ('invited', 'active', 'disabled', 'left'));

create table leave (
    id                 uuid primary key,
    account_id         uuid not null references account (id),
    reason             text not null,
    last_day           date not null,
    -- Who carries on, and how much was waiting.
    successor_id       uuid references account (id),
    handed_over        integer not null default 0,
    state              text not null default 'open',
    started_by         uuid not null,
    started_by_name    text not null,
    started_at         timestamptz not null,
    completed_by_name  text,
    completed_at       timestamptz,
    -- The person may come back before or after the year has passed: who allowed it, and why.
    return_by_name     text,
    return_reason      text,
    return_approved_at timestamptz,
    constraint leave_state_check check (state in ('open', 'complete')),
    constraint leave_complete_check check ((state = 'complete') = (completed_at is not null))
);
create index leave_account_idx on leave (account_id, started_at desc);
create index leave_started_idx on leave (started_at desc, id desc);

-- An item that is done.
create table leave_item (
    leave_id     uuid not null references leave (id),
    item         text not null,
    done_by      uuid not null,
    done_by_name text not null,
    done_at      timestamptz not null,
    note         text,
    primary key (leave_id, item),
    constraint leave_item_check check (item in ('secrecy_talk', 'devices', 'handover', 'rooms', 'commitment'))
);
