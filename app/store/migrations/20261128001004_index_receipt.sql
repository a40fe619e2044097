create index receipt_encounter_index on receipt (encounter_id, sequence);
