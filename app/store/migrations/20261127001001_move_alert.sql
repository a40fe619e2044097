-- What operators were told so far, as told of the wait that goes on.
insert into wait_alert (encounter_id, reason, since, alerted_at)
select alert.encounter_id, alert.reason, coalesce(encounter.waiting_since, alert.alerted_at), alert.alerted_at
from alert join encounter on encounter.id = alert.encounter_id;
