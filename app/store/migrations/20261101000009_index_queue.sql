-- The queue in its order: urgent, answered, longest wait; with all that filters it.
create index encounter_queue_index
on encounter (urgent desc, answered desc, waiting_since, id, location, lease_until, lease_clinician)
where state in ('awaiting-review', 'in-review');
