-- One person in two accounts of a realm is recognised by a keyed blind index of the identity number (HMAC); the number itself is
-- nowhere kept. Null: not given.
alter table account add column person_index bytea;
create index account_person_idx on account (person_index) where person_index is not null;

-- A role may be held in one department of a school, by name.
alter table assignment add column department text;
alter table assignment add constraint assignment_department_check check (department is null or school_id is not null);
drop index assignment_once_idx;
create unique index assignment_once_idx on assignment (account_id, role, coalesce(school_id, ''), coalesce(department, ''));

-- What the place has switched off for a role. The policy is the ceiling: a row only ever takes away.
create table narrowing (
    role       text not null,
    operation  text not null,
    reason     text not null,
    -- Who, by account and by the name of the day.
    by_account uuid not null,
    by_name    text not null,
    at         timestamptz not null,
    primary key (role, operation)
);
