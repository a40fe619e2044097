create index case_place_index on case_on_record (protocol, location, encounter_id);
