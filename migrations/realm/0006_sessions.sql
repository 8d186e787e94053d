-- Sessions that their owner can see and end one by one: a name for each that is not its token.
-- `network` is where the session was last seen from.
alter table session add column id uuid not null default gen_random_uuid();
alter table session alter column id drop default;
create unique index session_id_idx on session (id);

-- An account in use from two networks at the same time (R000-10.1): once per pair and day.
create table sharing_alert (
    id         uuid primary key,
    account_id uuid not null references account (id),
    day        date not null,
    -- In alphabetical order.
    network    text collate "C" not null,
    other      text collate "C" not null,
    created_at timestamptz not null,
    constraint sharing_alert_once_key unique (account_id, day, network, other),
    constraint sharing_alert_order_check check (network < other)
);
create index sharing_alert_created_idx on sharing_alert (created_at desc, id desc);
