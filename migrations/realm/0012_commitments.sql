-- Confidentiality commitments (R003-12.1, R003-53.1): signed on paper before anybody of a vendor starts, recorded with a scan. A commitment
-- is in force from the day of its signature to its last day, unless it was withdrawn.
create table commitment (
    id               uuid primary key,
    account_id       uuid not null references account (id),
    -- The company that the person works for.
    vendor           text not null,
    signed_on        date not null,
    ends_on          date not null,
    -- The scan.
    name             text not null,
    media_type       text not null,
    size             integer not null,
    sha256           bytea not null,
    recorded_by      uuid not null,
    recorded_by_name text not null,
    recorded_at      timestamptz not null,
    withdrawn_by_name text,
    withdrawn_reason text,
    withdrawn_at     timestamptz,
    constraint commitment_days_check check (signed_on <= ends_on),
    constraint commitment_withdrawal_check
        check ((withdrawn_at is null) = (withdrawn_by_name is null) and (withdrawn_at is null) = (withdrawn_reason is null))
);
create index commitment_account_idx on commitment (account_id, ends_on desc);

-- The scan itself, sealed; in a table of its own, which only the writing login may read.
create table commitment_file (
    commitment_id uuid primary key references commitment (id),
    sealed        bytea not null
);
