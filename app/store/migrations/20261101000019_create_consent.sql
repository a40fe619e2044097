-- A signature under one version of a text.
create table consent (
    id text not null,
    encounter_id text not null,
    patient_id text not null,
    code text not null,
    version text not null,
    consent text not null,
    signed_at bigint not null,
    constraint consent_pkey primary key (id),
    constraint consent_text_key unique (encounter_id, code, version),
    constraint consent_encounter_fkey foreign key (encounter_id) references encounter (id),
    constraint consent_patient_fkey foreign key (patient_id) references account (id)
);
