-- What became of a prescription; what it says is in its encounter.
create table prescription (
    id text not null,
    encounter_id text not null,
    clinician_id text not null,
    status text not null,
    issued_at bigint not null,
    constraint prescription_pkey primary key (id),
    constraint prescription_encounter_key unique (encounter_id),
    constraint prescription_encounter_fkey foreign key (encounter_id) references encounter (id),
    constraint prescription_clinician_fkey foreign key (clinician_id) references clinician (account_id),
    constraint prescription_status_known check (status in ('to-send', 'sent', 'dispensed', 'cancelled'))
);
