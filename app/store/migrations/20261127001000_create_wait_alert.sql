-- A wait that operators, or its patient, were told of: once for each wait and reason.
create table wait_alert (
    encounter_id text not null,
    reason text not null,
    since bigint not null,
    alerted_at bigint not null,
    constraint wait_alert_pkey primary key (encounter_id, reason, since),
    constraint wait_alert_encounter_fkey foreign key (encounter_id) references encounter (id),
    constraint wait_alert_reason_known check (reason in (
        'nobody-licensed', 'patient-unserved', 'overdue', 'unheld', 'unsent'
    ))
);
