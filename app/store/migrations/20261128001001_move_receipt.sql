-- What was signed so far.
insert into issued_receipt (sequence, determination_id, encounter_id, digest, content, created_at)
select sequence, determination_id, encounter_id, digest, content, created_at
from receipt;
