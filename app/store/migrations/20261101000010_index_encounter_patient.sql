-- A patient's own encounters.
create index encounter_patient_index on encounter (patient_id, created_at);
