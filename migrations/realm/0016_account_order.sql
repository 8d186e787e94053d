-- Lists of accounts by name go by this. What it replaces served no statement: whoever searches looks anywhere in a name.
drop index account_pinyin_idx;
create index account_name_idx on account (name_pinyin, id);
