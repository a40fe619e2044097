-- The name that it had.
alter table decision rename to determination;
