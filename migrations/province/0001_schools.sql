-- A province's schools. The key is the ten-digit identifier (学校(机构)标识码), unique and unchanging.
create table school (
    id             text primary key,
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
    state          text not null default 'active',
    version        integer not null default 1,
    created_at     timestamptz not null,
    updated_at     timestamptz not null,
    constraint school_id_check check (id ~ '^[0-9]{10}$'),
    constraint school_affiliation_check
        check (affiliation in ('moe', 'other_central', 'province', 'province_edu_dept', 'xpcc')),
    constraint school_category_check check (category in ('regular', 'adult', 'research_institute')),
    constraint school_level_check check (level in ('undergraduate', 'junior_college')),
    constraint school_ownership_check check (ownership in ('public', 'private', 'cooperation', 'overseas')),
    constraint school_state_check check (state in ('active', 'suspended'))
);
create index school_name_idx on school (name, id);
create index school_updated_idx on school (updated_at desc, id);
