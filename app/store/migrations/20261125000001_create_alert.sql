-- What an operator was told of an encounter, so that they are told once.
create table alert (
    encounter_id text not null,
    reason text not null,
    alerted_at bigint not null,
    constraint alert_pkey primary key (encounter_id, reason),
    constraint alert_encounter_fkey foreign key (encounter_id) references encounter (id),
    constraint alert_reason_known check (reason in ('nobody-licensed', 'overdue'))
);
