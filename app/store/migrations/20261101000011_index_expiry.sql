-- What may expire, by how long nobody has gone on with it.
create index encounter_expiry_index on encounter (touched_at)
where state in ('draft', 'awaiting-patient', 'awaiting-visit');
