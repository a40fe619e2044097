-- Mail that is due.
create index mail_due_index on mail (next_attempt_at) where next_attempt_at is not null;
