-- What a clinician said of a medicine that was not recognised: appended, the latest holds.
create table finding (
    encounter_id text not null,
    version bigint not null,
    clinician_id text not null,
    medicine text not null,
    found_at bigint not null,
    constraint finding_pkey primary key (encounter_id, version),
    constraint finding_encounter_fkey foreign key (encounter_id) references encounter (id),
    constraint finding_clinician_fkey foreign key (clinician_id) references clinician (account_id)
);
