-- Registration and vetting (R000-02.1, R000-05.3): who asks to be registered, with evidence, and what a reviewer decided. A registration
-- begins with an address alone; it opens no account before it is approved.
create table registration (
    id            uuid primary key,
    state         text not null default 'draft',
    -- How the applicant is reached: sealed, masked, and recognised by a keyed blind index.
    email_sealed  bytea not null,
    email_masked  text not null,
    email_index   bytea not null,
    network       text not null,
    begun_at      timestamptz not null,
    mailed_at     timestamptz,
    -- The form, as far as it is filled in.
    role          text not null default '',
    school_id     text not null default '',
    name          text not null default '',
    unit          text not null default '',
    title         text not null default '',
    specialty     text not null default '',
    statement     text not null default '',
    -- The person, as in accounts. Null: no identity number was given.
    person_index  bytea,
    submitted_at  timestamptz,
    -- Who reviews, by account and by the name of the day.
    reviewer_id   uuid references account (id),
    reviewer_name text,
    decided_at    timestamptz,
    reason        text,
    account_id    uuid references account (id),
    constraint registration_state_check check (state in ('draft', 'submitted', 'under_review', 'approved', 'refused', 'withdrawn')),
    constraint registration_reviewer_check check ((state in ('under_review', 'approved', 'refused')) = (reviewer_id is not null)),
    constraint registration_refusal_check check (state <> 'refused' or reason is not null),
    constraint registration_approval_check check ((state = 'approved') = (account_id is not null))
);
-- One at a time for one address.
create unique index registration_live_idx on registration (email_index) where state in ('draft', 'submitted', 'under_review');
create index registration_submitted_idx on registration (submitted_at desc, id desc) where submitted_at is not null;
create index registration_network_idx on registration (network, begun_at);

-- What the last mail holds, as a hash. Anyone who has it sees the form, so it is void after a week or with the next mail.
create table registration_link (
    registration_id uuid primary key references registration (id) on delete cascade,
    token_hash      bytea not null,
    expires_at      timestamptz not null,
    constraint registration_link_token_key unique (token_hash)
);

create table registration_evidence (
    id              uuid primary key,
    registration_id uuid not null references registration (id) on delete cascade,
    kind            text not null,
    name            text not null,
    media_type      text not null,
    size            integer not null,
    sha256          bytea not null,
    added_at        timestamptz not null
);
create index registration_evidence_idx on registration_evidence (registration_id, added_at);

-- The file itself, sealed; in a table of its own, which only the writing login may read.
create table registration_file (
    evidence_id uuid primary key references registration_evidence (id) on delete cascade,
    sealed      bytea not null
);
