-- A patient has at most one submitted, open encounter of a protocol.
create unique index encounter_open_key on encounter (patient_id, protocol)
where state in ('awaiting-review', 'in-review', 'awaiting-patient', 'awaiting-visit');
