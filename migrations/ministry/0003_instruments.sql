-- Versions of assessment instruments, loaded from the reviewed files of a release by the step that migrates. A row never
-- changes: logins may only read, the owner only adds, and a file that differs from the row of its id is refused.
create table instrument_version (
    id         text primary key,
    code       text not null,
    version    integer not null,
    title_zh   text not null,
    title_en   text not null,
    licence    text not null,
    definition text not null,
    sha256     bytea not null,
    created_at timestamptz not null,
    constraint instrument_version_code_version_key unique (code, version),
    constraint instrument_version_id_check check (id = code || '@' || version),
    constraint instrument_version_sha256_check check (sha256 = sha256(convert_to(definition, 'UTF8')))
);
