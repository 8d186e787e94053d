-- What the ministry knows of places: the provinces, what each publishes upwards, and the state of work that fans out.
-- Nothing here is about a student.

create table province (
    code        text primary key,
    kind        text not null,
    name_zh     text not null,
    name_en     text not null,
    state       text not null,
    reason      text,
    limits      jsonb not null,
    error       text,
    version     integer not null default 1,
    created_at  timestamptz not null,
    updated_at  timestamptz not null,
    constraint province_kind_check check (kind in ('province', 'xpcc', 'direct')),
    constraint province_state_check check (state in ('provisioning', 'active', 'suspended', 'failed'))
);

-- Figures that a province publishes about itself (metadata, never about students).
create table province_figures (
    province text primary key references province (code),
    accounts integer not null,
    as_of    timestamptz not null
);

-- The public directory: published fields of every school, ten-digit identifier unique nationwide.
create table school (
    id             text primary key,
    province       text not null references province (code),
    name           text not null,
    name_en        text,
    name_pinyin    text not null,
    name_initials  text not null,
    competent_dept text not null,
    affiliation    text not null,
    category       text not null,
    level          text,
    ownership      text not null,
    location       text not null,
    state          text not null,
    published_at   timestamptz not null
);
create index school_province_idx on school (province, name, id);

-- Work in many provinces: one row per province, so that "n of 33" is a count.
create table fan_out (
    job        uuid not null,
    province   text not null references province (code),
    state      text not null,
    rows       integer not null default 0,
    created    integer not null default 0,
    updated    integer not null default 0,
    unchanged  integer not null default 0,
    failed     integer not null default 0,
    error      text,
    updated_at timestamptz not null,
    primary key (job, province),
    constraint fan_out_state_check check (state in ('waiting', 'running', 'done', 'failed'))
);
