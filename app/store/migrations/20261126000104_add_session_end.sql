-- A session that somebody signed out of is kept for a day, so that a form posted into it is not lost.
alter table session add column ended_at bigint;
