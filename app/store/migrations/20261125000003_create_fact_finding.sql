-- What a clinician found out of a fact that the answers left open: appended, the latest holds.
create table fact_finding (
    encounter_id text not null,
    version bigint not null,
    clinician_id text not null,
    finding text not null,
    found_at bigint not null,
    constraint fact_finding_pkey primary key (encounter_id, version),
    constraint fact_finding_encounter_fkey foreign key (encounter_id) references encounter (id),
    constraint fact_finding_clinician_fkey foreign key (clinician_id) references clinician (account_id)
);
