-- The visits of a patient.
create index visit_patient_index on visit (patient_id, held_at);
