-- One decision, with the rules that spoke.
create table determination (
    id text not null,
    encounter_id text not null,
    version bigint not null,
    clinician_id text not null,
    kind text not null,
    evaluation text not null,
    pack_digest text not null,
    evaluation_digest text not null,
    decided_at bigint not null,
    constraint determination_pkey primary key (id),
    constraint determination_version_key unique (encounter_id, version),
    constraint determination_encounter_fkey foreign key (encounter_id) references encounter (id),
    constraint determination_clinician_fkey foreign key (clinician_id) references clinician (account_id),
    constraint determination_kind_known check (kind in ('prescribed', 'declined', 'visit-required'))
);
