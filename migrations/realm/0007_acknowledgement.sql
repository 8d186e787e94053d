-- Who has acknowledged which version of the platform's rules (R000-10.1). A version's text is part of the program.
create table acknowledgement (
    account_id uuid not null references account (id),
    version    integer not null,
    at         timestamptz not null,
    primary key (account_id, version)
);
