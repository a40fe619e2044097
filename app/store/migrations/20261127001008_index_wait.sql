-- What waits for a clinician, the longest wait first.
create index encounter_wait_index
on encounter (waiting_since, id, location)
where state in ('awaiting-review', 'in-review', 'awaiting-visit');
