-- One decision, with the rules that spoke; to ask the patient for more is one, too.
create table decision (
    id text not null,
    encounter_id text not null,
    version bigint not null,
    clinician_id text not null,
    kind text not null,
    evaluation text not null,
    pack_digest text not null,
    evaluation_digest text not null,
    decided_at bigint not null,
    constraint decision_pkey primary key (id),
    constraint decision_version_key unique (encounter_id, version),
    constraint decision_encounter_fkey foreign key (encounter_id) references encounter (id),
    constraint decision_clinician_fkey foreign key (clinician_id) references clinician (account_id),
    constraint decision_kind_known check (kind in (
        'prescribed', 'declined', 'visit-required', 'information-requested'
    ))
);
