-- What was decided, signed, each naming the one before it.
create table receipt (
    sequence bigint not null,
    determination_id text not null,
    encounter_id text not null,
    digest text not null,
    content text not null,
    created_at bigint not null,
    constraint receipt_pkey primary key (sequence),
    constraint receipt_determination_key unique (determination_id),
    constraint receipt_determination_fkey foreign key (determination_id) references determination (id),
    constraint receipt_encounter_fkey foreign key (encounter_id) references encounter (id)
);
