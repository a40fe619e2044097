-- What the rules look at in each encounter that was handed in, compact: for replaying all of them under another pack.
-- Without content it is to be gathered, since something has changed.
create table case_on_record (
    encounter_id text not null,
    protocol text not null,
    location text not null,
    decided_on text,
    has_typed_medicines bigint not null default 0,
    content text,
    constraint case_on_record_pkey primary key (encounter_id),
    constraint case_on_record_encounter_fkey foreign key (encounter_id) references encounter (id)
);
