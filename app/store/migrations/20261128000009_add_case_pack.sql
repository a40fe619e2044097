-- Under which pack the medicines that a patient typed were read.
alter table case_on_record add column pack_digest text;
