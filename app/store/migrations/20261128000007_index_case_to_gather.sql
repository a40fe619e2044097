create index case_to_gather_index on case_on_record (encounter_id) where content is null;
