-- A database of its own, backed up apart: destroying a key destroys its data in every copy.
-- Each row is a data key wrapped by the root key; (place, purpose, unit) says what it may open.
create table data_key (
    id         uuid primary key,
    place      text not null,
    purpose    text not null,
    unit       text not null default '',
    wrapped    bytea not null,
    created_at timestamptz not null,
    constraint data_key_use_key unique (place, purpose, unit)
);
