-- A commit of a large file says how far it has come, and takes the stage in the file's order.

alter table result_import add column written integer not null default 0;
drop index result_stage_import_idx;
create index result_stage_import_idx on result_stage (import_id, line);
