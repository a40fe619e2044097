-- The requests of an encounter.
create index request_encounter_index on request (encounter_id, asked_at);
