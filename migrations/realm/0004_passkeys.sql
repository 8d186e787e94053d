-- Passkeys (WebAuthn level 3): public keys, so nothing in here is secret.
create table passkey (
    id            uuid primary key,
    account_id    uuid not null references account (id),
    -- What the authenticator calls the key; unique everywhere.
    credential_id bytea not null,
    credential    jsonb not null,
    name          text not null,
    created_at    timestamptz not null,
    used_at       timestamptz,
    constraint passkey_credential_key unique (credential_id)
);
create index passkey_account_idx on passkey (account_id, created_at);

-- A ceremony under way: what was asked is kept here and nowhere else, and an answer is taken once.
create table ceremony (
    account_id uuid not null references account (id),
    kind       text not null,
    state      jsonb not null,
    expires_at timestamptz not null,
    primary key (account_id, kind),
    constraint ceremony_kind_check check (kind in ('enrol', 'prove'))
);
