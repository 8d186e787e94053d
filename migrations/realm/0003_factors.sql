-- Second factors (GB/T 22239-2019 8.1.4.1 d: two or more factors, one of them by cryptography).

-- When a second factor was last proved in the session; null: never.
alter table session add column factor_at timestamptz;

-- One authenticator app an account (RFC 6238). The secret is sealed; a step is accepted once.
create table totp (
    account_id     uuid primary key references account (id),
    secret_sealed  bytea,
    confirmed_at   timestamptz,
    last_step      bigint not null default 0,
    -- A new secret that was shown and not yet confirmed by a code.
    pending_sealed bytea,
    pending_at     timestamptz,
    constraint totp_confirmed_check check ((secret_sealed is null) = (confirmed_at is null))
);

-- Codes for whoever has lost the app: random, stored as hashes, each good once.
create table recovery_code (
    code_hash  bytea primary key,
    account_id uuid not null references account (id),
    created_at timestamptz not null,
    used_at    timestamptz
);
create index recovery_code_account_idx on recovery_code (account_id);
