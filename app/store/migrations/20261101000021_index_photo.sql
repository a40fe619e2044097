-- The photos of an encounter.
create index photo_encounter_index on photo (encounter_id, created_at);
