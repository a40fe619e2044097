-- Claims, by when they end.
create index encounter_lease_index on encounter (lease_until)
where state = 'in-review';
