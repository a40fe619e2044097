-- What operators verified so far, under their names.
insert into rule_verification (rule_id, rule_digest, verified_by, recorded_by, verified_at, note)
select verification.rule_id, verification.rule_digest, coalesce(account.name, account.email),
    verification.verified_by, verification.verified_at, verification.note
from verification join account on account.id = verification.verified_by;
