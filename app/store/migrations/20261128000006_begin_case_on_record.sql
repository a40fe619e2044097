-- Those that were handed in so far.
insert into case_on_record (encounter_id, protocol, location)
select id, protocol, location from encounter where submitted_at is not null and location is not null;
