-- One step of an encounter: appended, never changed.
create table event (
    encounter_id text not null,
    version bigint not null,
    verb text not null,
    actor_kind text not null,
    actor_id text,
    occurred_at bigint not null,
    facts text not null,
    constraint event_pkey primary key (encounter_id, version),
    constraint event_encounter_fkey foreign key (encounter_id) references encounter (id),
    constraint event_actor_known check (actor_kind in ('visitor', 'patient', 'clinician', 'operator', 'system')),
    constraint event_actor_named check ((actor_kind in ('visitor', 'system')) = (actor_id is null))
);
