-- When a page or an answer first named the file; until then it stands for nothing.
alter table photo add column attached_at bigint;
