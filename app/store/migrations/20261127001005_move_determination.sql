-- What was decided so far.
insert into decision (id, encounter_id, version, clinician_id, kind, evaluation, pack_digest,
    evaluation_digest, decided_at)
select id, encounter_id, version, clinician_id, kind, evaluation, pack_digest,
    evaluation_digest, decided_at
from determination;
