-- Life in danger (domain 2 section 2.4.5; PIPL art. 13(1)(4)): somebody asks to open one student's record, a second person confirms, it
-- stays open for 24 hours, and a report follows. Nothing here says who the student is. Always empty in the ministry.
create table emergency (
    id                uuid primary key,
    school_id         text not null,
    state             text not null default 'requested',
    reason            text not null,
    -- Who asks, by account and by the name and role of the day.
    requested_by      uuid not null references account (id),
    requested_by_name text not null,
    requested_role    text not null,
    requested_at      timestamptz not null,
    -- Not confirmed until then, it lapses.
    confirm_by        timestamptz not null,
    -- The second person.
    decided_by        uuid references account (id),
    decided_by_name   text,
    decided_role      text,
    decided_at        timestamptz,
    refusal           text,
    -- When it ends: by time, or by hand before.
    ends_at           timestamptz,
    ended_by_name     text,
    opened            integer not null default 0,
    opened_at         timestamptz,
    -- What was done and who heard of it, sealed; and when the student was told (PIPL art. 18(2)), or else why not yet is in the report.
    report_sealed     bytea,
    student_told_on   date,
    reported_by_name  text,
    reported_at       timestamptz,
    constraint emergency_state_check check (state in ('requested', 'confirmed', 'ended', 'reported', 'refused', 'lapsed')),
    constraint emergency_decided_check check (state not in ('confirmed', 'ended', 'reported', 'refused') or decided_by is not null),
    constraint emergency_two_check check (decided_by <> requested_by),
    constraint emergency_ends_check check ((ends_at is not null) = (state in ('confirmed', 'ended', 'reported'))),
    constraint emergency_refusal_check check ((state = 'refused') = (refusal is not null)),
    constraint emergency_report_check check ((state = 'reported') = (report_sealed is not null))
);
create index emergency_requested_idx on emergency (requested_at desc, id desc);
create index emergency_running_idx on emergency (requested_by) where state = 'confirmed';
create index emergency_waiting_idx on emergency (state) where state in ('requested', 'confirmed');

-- Who hears of it: written in the transaction that it tells of, so that nothing is opened of which nobody was told (threat 32).
create table emergency_alarm (
    emergency_id uuid not null references emergency (id),
    step         text not null,
    account_id   uuid not null references account (id),
    -- Hears for the province, not for the school.
    outside      boolean not null,
    -- When the letter was accepted or refused for good.
    sent_at      timestamptz,
    refused      text,
    primary key (emergency_id, step, account_id),
    constraint emergency_alarm_step_check check (step in ('requested', 'confirmed'))
);
