-- Who a patient is: sealed.
create table patient_profile (
    patient_id text not null,
    profile text not null,
    saved_at bigint not null,
    constraint patient_profile_pkey primary key (patient_id),
    constraint patient_profile_patient_fkey foreign key (patient_id) references account (id)
);
