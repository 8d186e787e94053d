-- Service accounts: software that calls with a key instead of a person who signs in. One is an account, so that state, last day and audit
-- are those of accounts; of people's columns the address is that of whoever answers for the system. Lists of people leave it out.
alter table account add column kind text not null default 'person';
alter table account add constraint account_kind_check check (kind in ('person', 'service'));
create index account_service_idx on account (login) where kind = 'service';

-- What a service account has beside its account.
create table service (
    account_id      uuid primary key references account (id),
    purpose         text not null,
    -- Who answers for the system, by name; the sealed address of the account is theirs.
    contact         text not null,
    -- Who opened it, by account and by the name of the day: nobody issues a key to what they opened.
    created_by      uuid not null,
    created_by_name text not null
);

-- Keys: SHA-256 of a 256-bit token, which is shown once and never kept. A row is never deleted.
create table service_key (
    id              uuid primary key,
    account_id      uuid not null references account (id),
    token_hash      bytea not null,
    -- How the token begins, to recognise it by.
    hint            text not null,
    -- All it may be used for, and all from where.
    operations      text[] not null,
    networks        cidr[] not null,
    created_by_name text not null,
    created_at      timestamptz not null,
    -- The last day on which it works, in Beijing.
    expires_on      date not null,
    -- To the minute.
    last_used_at    timestamptz,
    revoked_by_name text,
    revoked_reason  text,
    revoked_at      timestamptz,
    constraint service_key_token_key unique (token_hash),
    constraint service_key_token_check check (length(token_hash) = 32),
    constraint service_key_bound_check check (cardinality(operations) > 0 and cardinality(networks) > 0),
    constraint service_key_revoked_check check ((revoked_at is null) = (revoked_by_name is null))
);
create index service_key_account_idx on service_key (account_id, created_at);
