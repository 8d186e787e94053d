-- A realm is the ministry or a province: the place where a person has an account. These tables are never
-- qualified, since each login's search_path is its own schema alone.

-- People. The address is sealed: it is opened only by the job that sends a mail.
create table account (
    id              uuid primary key,
    login           text not null,
    name            text not null,
    name_pinyin     text not null,
    name_initials   text not null,
    email_sealed    bytea not null,
    email_masked    text not null,
    -- The school that administers the account; null: the place itself.
    school_id       text,
    state           text not null default 'invited',
    version         integer not null default 1,
    invited_at      timestamptz,
    last_sign_in_at timestamptz,
    created_at      timestamptz not null,
    updated_at      timestamptz not null,
    constraint account_login_key unique (login),
    constraint account_state_check check (state in ('invited', 'active', 'disabled'))
);
create index account_school_idx on account (school_id, login);
create index account_pinyin_idx on account (name_pinyin text_pattern_ops);

-- Who holds which role, where, until when. A null school: the whole place.
create table assignment (
    id         uuid primary key,
    account_id uuid not null references account (id),
    role       text not null,
    school_id  text,
    granted_by uuid,
    created_at timestamptz not null,
    ends_at    timestamptz
);
create unique index assignment_once_idx on assignment (account_id, role, coalesce(school_id, ''));

-- Argon2id in PHC form (RFC 9106). A row exists once the person has chosen a password.
create table credential (
    account_id    uuid primary key references account (id),
    password_hash text not null,
    changed_at    timestamptz not null
);

-- Opaque sessions: SHA-256 of a 256-bit token. Rows die at sign-out, disabling and password change.
create table session (
    token_hash   bytea primary key,
    account_id   uuid not null references account (id),
    network      text not null,
    user_agent   text not null,
    created_at   timestamptz not null,
    seen_at      timestamptz not null,
    expires_at   timestamptz not null,
    constraint session_token_check check (length(token_hash) = 32)
);
create index session_account_idx on session (account_id);

-- Links sent by mail: single use, bound to a purpose, stored as a hash.
create table link (
    token_hash bytea primary key,
    account_id uuid not null references account (id),
    purpose    text not null,
    created_at timestamptz not null,
    expires_at timestamptz not null,
    used_at    timestamptz,
    constraint link_purpose_check check (purpose in ('invite', 'reset'))
);
create index link_account_idx on link (account_id, purpose);

-- Soft locks after failed sign-ins, by account and by network. The subject is a hash: no login or address is kept.
create table sign_in_throttle (
    subject      bytea primary key,
    failures     integer not null,
    failed_at    timestamptz not null,
    locked_until timestamptz
);

-- A repeated request with the same key answers with what the first one made (kept 24 hours).
create table idempotency (
    account_id uuid not null,
    key        text not null,
    operation  text not null,
    body_hash  bytea not null,
    result_id  text not null,
    created_at timestamptz not null,
    primary key (account_id, key)
);

-- Who did what to which object, written in the transaction it tells of. The writing role may insert and nothing else.
create table audit_log (
    id          uuid primary key,
    at          timestamptz not null,
    operation   text not null,
    outcome     text not null,
    actor_kind  text not null,
    actor_id    uuid,
    actor_label text not null,
    object_kind text,
    object_id   text,
    object_label text,
    before      jsonb,
    after       jsonb,
    reason      text,
    request_id  text,
    network     text,
    constraint audit_log_outcome_check check (outcome in ('done', 'denied')),
    constraint audit_log_actor_check check (actor_kind in ('account', 'system', 'host', 'anonymous'))
);
create index audit_log_at_idx on audit_log (at desc, id desc);
