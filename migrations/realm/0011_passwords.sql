-- Passwords that an account used before, as hashes, so that none of the last ones is chosen again (GB/T 22239-2019 8.1.4.1 a). How many
-- are kept is the profile's; older ones are deleted as a new one comes.
create table password_history (
    id            uuid primary key,
    account_id    uuid not null references account (id),
    password_hash text not null,
    retired_at    timestamptz not null
);
create index password_history_account_idx on password_history (account_id, retired_at desc);
