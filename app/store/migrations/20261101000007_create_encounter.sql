-- An encounter, from the first answer of its draft to its end.
create table encounter (
    id text not null,
    patient_id text,
    protocol text not null,
    questionnaire_version text not null,
    location text,
    attested_on text,
    attested_at bigint,
    birth_date text,
    had_red_flag bigint not null,
    version bigint not null,
    state text not null,
    facts text not null,
    submitted_at bigint,
    waiting_since bigint,
    answered bigint not null,
    urgent bigint not null,
    lease_clinician text,
    lease_token text,
    lease_until bigint,
    created_at bigint not null,
    touched_at bigint not null,
    constraint encounter_pkey primary key (id),
    constraint encounter_patient_fkey foreign key (patient_id) references account (id),
    constraint encounter_lease_fkey foreign key (lease_clinician) references clinician (account_id),
    constraint encounter_state_known check (state in (
        'draft', 'awaiting-review', 'in-review', 'awaiting-patient', 'awaiting-visit',
        'prescribed', 'declined', 'withdrawn', 'expired'
    )),
    constraint encounter_patient_known check (patient_id is not null or state in ('draft', 'withdrawn', 'expired')),
    constraint encounter_place_known check (
        state in ('draft', 'withdrawn', 'expired')
        or (location is not null and birth_date is not null)
    ),
    constraint encounter_attestation_whole check (
        (location is null) = (attested_on is null) and (location is null) = (attested_at is null)
    ),
    constraint encounter_location_code check (length(location) = 2),
    constraint encounter_waiting_whole check (
        (state in ('awaiting-review', 'in-review', 'awaiting-patient', 'awaiting-visit'))
        = (waiting_since is not null)
    ),
    constraint encounter_lease_whole check (
        (state = 'in-review') = (lease_clinician is not null)
        and (lease_clinician is null) = (lease_token is null)
        and (lease_clinician is null) = (lease_until is null)
    ),
    constraint encounter_submission_known check (
        state in ('draft', 'withdrawn', 'expired') or submitted_at is not null
    ),
    constraint encounter_version_counts check (version >= 0),
    constraint encounter_had_red_flag_boolean check (had_red_flag in (0, 1)),
    constraint encounter_answered_boolean check (answered in (0, 1)),
    constraint encounter_urgent_boolean check (urgent in (0, 1))
);
