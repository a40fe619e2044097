-- What was decided, or what the product itself told a patient, signed, each naming the one
-- before it. The same is told once: `told` is a keyed digest of what it rested on.
create table issued_receipt (
    sequence bigint not null,
    determination_id text,
    told text,
    encounter_id text not null,
    digest text not null,
    content text not null,
    created_at bigint not null,
    constraint issued_receipt_pkey primary key (sequence),
    constraint issued_receipt_determination_key unique (determination_id),
    constraint issued_receipt_told_key unique (told),
    constraint issued_receipt_origin_one check ((determination_id is null) <> (told is null)),
    constraint issued_receipt_determination_fkey foreign key (determination_id) references determination (id),
    constraint issued_receipt_encounter_fkey foreign key (encounter_id) references encounter (id)
);
