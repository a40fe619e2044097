-- A live visit that took place.
create table visit (
    id text not null,
    encounter_id text not null,
    patient_id text not null,
    clinician_id text not null,
    modality text not null,
    held_at bigint not null,
    held_on text not null,
    note text not null,
    recorded_at bigint not null,
    constraint visit_pkey primary key (id),
    constraint visit_encounter_fkey foreign key (encounter_id) references encounter (id),
    constraint visit_patient_fkey foreign key (patient_id) references account (id),
    constraint visit_clinician_fkey foreign key (clinician_id) references clinician (account_id),
    constraint visit_modality_live check (modality in ('audio', 'video', 'in-person'))
);
