-- The trail of one encounter.
create index audit_encounter_index on audit (encounter_id, occurred_at);
