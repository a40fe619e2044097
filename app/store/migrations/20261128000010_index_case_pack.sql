create index case_pack_index on case_on_record (pack_digest) where has_typed_medicines = 1 and decided_on is null;
