-- Licences are looked up by clinician.
create index licence_clinician_index on licence (clinician_id, state);
