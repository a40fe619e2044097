-- The queue by place, to count it.
create index encounter_queue_location_index
on encounter (location, lease_until, lease_clinician)
where state in ('awaiting-review', 'in-review');
