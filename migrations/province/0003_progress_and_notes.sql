-- A commit of a large file says how far it has come, and takes the stage in the file's order. What was agreed with a student is
-- sealed like everything else that tells of one.

alter table result_import add column written integer not null default 0;
drop index result_stage_import_idx;
create index result_stage_import_idx on result_stage (import_id, line);
alter table contact drop column note;
alter table contact add column note bytea;
